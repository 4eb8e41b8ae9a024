import { AppError } from '../../../shared/errors/app-error.ts'
import type { App } from '../../../shared/model/app.ts'
import type { Device } from '../../../shared/model/device.ts'
import { removeContainers, removeFolder } from '../../kinds/remove-stack.ts'
import { readStack, type StackSeen } from '../../kinds/stack.ts'
import type { JobDefinition, UndoContext, UndoData } from '../job-runner/job-definition.ts'
import type { DeploymentServices } from './deployment-services.ts'

type Undone = 'done' | 'nothing-to-do'
interface Input {
  readonly app: App
}

/** How what a deploy made is taken away, by undo kind; a device that is away is waited for. */
export interface AppUndo {
  readonly kinds: JobDefinition<Input>['undo']
  /** Looks whether anything of an app is left on its device. */
  lookForRest(app: App, context: UndoContext): Promise<{ sentence: string; clean: boolean; left?: readonly string[] }>
  /** Forgets the record and the secrets of an app. */
  forget(app: App): Promise<void>
}

/** Makes the undos over the services. */
export function appUndo({ inventory, reach, appSecrets, store }: DeploymentServices): AppUndo {
  const deviceOf = (app: App): Device => inventory.resolve(app.deviceId)

  async function stack(data: UndoData, context: UndoContext, { app }: Input): Promise<Undone> {
    const keepVolumes = textsIn(data.keepVolumes)
    const wasThere = await reach.patiently(app.name, deviceOf(app), context.signal, place =>
      removeContainers(place, app, { keepVolumes, inOrder: keepVolumes.length > 0 }, context, context.signal),
    )
    return wasThere ? 'done' : 'nothing-to-do'
  }

  async function image({ image: reference }: UndoData, context: UndoContext, { app }: Input): Promise<Undone> {
    if (typeof reference !== 'string') return 'nothing-to-do'
    return reach.patiently(app.name, deviceOf(app), context.signal, async place => {
      const engine = place.session.engine()
      if (!(await engine.image(reference, context.signal))) return 'nothing-to-do'
      await engine.removeImage(reference, context.signal)
      context.did({ kind: 'api', device: place.device, call: `DELETE /images/${reference}` })
      return 'done'
    })
  }

  async function folder(data: UndoData, context: UndoContext, { app }: Input): Promise<Undone> {
    await reach.patiently(app.name, deviceOf(app), context.signal, place =>
      removeFolder(place, app, data.keepData === true, context, context.signal),
    )
    return 'done'
  }

  async function secrets(_data: UndoData, _context: UndoContext, { app }: Input): Promise<Undone> {
    return (await appSecrets.remove(app.id)) ? 'done' : 'nothing-to-do'
  }

  return {
    kinds: { stack, image, folder, secrets },
    async lookForRest(app, context) {
      const { signal } = context
      const device = deviceOf(app)
      try {
        return await reach.patiently(app.name, device, signal, async place => {
          let rest = restOf(app, await readStack(place, app, signal))
          if (rest.left.length > 0) {
            // What a command that was cut off made a moment later.
            await removeContainers(place, app, { keepVolumes: rest.kept, inOrder: false }, context, signal)
            if (!rest.kept) await removeFolder(place, app, false, context, signal)
            rest = restOf(app, await readStack(place, app, signal))
          }
          if (rest.left.length > 0) return { sentence: `Still on ${device.name}: ${rest.left.join(', ')}.`, clean: false, left: rest.left }
          const but = rest.kept ? ' but the data that was kept there before' : ''
          return { sentence: `Checked afterwards: nothing of ${app.title} is on ${device.name}${but}.`, clean: true }
        })
      } catch (error) {
        if (signal.aborted || !(error instanceof AppError)) throw error
        const sentence = `${device.name} could not be asked whether anything of ${app.title} is left there.`
        return { sentence, clean: false, left: [`what was made of ${app.title}`] }
      }
    },
    async forget(app) {
      await appSecrets.remove(app.id)
      await store.apps.remove(app.id)
    },
  }
}

/** What of an app is there; a folder marked as kept, with its volumes, was there before and stays on purpose. */
export function restOf(app: App, seen: StackSeen): { readonly kept: boolean; readonly left: readonly string[] } {
  const kept = seen.folder === 'kept'
  return {
    kept,
    left: [
      ...(seen.folder === 'ours' ? [`the folder of ${app.title}`] : []),
      ...seen.containers.map(container => `the container ${container.name}`),
      ...seen.networks.map(network => `the network ${network}`),
      ...(kept ? [] : seen.volumes.map(volume => `the volume ${volume}`)),
    ],
  }
}

function textsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter(item => typeof item === 'string') : []
}
