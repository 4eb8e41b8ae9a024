import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { runForeground } from './run-foreground.ts'
import { endWith } from './testing/end-with.ts'
import { runVitest } from './testing/run-suite.ts'
import { allSkipped, oneFailure, type Tally } from './testing/tally.ts'

const lab = 'tests/lab/setup/lab.sh'
const programs = ['systemd-nspawn', 'mmdebstrap', 'busybox', 'ip', 'ssh', 'dpkg-scanpackages', 'openssl', 'mkfs.ext4', 'nsenter', 'sshpass']

function obstacle(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'The lab needs root on Linux'
  const missing = programs.filter(program => !onPath(program))
  return missing.length > 0 ? `The lab needs programs that are not here (${missing.join(', ')})` : undefined
}

function onPath(program: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some(folder => existsSync(join(folder, program)))
}

function isUp(): boolean {
  return !spawnSync('bash', [lab, 'status'], { encoding: 'utf8' }).stdout.includes('The lab is down')
}

async function runLab(args: readonly string[]): Promise<Tally> {
  const because = obstacle()
  if (because) return allSkipped(1, `the lab's tests. ${because}`)
  const wasUp = isUp()
  try {
    if ((await runForeground('bash', [lab, 'up'])) !== 0) return oneFailure('the lab did not come up')
    return await runVitest(['--config', 'tests/lab/vitest.config.ts', ...args], ['ip', 'netns', 'exec', 'ctl'])
  } finally {
    if (!wasUp) await runForeground('bash', [lab, 'down'])
  }
}

endWith(await runLab(process.argv.slice(2)))
