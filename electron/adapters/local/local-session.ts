import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { constants, userInfo } from 'node:os'
import { AppError } from '../../../shared/errors/app-error.ts'
import type { Privilege } from '../../../shared/model/device.ts'
import type { ContainerEngine } from '../../ports/container-engine.ts'
import type { Command, CommandResult, DeviceSession, DeviceTarget } from '../../ports/device-access.ts'
import { createCommandOutput } from '../../ports/device-shell/command-output.ts'
import { guardedArgv } from '../../ports/device-shell/guarded-command.ts'

/** A session on this computer: its own processes; root only where the program is root or sudo asks nothing. */
export function createLocalSession({ name: device }: DeviceTarget, engine: ContainerEngine): DeviceSession {
  const { uid, username: user } = userInfo()
  let privilege: Promise<Privilege> | undefined

  const readPrivilege = async (): Promise<Privilege> => {
    if (uid === 0) return 'root'
    const succeeds = async (argv: Command['argv']) => (await execute(argv)).exitCode === 0
    if (await succeeds(['sudo', '-n', 'true'])) return 'sudo'
    return (await succeeds(['test', '-w', '/var/run/docker.sock'])) ? 'docker-group' : 'none'
  }

  return {
    async connect(signal) {
      signal?.throwIfAborted()
      privilege ??= readPrivilege()
      return { privilege: await privilege, roundTripMs: 0 }
    },
    async run(command, signal) {
      signal?.throwIfAborted()
      privilege ??= readPrivilege()
      const bySudo = command.asRoot === true && uid !== 0
      if (bySudo && (await privilege) !== 'sudo') throw new AppError('SudoMissing', { device, user })
      const input = Buffer.from(command.input ?? '')
      const argv = guardedArgv(command, input.length, { by: bySudo ? 'sudo' : 'nothing' })
      const result = await execute(argv, { ...command, input }, signal)
      signal?.throwIfAborted()
      return result
    },
    engine: () => engine,
    // This computer is never lost.
    onConnected: () => () => {},
  }
}

/** Runs a program in a process group of its own; its input ends when the signal says so, by which the guard ends it. */
async function execute(argv: readonly string[], command: Partial<Command> = {}, signal?: AbortSignal): Promise<CommandResult> {
  const { onLine, keepBytes, input } = command
  const [program = '', ...rest] = argv
  const child = spawn(program, rest, { detached: true, stdio: 'pipe' })
  const out = createCommandOutput(onLine && (text => onLine(text, 'out')), keepBytes)
  const err = createCommandOutput(onLine && (text => onLine(text, 'err')), keepBytes)
  child.stdout.on('data', (bytes: Buffer) => out.write(bytes))
  child.stderr.on('data', (bytes: Buffer) => err.write(bytes))
  // A program that does not read its input breaks the pipe; that is its right.
  child.stdin.on('error', () => {})
  if (input !== undefined) child.stdin.write(input)
  const end = () => child.stdin.end()
  if (signal?.aborted) end()
  else signal?.addEventListener('abort', end, { once: true })
  try {
    const [code, by]: (number | NodeJS.Signals | null)[] = await once(child, 'close').catch(() => [127, null])
    const exitCode = typeof code === 'number' ? code : 128 + (constants.signals[by as NodeJS.Signals] ?? 0)
    return { exitCode, out: out.end(), err: err.end() }
  } finally {
    signal?.removeEventListener('abort', end)
  }
}
