import { AppError } from '../../shared/errors/app-error.ts'
import { appLabel } from '../core/compose/labels.ts'
import type { LabelledThings } from '../ports/container-engine.ts'
import { readStack, type StackName } from './stack.ts'
import { deedOf, failUnlessDone, folderOf, runCompose, runScript, type StackPlace, type Witness } from './stack-place.ts'
import { REMOVE_SCRIPT } from './stack-scripts.ts'

const removalTries = 6
const removalWaitMs = 500

/**
 * Takes away containers and networks, and volumes unless data is kept: by Compose in order where `inOrder`, then whatever
 * still bears the label. Says whether anything was there. What others made is not touched.
 */
export async function removeContainers(
  place: StackPlace,
  { name, id }: StackName,
  how: { readonly keepVolumes: boolean | readonly string[]; readonly inOrder: boolean },
  witness: Witness,
  signal?: AbortSignal,
): Promise<boolean> {
  const engine = place.session.engine()
  const stays = (volume: string) => how.keepVolumes === true || (Array.isArray(how.keepVolumes) && how.keepVolumes.includes(volume))
  const left = async () => {
    const things = await engine.labelled(appLabel, name, signal)
    return { ...things, volumes: things.volumes.filter(volume => !stays(volume.name)) }
  }
  let things = await left()
  const wasThere = countOf(things) > 0
  if (!wasThere) return false
  if (how.inOrder && things.containers.length > 0) {
    const seen = await readStack(place, { name, id }, signal)
    if (seen.compose !== undefined) {
      await runCompose(place, name, ['down', '--remove-orphans', ...(how.keepVolumes === false ? ['--volumes'] : [])], witness, signal)
      things = await left()
    }
  }
  for (let tries = 1; countOf(things) > 0; tries += 1) {
    try {
      await removeThings(place, things, witness, signal)
    } catch (error) {
      // Something that is still being made or taken away refuses for a moment.
      if (tries === removalTries || !(error instanceof AppError) || !error.is('CommandFailed')) throw error
      await place.clock.wait(tries * removalWaitMs, signal)
    }
    things = await left()
    if (tries === removalTries && countOf(things) > 0) throw new AppError('UndoIncomplete', { left: namesOf(things), device: place.device })
  }
  return true
}

/** Removes the folder; with `keepData` it stays, marked as left behind on purpose. Errors: ForeignThing, CommandFailed. */
export async function removeFolder(
  place: StackPlace,
  { name, id }: StackName,
  keepData: boolean,
  witness: Witness,
  signal?: AbortSignal,
): Promise<void> {
  const dir = folderOf(place, name)
  const result = await runScript(place, 'stack-remove', REMOVE_SCRIPT, [dir, id, keepData ? '1' : '0'], { signal })
  if (result.exitCode === 3) throw new AppError('ForeignThing', { what: `The folder ${dir}`, device: place.device })
  if (!keepData) witness.did(deedOf(place, `rm -rf ${dir}`, result))
  failUnlessDone(place, `rm ${dir}`, result)
}

/** Takes away all of it; what is gone already is success. */
export async function removeStack(
  place: StackPlace,
  name: StackName,
  how: { readonly keepData: boolean },
  witness: Witness,
  signal?: AbortSignal,
): Promise<void> {
  await removeContainers(place, name, { keepVolumes: how.keepData, inOrder: true }, witness, signal)
  await removeFolder(place, name, how.keepData, witness, signal)
}

async function removeThings(
  { device, session }: StackPlace,
  things: LabelledThings,
  witness: Witness,
  signal?: AbortSignal,
): Promise<void> {
  const engine = session.engine()
  const told = async (call: string, work: Promise<void>) => {
    await work
    witness.did({ kind: 'api', device, call })
  }
  await Promise.all(
    things.containers.map(({ id, name }) => told(`DELETE /containers/${name}?force=1&v=1`, engine.removeContainer(id, signal))),
  )
  await Promise.all(things.networks.map(({ id, name }) => told(`DELETE /networks/${name}`, engine.removeNetwork(id, signal))))
  await Promise.all(things.volumes.map(({ name }) => told(`DELETE /volumes/${name}`, engine.removeVolume(name, signal))))
}

function namesOf(things: LabelledThings): string[] {
  return [
    ...things.containers.map(container => `the container ${container.name}`),
    ...things.networks.map(network => `the network ${network.name}`),
    ...things.volumes.map(volume => `the volume ${volume.name}`),
  ]
}

function countOf(things: LabelledThings): number {
  return namesOf(things).length
}
