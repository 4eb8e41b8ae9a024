import { writeFileSync } from 'node:fs'
import { cpus, loadavg, release, totalmem } from 'node:os'
import { join } from 'node:path'
import { deployBench } from './deploy.ts'
import { hostBench } from './host.ts'
import { interpretBench } from './interpret.ts'
import { largeLabBench } from './large-lab.ts'
import type { Figure } from './measure.ts'
import { pageBench } from './page.ts'
import { placementBench } from './placement.ts'
import { planBench } from './plan.ts'
import { proxmoxBench } from './proxmox.ts'
import { startBench } from './start.ts'

const benches = [placementBench, interpretBench, planBench, proxmoxBench, startBench, hostBench, largeLabBench, pageBench, deployBench]
const wanted = process.argv.slice(2)

function row({ what, value, unit, limit, note }: Figure): string {
  const number = `${value >= 100 ? Math.round(value) : value.toFixed(value < 10 ? 2 : 1)}${unit && ` ${unit}`}`
  const verdict = limit === undefined ? '' : value <= limit ? 'within' : '**over**'
  return `| ${what} | ${number} | ${limit === undefined ? '' : `≤ ${limit}${unit && ` ${unit}`}`} | ${verdict} | ${note ?? ''} |`
}

const [loadBefore = 0] = loadavg()
const sections: string[] = []
let over = 0
let failed = 0
for (const bench of benches.filter(
  ({ title }) => wanted.length === 0 || wanted.some(word => title.toLowerCase().includes(word.toLowerCase())),
)) {
  process.stdout.write(`${bench.title} …\n`)
  const taken = await bench.run().catch((error: unknown) => {
    failed += 1
    return `Not measured: ${error instanceof Error ? error.message.split('\n')[0] : error}`
  })
  if (typeof taken !== 'string') over += taken.filter(({ value, limit }) => limit !== undefined && value > limit).length
  const body = typeof taken === 'string' ? [taken] : ['| what | measured | goal | | how |', '|---|---|---|---|---|', ...taken.map(row)]
  const section = [`## ${bench.title}`, '', ...body, ''].join('\n')
  process.stdout.write(`${section}\n`)
  sections.push(section)
}

if (wanted.length === 0) {
  const [cpu] = cpus()
  const machine = `${cpus().length} cores (${cpu?.model.trim() ?? 'unknown'}), ${Math.round(totalmem() / 1024 ** 3)} GB of memory, ${process.platform} ${release()}, Node ${process.version}`
  const page = [
    '# Benchmarks',
    '',
    `Written by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)}: ${machine}.`,
    `When they began, ${loadBefore.toFixed(1)} programs were running or waiting to; the benches start the lab's programs and the browser themselves.`,
    '',
    ...sections,
  ]
  writeFileSync(join(import.meta.dirname, '../../docs/benchmarks.md'), `${page.join('\n').trimEnd()}\n`)
}
process.exitCode = over + failed === 0 ? 0 : 1
