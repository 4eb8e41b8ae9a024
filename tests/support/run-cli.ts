import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const program = join(import.meta.dirname, '../../out/main/cli.js')

/** How a command line ended, and all that it wrote. */
export interface CliRun {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  /** Standard output as one JSON value; throws when it is anything else. */
  json(): never
  /** Standard output as one JSON value a line. */
  lines(): readonly Readonly<Record<string, unknown>>[]
}

interface CliOptions {
  readonly data: string
  readonly stdin?: string
  /** Called with each line of standard output as it comes. */
  readonly onLine?: (line: string, child: ChildProcess) => void
}

/** Runs the built program on a data folder until it ends. */
export async function runCli(args: readonly string[], { data, stdin, onLine }: CliOptions): Promise<CliRun> {
  const child = startCli(args, data)
  const parts = { stdout: '', stderr: '' }
  child.stdout.on('data', chunk => {
    parts.stdout += chunk
  })
  child.stderr.on('data', chunk => {
    parts.stderr += chunk
  })
  if (onLine) createInterface(child.stdout).on('line', line => onLine(line, child))
  child.stdin.on('error', () => undefined)
  child.stdin.end(stdin)
  const [code] = await once(child, 'close')
  return {
    code,
    ...parts,
    json: () => JSON.parse(parts.stdout) as never,
    lines: () =>
      parts.stdout
        .trimEnd()
        .split('\n')
        .map(line => JSON.parse(line)),
  }
}

/** Starts the built program on a data folder. */
export function startCli(args: readonly string[], data: string) {
  return spawn(process.execPath, [program, ...args, '--data', data], {
    env: { ...process.env, MYCOPOD_PASSPHRASE: 'of a test' },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
}

/** Starts `mycopod serve` and resolves when it is ready; `stop` ends it as Ctrl C does and hands back its exit code. */
export async function startServe(
  data: string,
): Promise<{ readonly url: string; readonly child: ChildProcess; stop(): Promise<number | null> }> {
  const child = startCli(['serve', '--json', '--listen', '127.0.0.1:0'], data)
  child.stderr.pipe(process.stderr)
  const [line] = await once(createInterface(child.stdout), 'line')
  const closed = once(child, 'close')
  return {
    url: JSON.parse(line).url,
    child,
    async stop() {
      child.kill('SIGINT')
      const [code] = await closed
      return code
    },
  }
}
