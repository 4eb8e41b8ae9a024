import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { styleText } from 'node:util'

const checks = [
  { name: 'types', bin: 'typescript/bin/tsc', args: ['-b'] },
  { name: 'style', bin: '@biomejs/biome/bin/biome', args: ['ci', '--colors=off', '--error-on-warnings'] },
  {
    name: 'imports',
    bin: 'dependency-cruiser/bin/dependency-cruiser.mjs',
    args: ['--config', '.dependency-cruiser.mjs', 'shared', 'electron', 'renderer'],
  },
  { name: 'unused', bin: 'knip/bin/knip.js', args: ['--no-progress'] },
  // What only tests reach is unused too.
  {
    name: 'unused in the product',
    bin: 'knip/bin/knip.js',
    args: ['--no-progress', '--production', '--include', 'files,dependencies,unlisted,unresolved'],
  },
]

const root = join(import.meta.dirname, '..')

interface Outcome {
  readonly name: string
  readonly failed: boolean
  readonly output: string
}

function runCheck(check: (typeof checks)[number]): Promise<Outcome> {
  return new Promise(resolve => {
    const child = spawn(process.execPath, [join(root, 'node_modules', check.bin), ...check.args], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const chunks: Buffer[] = []
    child.stdout.on('data', chunk => chunks.push(chunk))
    child.stderr.on('data', chunk => chunks.push(chunk))
    child.on('close', code => resolve({ name: check.name, failed: code !== 0, output: Buffer.concat(chunks).toString('utf8').trim() }))
  })
}

const outcomes = await Promise.all(checks.map(runCheck))
for (const { name, failed, output } of outcomes) {
  process.stdout.write(`${failed ? styleText('red', '✗') : styleText('green', '✓')} ${name}\n`)
  if (failed) process.stdout.write(`${output}\n\n`)
}
process.exitCode = outcomes.some(outcome => outcome.failed) ? 1 : 0
