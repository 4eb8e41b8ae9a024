import type { Command } from '../device-access.ts'

/**
 * Runs `"$@"` so that it ends when the caller lets go. `$1` bytes of standard input are the command's own; after them
 * the input stays open for as long as the caller wants the command to live, and its end makes the guard end the whole
 * process group: TERM, two seconds later KILL. It works as root too, where the caller could send no signal, and when the
 * connection breaks. A non-empty `$2` is printed as a line of its own on standard error right before the command starts.
 */
export const GUARD = `# mycopod:run 1
exec 3<&0 4>&2 2>/dev/null
{
  exec 4>&-
  sh -c 'echo "$PPID"'
  [ "$1" = 0 ] || head -c "$1" <&3
  exec >/dev/null
  while read -r _ <&3; do :; done
  trap '' TERM
  kill -TERM 0
  sleep 2
  kill -KILL 0
} | {
  read -r guard
  exec 2>&4 3<&- 4>&-
  [ -z "$2" ] || printf '%s\\n' "$2" >&2
  shift 2
  "$@"
  code=$?
  exec 2>/dev/null
  kill -KILL "$guard"
  exit "$code"
}`

/** How a command becomes root. With a password, sudo asks by printing `mark` and a colon, and the guard tells by `mark` alone that it has begun. */
export type Elevation =
  | { readonly by: 'nothing' }
  | { readonly by: 'sudo' }
  | { readonly by: 'sudo-password'; readonly password: string; readonly mark: string }

/** The guarded form of a command, as a program with its arguments. */
export function guardedArgv(command: Command, inputBytes: number, elevation: Elevation): readonly string[] {
  const environment = Object.entries(command.environment ?? {}).map(([name, value]) => `${name}=${value}`)
  const own = environment.length === 0 ? command.argv : ['env', ...environment, ...command.argv]
  const mark = elevation.by === 'sudo-password' ? elevation.mark : ''
  const guarded = ['sh', '-c', GUARD, 'mycopod-run', String(inputBytes), mark, ...own]
  if (elevation.by === 'nothing') return guarded
  if (elevation.by === 'sudo') return ['sudo', '-n', '--', ...guarded]
  return ['sudo', '-k', '-S', '-p', `${elevation.mark}:`, '--', ...guarded]
}
