import { AppError } from '../../shared/errors/app-error.ts'
import { maskEnvironmentFile } from '../core/compose/environment-file.ts'
import { appLabel } from '../core/compose/labels.ts'
import type { ContainerDetail, LabelledThings } from '../ports/container-engine.ts'
import { deedOf, failUnlessDone, folderOf, projectOf, runCompose, runScript, type StackPlace, type Witness } from './stack-place.ts'
import { BEFORE_SCRIPT, PREPARE_SCRIPT, READ_SCRIPT, WRITE_SCRIPT } from './stack-scripts.ts'
import { lastWords, upFailure } from './stack-up-failure.ts'

/** One app as a compose project: the files with its labels already in them. */
export interface Stack {
  readonly name: string
  readonly id: string
  readonly compose: string
  readonly environment: string
  /** Keys of the environment whose values nobody may see. */
  readonly secretKeys: readonly string[]
  /** Folders below the app's own that its containers use. */
  readonly folders: readonly string[]
  readonly services: readonly string[]
}

/** What of a stack is there. */
export interface StackSeen {
  /** `kept` holds the data of an app that was removed. */
  readonly folder: 'absent' | 'empty' | 'ours' | 'kept' | 'foreign'
  readonly compose?: string
  readonly environment?: string
  readonly containers: readonly ContainerDetail[]
  readonly networks: readonly string[]
  readonly volumes: readonly string[]
  /** Things in the way that MycoPod did not make, as "The folder /opt/mycopod/wiki". */
  readonly foreign: readonly string[]
}

/** What differs between a stack and what was seen of it. */
export type StackChange =
  | { readonly kind: 'file'; readonly file: 'compose.yaml' | '.env' }
  | { readonly kind: 'service'; readonly service: string }

/** Which app, by name and id. */
export type StackName = Pick<Stack, 'name' | 'id'>

/** Looks at files, containers, networks and volumes; changes nothing. */
export async function readStack(place: StackPlace, { name, id }: StackName, signal?: AbortSignal): Promise<StackSeen> {
  const engine = place.session.engine()
  const project = projectOf(name)
  const dir = folderOf(place, name)
  const [read, ofProject, labelled] = await Promise.all([
    runScript(place, 'stack-read', READ_SCRIPT, [dir, project], { signal }),
    engine.containers({ 'com.docker.compose.project': project }, signal),
    engine.labelled(appLabel, name, signal),
  ])
  const lines = read.out.split('\n')
  if (!lines.includes('end')) throw new AppError('DeviceGarbled', { device: place.device, what: `what is in ${dir}` })
  const named = (kind: string) => lines.flatMap(line => (line.startsWith(`${kind} ${project}_`) ? [line.slice(kind.length + 1)] : []))
  const fileOf = (prefix: string) => {
    const found = lines.filter(line => line.startsWith(`${prefix}:`))
    return found.length === 0 ? undefined : found.map(line => `${line.slice(prefix.length + 1)}\n`).join('')
  }
  const owner = lines.find(line => line.startsWith('folder '))?.slice('folder '.length) ?? 'foreign'
  const folder = owner === `of ${id}` ? 'ours' : owner.startsWith('of ') ? 'foreign' : (owner as StackSeen['folder'])
  const networks = labelled.networks.map(network => network.name)
  const volumes = labelled.volumes.map(volume => volume.name)
  const compose = folder === 'foreign' ? undefined : fileOf('compose')
  const environment = folder === 'foreign' ? undefined : fileOf('environment')
  const isOurs = (container: ContainerDetail) => container.labels[appLabel] === name
  return {
    folder,
    ...(compose !== undefined && { compose }),
    ...(environment !== undefined && { environment }),
    containers: (await withLabelled(ofProject, labelled, () => engine.containers({ [appLabel]: name }, signal))).filter(isOurs),
    networks,
    volumes,
    foreign: [
      ...(folder === 'foreign' ? [`The folder ${dir}`] : []),
      ...ofProject.filter(container => !isOurs(container)).map(container => `The container ${container.name}`),
      ...named('network')
        .filter(found => !networks.includes(found))
        .map(found => `The network ${found}`),
      ...named('volume')
        .filter(found => !volumes.includes(found))
        .map(found => `The volume ${found}`),
    ],
  }
}

