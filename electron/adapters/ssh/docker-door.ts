import type { Buffer } from 'node:buffer'
import type { Duplex } from 'node:stream'
import type { ClientChannel } from 'ssh2'
import { AppError } from '../../../shared/errors/app-error.ts'
import type { Elevation } from '../../ports/device-shell/guarded-command.ts'
import { commandLine } from '../../ports/device-shell/quote.ts'
import type { EngineDoor } from '../../ports/engine-door.ts'
import { answerSudo } from './answer-sudo.ts'
import { type Connection, execChannel } from './exec-channel.ts'
import { runCommand } from './run-command.ts'
import type { WaitingLine } from './waiting-line.ts'

const usualSocket = '/var/run/docker.sock'

const DOCKER_SCRIPT = `# mycopod:docker 1
PATH=$PATH:/usr/local/bin:/usr/sbin:/sbin:/snap/bin
# A socket outlives the engine that made it: one counts only while something listens.
if [ ! -r /proc/net/unix ] || grep -q '/docker\\.sock$' /proc/net/unix; then
  for socket in ${usualSocket} "\${XDG_RUNTIME_DIR:-/run/user/$(id -u)}/docker.sock"; do
    if [ -S "$socket" ] && [ -r "$socket" ] && [ -w "$socket" ]; then echo "open $socket"
    elif [ -e "$socket" ]; then echo "closed $socket"; fi
  done
fi
if command -v dockerd >/dev/null 2>&1 || [ -e /lib/systemd/system/docker.service ]; then echo engine; fi
if command -v docker >/dev/null 2>&1; then echo client; fi
echo @@end`

const DIAL_SCRIPT = `# mycopod:dial 1
PATH=$PATH:/usr/local/bin:/usr/sbin:/sbin:/snap/bin
[ -z "$1" ] || printf '%s\\n' "$1" >&2
exec docker system dial-stdio`

/** What a session knows when an engine is wanted. */
export interface DoorKeeper {
  readonly user: string
  connection(): Promise<Connection>
  /** How this login becomes root; rejects with SudoMissing or SudoPasswordWrong. */
  elevation(): Promise<Elevation>
  /** Bounds how many programs carry engine calls, so that commands find channels too. */
  readonly dials: WaitingLine
}

/** The way to a device's engine over its SSH connection: its socket, or where only root may open that, a program that root runs. */
export function dockerDoor(device: string, keeper: DoorKeeper): EngineDoor<Duplex> {
  let socketPath: string | undefined = usualSocket

  const survey = async (): Promise<Survey> => {
    const connection = await keeper.connection()
    const command = { argv: ['sh', '-c', DOCKER_SCRIPT, 'mycopod-docker'] } as const
    const { out } = await runCommand(connection, keeper.user, command, { by: 'nothing' })
    const lines = out.split('\n')
    if (!lines.includes('@@end')) throw new AppError('DeviceGarbled', { device, what: 'whether Docker is there' })
    const paths = (kind: string) => lines.filter(line => line.startsWith(`${kind} `)).map(line => line.slice(kind.length + 1))
    return { open: paths('open'), closed: paths('closed'), installed: lines.includes('engine') }
  }

  const reason = async ({ open, closed, installed }: Survey): Promise<AppError> => {
    const there = open.length + closed.length > 0
    const forbidden = there && open.length === 0 && !(await keeper.elevation().catch(() => undefined))
    if (forbidden) return new AppError('DockerForbidden', { device, user: keeper.user })
    return new AppError(there || installed ? 'DockerStopped' : 'DockerMissing', { device })
  }

  const dialSocket = async (path: string): Promise<Duplex | undefined> => {
    const connection = await keeper.connection()
    return new Promise((resolve, reject) => {
      connection.client.openssh_forwardOutStreamLocal(path, (error, channel) => {
        const lost = connection.lost()
        if (!error) resolve(channel)
        else if (lost) reject(lost)
        else resolve(undefined)
      })
    })
  }

  const dialAsRoot = async (): Promise<Duplex> => {
    const elevation = await keeper.elevation().catch(() => {
      throw new AppError('DockerForbidden', { device, user: keeper.user })
    })
    const connection = await keeper.connection()
    const leave = await keeper.dials.enter()
    try {
      const channel = await execChannel(connection, commandLine(dialArgv(elevation)))
      channel.once('close', leave)
      if (await begins(channel, elevation)) return channel
      throw new AppError('DockerForbidden', { device, user: keeper.user })
    } catch (error) {
      leave()
      throw error
    }
  }

  return {
    device,
    async dial() {
      const direct = socketPath === undefined ? undefined : await dialSocket(socketPath)
      if (direct) return direct
      const found = await survey()
      for (const path of found.open) {
        const stream = await dialSocket(path)
        if (stream) {
          socketPath = path
          return stream
        }
      }
      if (found.open.length > 0 || found.closed.length === 0) {
        socketPath = usualSocket
        throw await reason(found)
      }
      // Only root may: the next call need not knock in vain.
      socketPath = undefined
      return dialAsRoot()
    },
    async failure() {
      socketPath = usualSocket
      try {
        return await reason(await survey())
      } catch (error) {
        if (error instanceof AppError) return error
        throw error
      }
    },
  }
}

interface Survey {
  /** Sockets this user may use, and those it may not. */
  readonly open: readonly string[]
  readonly closed: readonly string[]
  readonly installed: boolean
}

function dialArgv(elevation: Elevation): readonly string[] {
  const script = ['sh', '-c', DIAL_SCRIPT, 'mycopod-dial']
  if (elevation.by === 'nothing') return [...script, '']
  if (elevation.by === 'sudo') return ['sudo', '-n', '--', ...script, '']
  return ['sudo', '-k', '-S', '-p', `${elevation.mark}:`, '--', ...script, elevation.mark]
}

/** Whether the program was started: not, when sudo ended without. */
function begins(channel: ClientChannel, elevation: Elevation): Promise<boolean> {
  return new Promise(resolve => {
    channel.once('close', () => resolve(false))
    if (elevation.by === 'sudo-password') {
      const sudo = answerSudo(channel, elevation.mark, elevation.password, () => resolve(true))
      channel.stderr.on('data', (bytes: Buffer) => sudo.hear(bytes))
    } else {
      channel.stderr.resume()
      resolve(true)
    }
  })
}
