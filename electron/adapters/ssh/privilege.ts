import { Buffer } from 'node:buffer'
import { AppError } from '../../../shared/errors/app-error.ts'
import type { Privilege } from '../../../shared/model/device.ts'
import { commandLine } from '../../ports/device-shell/quote.ts'
import { answerSudo } from './answer-sudo.ts'
import { type Connection, channelEnd, execChannel } from './exec-channel.ts'
import { endOnAbort } from './run-command.ts'

/** How the user of a connection becomes root, if at all. */
export interface Standing {
  readonly privilege: Privilege
  /** Set where sudo asks for a password that is missing or was refused. */
  readonly sudoPassword?: 'missing' | 'wrong'
}

const SCRIPT = `# mycopod:privilege 1
if [ "$(id -u)" = 0 ]; then how=root
elif ! command -v sudo >/dev/null 2>&1; then how=no-sudo
elif sudo -n true 2>/dev/null; then how=sudo
elif [ -z "$1" ]; then how=sudo-untried
elif LC_ALL=C sudo -k -S -p "$1:" true; then how=sudo-password
else how=sudo-refused; fi
printf '@@privilege\\n%s\\n%s\\n' "$how" "$(id -Gn)"`

const administrators = ['sudo', 'wheel', 'admin']

/** Asks in one round trip; with a password it is tried, for only then does sudo say whether the user may use it at all. */
export async function readStanding(
  connection: Connection,
  password: string | undefined,
  mark: string,
  signal?: AbortSignal,
): Promise<Standing> {
  const line = commandLine(['sh', '-c', SCRIPT, 'mycopod-privilege', password === undefined ? '' : mark])
  const channel = await execChannel(connection, line, signal)
  const sudo = answerSudo(channel, mark, password ?? '', () => {})
  const chunks: Buffer[] = []
  channel.on('data', (bytes: Buffer) => chunks.push(bytes))
  channel.stderr.on('data', (bytes: Buffer) => sudo.hear(bytes))
  channel.on('error', () => {})
  const stopEnding = endOnAbort(channel, signal)
  const exitCode = await channelEnd(channel)
  stopEnding()
  signal?.throwIfAborted()
  if (exitCode === undefined) throw connection.lost() ?? new AppError('DeviceConnectionLost', { device: connection.device })
  const [, how, groups] = /^@@privilege\n(.*)\n(.*)$/m.exec(Buffer.concat(chunks).toString()) ?? []
  if (how === undefined || groups === undefined) {
    throw new AppError('DeviceGarbled', { device: connection.device, what: 'what this login may do there' })
  }
  return standing(how, groups.split(' '), sudo.said())
}

/** What the script's answer means; `said` is what sudo wrote. */
export function standing(how: string, groups: readonly string[], said: string): Standing {
  const less: Standing = { privilege: groups.includes('docker') ? 'docker-group' : 'none' }
  switch (how) {
    case 'root':
      return { privilege: 'root' }
    case 'sudo':
      return { privilege: 'sudo' }
    case 'sudo-password':
      return { privilege: 'sudo-password' }
    case 'sudo-untried':
      return groups.some(group => administrators.includes(group)) ? { privilege: 'sudo-password', sudoPassword: 'missing' } : less
    case 'sudo-refused':
      return /not in the sudoers file|may not run sudo|not allowed to/.test(said)
        ? less
        : { privilege: 'sudo-password', sudoPassword: 'wrong' }
    default:
      return less
  }
}
