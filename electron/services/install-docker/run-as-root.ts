import type { CommandResult, DeviceSession } from '../../ports/device-access.ts'
import type { StepContext, UndoContext } from '../job-runner/job-definition.ts'

/** Runs a command as root and tells its lines and that it was run, in full. */
export async function runAsRoot(
  session: DeviceSession,
  device: string,
  argv: readonly [string, ...string[]],
  context: Pick<StepContext | UndoContext, 'line' | 'did'>,
  signal: AbortSignal,
  onLine: (text: string) => void = () => undefined,
): Promise<CommandResult> {
  const command = inWords(argv)
  const result = await session.run(
    {
      argv,
      asRoot: true,
      onLine: (text, stream) => {
        context.line(text, stream)
        onLine(text)
      },
    },
    signal,
  )
  context.did({ kind: 'command', device, command, asRoot: true, exitCode: result.exitCode })
  return result
}

/** The last lines of what a command said, as one. */
export function lastWords({ out, err }: CommandResult, lines: number): string {
  const said = `${out}\n${err}`.split('\n').map(line => line.trim())
  return said
    .filter(line => line !== '')
    .slice(-lines)
    .join(' ')
}

/** As it could be pasted into a shell. */
function inWords(argv: readonly string[]): string {
  return argv.map(word => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(' ')
}
