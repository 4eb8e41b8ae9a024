import { Buffer } from 'node:buffer'
import type { ClientChannel } from 'ssh2'
import { AppError } from '../../../shared/errors/app-error.ts'
import type { Command, CommandResult } from '../../ports/device-access.ts'
import { createCommandOutput } from '../../ports/device-shell/command-output.ts'
import { type Elevation, guardedArgv } from '../../ports/device-shell/guarded-command.ts'
import { commandLine } from '../../ports/device-shell/quote.ts'
import { answerSudo } from './answer-sudo.ts'
import { type Connection, channelEnd, execChannel } from './exec-channel.ts'

/** The guard needs two seconds for a program that does not want to end; a device that takes longer is not waited for. */
const endLimitMs = 4000

/** Runs a guarded command to its end, or, when cancelled, until the device has ended it. */
export async function runCommand(
  connection: Connection,
  user: string,
  command: Command,
  elevation: Elevation,
  signal?: AbortSignal,
): Promise<CommandResult> {
  signal?.throwIfAborted()
  const input = Buffer.from(command.input ?? '')
  const channel = await execChannel(connection, commandLine(guardedArgv(command, input.length, elevation)), signal)
  const out = createCommandOutput(command.onLine && (text => command.onLine?.(text, 'out')), command.keepBytes)
  const err = createCommandOutput(command.onLine && (text => command.onLine?.(text, 'err')), command.keepBytes)
  const sendInput = () => {
    if (input.length > 0) channel.write(input)
  }
  const sudo = elevation.by === 'sudo-password' ? answerSudo(channel, elevation.mark, elevation.password, sendInput) : undefined
  if (!sudo) sendInput()
  channel.on('data', (bytes: Buffer) => out.write(bytes))
  channel.stderr.on('data', (bytes: Buffer) => err.write(sudo?.hear(bytes) ?? bytes))
  channel.on('error', () => {})
  const stopEnding = endOnAbort(channel, signal)
  const exitCode = await channelEnd(channel)
  stopEnding()
  const result = { out: out.end(), err: err.end() }
  signal?.throwIfAborted()
  if (sudo && !sudo.begun() && exitCode !== undefined) {
    throw new AppError('SudoPasswordWrong', { device: connection.device, user, missing: false })
  }
  if (exitCode === undefined) throw connection.lost() ?? new AppError('DeviceConnectionLost', { device: connection.device })
  return { exitCode, ...result }
}

/** Lets the guard end the command when the caller gives up, and the channel when the guard does not. */
export function endOnAbort(channel: ClientChannel, signal: AbortSignal | undefined): () => void {
  let limit: NodeJS.Timeout | undefined
  const end = () => {
    channel.end()
    // A channel that does not close is taken as closed: its place in line must come free.
    limit = setTimeout(() => {
      channel.close()
      channel.emit('close')
    }, endLimitMs)
  }
  if (signal?.aborted) end()
  else signal?.addEventListener('abort', end, { once: true })
  return () => {
    clearTimeout(limit)
    signal?.removeEventListener('abort', end)
  }
}