/** What has to change so that what was seen becomes the stack; pure. */
export function diffStack(stack: Stack, seen: StackSeen): readonly StackChange[] {
  const running = new Set(seen.containers.map(container => container.labels['com.docker.compose.service']))
  return [
    ...(seen.compose === stack.compose ? [] : [{ kind: 'file', file: 'compose.yaml' } as const]),
    ...((seen.environment ?? '') === stack.environment && seen.folder === 'ours' ? [] : [{ kind: 'file', file: '.env' } as const]),
    ...stack.services.filter(service => !running.has(service)).map(service => ({ kind: 'service', service }) as const),
  ]
}

/** Makes the folder, mode 700, and writes the files that differ, mode 600. Errors: ForeignThing, DiskFull, CommandFailed. */
export async function writeStack(
  place: StackPlace,
  stack: Stack,
  how: { readonly seen: StackSeen; readonly keepBefore: boolean },
  witness: Witness,
  signal?: AbortSignal,
): Promise<void> {
  const [foreign] = how.seen.foreign
  if (foreign !== undefined) throw new AppError('ForeignThing', { what: foreign, device: place.device })
  const dir = folderOf(place, stack.name)
  const prepared = await runScript(place, 'stack-prepare', PREPARE_SCRIPT, [place.appsDir, stack.name, stack.id, ...stack.folders], {
    signal,
  })
  witness.did(
    deedOf(place, `mkdir -p -m 700 ${[dir, ...stack.folders.map(folder => `${dir}/${folder.replace(/^\.\//, '')}`)].join(' ')}`, prepared),
  )
  if (prepared.exitCode === 3) throw new AppError('ForeignThing', { what: `The folder ${dir}`, device: place.device })
  failUnlessDone(place, `mkdir ${dir}`, prepared)
  for (const change of diffStack(stack, how.seen)) {
    if (change.kind !== 'file') continue
    const content = change.file === '.env' ? stack.environment : stack.compose
    const path = `${dir}/${change.file}`
    const bytes = new TextEncoder().encode(content)
    const args = [path, String(bytes.length), how.keepBefore ? '1' : '0']
    const written = await runScript(place, 'stack-write', WRITE_SCRIPT, args, { signal, input: bytes })
    failUnlessDone(place, `write ${path}`, written)
    const shown = change.file === '.env' ? maskEnvironmentFile(content, stack.secretKeys) : content
    witness.did({ kind: 'file', device: place.device, path, mode: '600', content: shown })
  }
}

/** Checks the files with the device's own Compose. Errors: ComposeBroken with its words. */
export async function checkStack(place: StackPlace, { name }: StackName, witness: Witness, signal?: AbortSignal): Promise<void> {
  const result = await runCompose(place, name, ['config', '--quiet'], witness, signal)
  if (result.exitCode !== 0) throw new AppError('ComposeBroken', { app: name, reason: lastWords(result.err) })
}

/** Has Compose make what is missing or differs, and start it. Errors: PortTaken, DiskFull, ForeignThing, StartFailed. */
export async function startStack(place: StackPlace, { name }: StackName, witness: Witness, signal?: AbortSignal): Promise<void> {
  const result = await runCompose(place, name, ['up', '--detach', '--remove-orphans', '--no-build'], witness, signal)
  if (result.exitCode !== 0) throw upFailure(result.err || result.out, name, place.device)
}

/** Stops or restarts the containers of a stack in order. Errors: CommandFailed. */
export async function commandStack(
  place: StackPlace,
  { name }: StackName,
  verb: 'stop' | 'restart',
  witness: Witness,
  signal?: AbortSignal,
): Promise<void> {
  const result = await runCompose(place, name, [verb], witness, signal)
  failUnlessDone(place, `docker compose ${verb}`, result)
}

/** The files before a change take their places again, or are forgotten; says whether there were any. */
export async function settleBefore(
  place: StackPlace,
  { name }: StackName,
  how: 'back' | 'forget',
  witness: Witness,
  signal?: AbortSignal,
): Promise<boolean> {
  const dir = folderOf(place, name)
  const result = await runScript(place, 'stack-before', BEFORE_SCRIPT, [dir, how], { signal })
  const count = Number(result.out.trim())
  if (count > 0)
    witness.did(deedOf(place, how === 'back' ? `mv ${dir}/compose.yaml.before ${dir}/compose.yaml` : `rm ${dir}/*.before`, result))
  failUnlessDone(place, `settle ${dir}`, result)
  return count > 0
}

/** Containers of the app that are in no project of ours are only asked for when there are some. */
async function withLabelled(
  ofProject: readonly ContainerDetail[],
  labelled: LabelledThings,
  ask: () => Promise<readonly ContainerDetail[]>,
): Promise<readonly ContainerDetail[]> {
  return labelled.containers.every(({ id }) => ofProject.some(container => container.id === id)) ? ofProject : ask()
}
