import { AppError } from '../../../shared/errors/app-error.ts'
import type { App } from '../../../shared/model/app.ts'
import { removeStack } from '../../kinds/remove-stack.ts'
import { readStack } from '../../kinds/stack.ts'
import { folderOf } from '../../kinds/stack-place.ts'
import type { JobDefinition } from '../job-runner/job-definition.ts'
import type { DeploymentServices } from './deployment-services.ts'
import { appUndo, restOf } from './undo.ts'

/** The intent of a removal; `keepData` leaves volumes and folder where they are. */
export interface RemoveInput {
  readonly app: App
  readonly device: string
  readonly keepData: boolean
}

/** Removes an app from its device; what is removed cannot come back, so nothing is undone and a crash resumes it. */
export function removeJob(services: DeploymentServices): JobDefinition<RemoveInput> {
  const { inventory, monitoring, store, changes, clock, reach } = services
  const { forget } = appUndo(services)
  return {
    kind: 'remove-app',
    onRestart: 'resume',
    title: ({ app, device }) => `Remove ${app.title} from ${device}`,
    locks: ({ app }) => [`app:${app.name}`],
    steps: ({ device, keepData }) => [
      { id: 'look', title: `Look at what is on ${device}`, weight: 10 },
      { id: 'remove', title: keepData ? 'Remove it and keep its data' : 'Remove it and its data', weight: 80 },
      { id: 'check', title: 'Check that nothing is left', weight: 10 },
    ],
    undo: {},
    async run({ app, keepData }, job) {
      const device = inventory.resolve(app.deviceId)
      const place = await reach.place(device, job.signal)
      job.state('validating')
      const { volumes, containers } = await job.step('look', () => readStack(place, app, job.signal))
      job.state('removing')
      await job.step('remove', async step => {
        await store.apps.save({ ...app, stage: 'removing', updatedAt: clock.now() })
        changes.tell('apps')
        await removeStack(place, app, { keepData }, step, job.signal)
        // The engine refuses to remove an image that another app uses.
        for (const image of new Set(containers.map(container => container.image)))
          await place.session.engine().removeImage(image, job.signal)
      })
      await job.step('check', async () => {
        const { left } = restOf(app, await readStack(place, app, job.signal))
        if (left.length > 0) throw new AppError('UndoIncomplete', { left: [...left], device: device.name })
      })
      job.state('removed')
      return { state: 'removed', app: app.name, ...(keepData && { kept: [folderOf(place, app.name), ...volumes] }) }
    },
    async settled({ app }, outcome) {
      if (outcome === 'succeeded') await forget(app)
      changes.tell('apps')
      const device = inventory.list().find(one => one.id === app.deviceId)
      if (device) monitoring.pollNow(device).catch(() => undefined)
    },
  }
}
