import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Bench, percentile, timed } from './measure.ts'
import { mycopod, serve } from './served.ts'

/** How long the program takes to begin. */
export const startBench: Bench = {
  title: 'Start',
  async run() {
    const dataDir = await mkdtemp(join(tmpdir(), 'mycopod-bench-'))
    try {
      const ready: number[] = []
      for (let round = 0; round < 6; round += 1) {
        const served = await serve(dataDir)
        if (round > 0) ready.push(served.readyMs / 1000)
        await served.stop()
      }
      const word = (option: string) =>
        timed(5, 1, () => {
          const [command, ...args] = mycopod([option])
          return promisify(execFile)(command, args)
        })
      return [
        {
          what: '`mycopod serve` ready, warm',
          value: percentile(ready, 0.5),
          unit: 's',
          limit: 1,
          note: 'spawn to the ready line, median of 5',
        },
        {
          what: '`mycopod --version`',
          value: percentile(await word('--version'), 0.5),
          unit: 'ms',
          note: 'the whole process, median of 5',
        },
        { what: '`mycopod --help`', value: percentile(await word('--help'), 0.5), unit: 'ms', note: 'the whole process, median of 5' },
      ]
    } finally {
      await rm(dataDir, { recursive: true, force: true })
    }
  },
}
