import { AppError } from '../../shared/errors/app-error.ts'
import type { Deed } from '../../shared/model/job.ts'
import type { Clock } from '../ports/clock.ts'
import type { Command, CommandResult, DeviceSession } from '../ports/device-access.ts'
import { ANSWER_SCRIPT, COMPOSE_SCRIPT, SIZES_SCRIPT } from './stack-scripts.ts'
import { lastWords } from './stack-up-failure.ts'

/** Where stacks live: a device and its folder for apps. */
export interface StackPlace {
  readonly device: string
  readonly session: DeviceSession
  readonly appsDir: string
  readonly asRoot: boolean
  readonly clock: Clock
}

/** Hears what is done. */
export interface Witness {
  line(text: string, stream?: 'out' | 'err'): void
  did(deed: Deed): void
}

export interface ScriptOptions {
  readonly signal?: AbortSignal | undefined
  readonly input?: Uint8Array
  readonly onLine?: Command['onLine']
}

/** The compose project of an app. */
export function projectOf(name: string): string {
  return `mycopod-${name}`
}

/** The folder of an app. */
export function folderOf(place: StackPlace, name: string): string {
  return `${place.appsDir}/${name}`
}

/** Runs one of the scripts with the rights stacks are managed with there. */
export function runScript(
  { session, asRoot }: StackPlace,
  name: string,
  script: string,
  args: readonly string[],
  { signal, input, onLine }: ScriptOptions,
): Promise<CommandResult> {
  const argv: Command['argv'] = ['sh', '-c', script, `mycopod-${name}`, ...args]
  return session.run({ argv, asRoot, ...(input && { input }), ...(onLine && { onLine }) }, signal)
}

/** Runs `docker compose` for an app; its lines go to the witness. */
export async function runCompose(
  place: StackPlace,
  name: string,
  verb: readonly string[],
  witness: Witness,
  signal?: AbortSignal,
): Promise<CommandResult> {
  const dir = folderOf(place, name)
  const command = `docker compose -p ${projectOf(name)} -f ${dir}/compose.yaml --env-file ${dir}/.env ${verb.join(' ')}`
  const result = await runScript(place, 'stack-compose', COMPOSE_SCRIPT, [dir, projectOf(name), ...verb], {
    signal,
    onLine: (text, stream) => witness.line(text, stream),
  })
  witness.did(deedOf(place, command, result))
  return result
}

/** The HTTP status of a page asked on the device itself, 0 where it does not answer, undefined where no program there can ask. */
export async function pageAnswers(place: StackPlace, url: string, signal?: AbortSignal): Promise<number | undefined> {
  const { out } = await runScript({ ...place, asRoot: false }, 'stack-answer', ANSWER_SCRIPT, [url], { signal })
  const status = out.trim()
  return status === '' ? undefined : Number(status)
}

/** Bytes in these volumes and in the app's folder, as Docker and the file system count them. */
export async function dataBytes(place: StackPlace, name: string, volumes: readonly string[], signal?: AbortSignal): Promise<number> {
  const { out } = await runScript(place, 'stack-sizes', SIZES_SCRIPT, [folderOf(place, name)], { signal })
  return out.split('\n').reduce((sum, line) => {
    const [what = '', size = ''] = line.split(' ')
    if (what === 'folder') return sum + Number(size) * 1024
    return volumes.includes(what) ? sum + bytesOf(size) : sum
  }, 0)
}

/** What was run, for "what I did". */
export function deedOf({ device, asRoot }: StackPlace, command: string, { exitCode }: CommandResult): Deed {
  return { kind: 'command', device, command, asRoot, exitCode }
}

/** Errors: DiskFull, CommandFailed. */
export function failUnlessDone({ device }: StackPlace, command: string, { exitCode, err }: CommandResult): void {
  if (exitCode === 0) return
  if (/no space left on device/i.test(err)) throw new AppError('DiskFull', { device, during: `running ${command}` })
  throw new AppError('CommandFailed', { device, command, exitCode, output: lastWords(err) })
}

/** Docker's sizes are decimal: 1.5kB, 48.5MB. */
function bytesOf(size: string): number {
  const [, number, unit = ''] = /^([\d.]+)([kMGT]?)B$/.exec(size) ?? []
  return number === undefined ? 0 : Math.round(Number(number) * 1000 ** ['', 'k', 'M', 'G', 'T'].indexOf(unit))
}
