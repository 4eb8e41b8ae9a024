import type { App } from '../../../shared/model/app.ts'
import { checkStack, diffStack, readStack, settleBefore, startStack, writeStack } from '../../kinds/stack.ts'

import type { JobContext, JobDefinition, StepContext } from '../job-runner/job-definition.ts'
import { renderStack, secretName, urlOf } from './app-files.ts'
import { downloadAll, healthQuestion } from './deploy-job.ts'
import type { DeploymentServices } from './deployment-services.ts'
import { waitUntilWell } from './health.ts'
import { doorsOf, refuseTakenPorts } from './readiness.ts'
import { startApp } from './start-app.ts'
import { appUndo } from './undo.ts'

/** The intent of a change: the record as it was and as it is to be. New secrets wait in the secret store. */
export interface ChangeInput {
  readonly before: App
  readonly app: App
  readonly device: string
  readonly newSecrets: readonly string[]
}

/** Where a new secret waits until the change is done. */
export function newSecretName(appId: string, key: string): string {
  return `app/${appId}/new/${key}`
}

/** Changes settings, ports or the compose file; a change that fails leaves files and containers as they were. */
export function changeJob(services: DeploymentServices): JobDefinition<ChangeInput> {
  const { inventory, catalog, monitoring, store, changes, clock, secrets, appSecrets, redaction, reach } = services
  const { image } = appUndo(services).kinds

  async function secretsAfter({ app, newSecrets }: ChangeInput): Promise<Readonly<Record<string, string>>> {
    const recipe = catalog.get(app.recipe)
    const known = app.secretSettings.filter(key => !newSecrets.includes(key))
    const values = { ...(await appSecrets.read({ ...app, secretSettings: known }, recipe)) }
    for (const key of newSecrets) {
      const value = (await secrets.get(newSecretName(app.id, key))) ?? (await secrets.get(secretName(app.id, key)))
      if (value === undefined) continue
      redaction.register(value)
      values[key] = value
    }
    return values
  }

  async function apply(input: ChangeInput, job: JobContext): Promise<boolean> {
    const { app } = input
    const device = inventory.resolve(app.deviceId)
    const recipe = catalog.get(app.recipe)
    const place = await reach.place(device, job.signal)
    const stack = renderStack({ app, recipe, device }, await secretsAfter(input))
    const question = healthQuestion(app, recipe, stack.services)
    job.state('validating')
    const seen = await job.step('look', async step => {
      const found = await readStack(place, app, job.signal)
      if (diffStack(stack, found).length === 0) {
        step.note('Nothing differs.')
        return undefined
      }
      refuseTakenPorts(app, await doorsOf(services, device, app.name), device.name)
      return found
    })
    if (!seen) return false
    job.state('preparing')
    await job.step('download', step => downloadAll(services, { app, recipe, place, job, step }))
    job.state('deploying')
    await job.step('prepare', async step => {
      await job.registerUndo({ kind: 'files', title: `The files and containers of ${app.title} as they were`, data: {} })
      await writeStack(place, stack, { seen, keepBefore: true }, step, job.signal)
      if (app.customCompose !== undefined) await checkStack(place, app, step, job.signal)
    })
    await job.step('start', step => startApp(services, { app, device, place, question, job }, step))
    job.state('health_check')
    await job.step('answers', async (step: StepContext) => {
      await waitUntilWell(place, question, step, job.signal)
      await settleBefore(place, app, 'forget', step, job.signal)
    })
    return true
  }

  return {
    kind: 'change-app',
    onRestart: 'resume',
    title: ({ app }) => `Change ${app.title}`,
    locks: ({ app }) => [`app:${app.name}`],
    steps: ({ app }) => [
      { id: 'look', title: 'See what differs', weight: 5 },
      { id: 'download', title: `Download ${app.title}`, weight: 30 },
      { id: 'prepare', title: 'Write the files', weight: 5 },
      { id: 'start', title: 'Make anew what differs', weight: 30 },
      { id: 'answers', title: 'Check that it answers', weight: 30 },
    ],
    undo: {
      ...(image && { image }),
      files: (_data, context, { before }) =>
        reach.patiently(before.name, inventory.resolve(before.deviceId), context.signal, async place => {
          const wereThere = await settleBefore(place, before, 'back', context, context.signal)
          await startStack(place, before, context, context.signal)
          return wereThere ? 'done' : 'nothing-to-do'
        }),
    },
    async run(input, job) {
      const changed = await apply(input, job)
      job.state('running')
      const { app } = input
      const url = urlOf(catalog.get(app.recipe).manifest, app.ports, inventory.resolve(app.deviceId))
      return { state: 'running', app: app.name, changed, ...(url !== undefined && { url }) }
    },
    afterUndo: async ({ before }) => ({ sentence: `${before.title} is as it was before.`, clean: true }),
    async settled({ app, newSecrets }, outcome) {
      reach.settle(app.name)
      for (const key of newSecrets) {
        const value = await secrets.get(newSecretName(app.id, key))
        if (value !== undefined && outcome === 'succeeded') await secrets.set(secretName(app.id, key), value)
        await secrets.remove(newSecretName(app.id, key))
      }
      if (outcome === 'succeeded') await store.apps.save({ ...app, stage: 'deployed', updatedAt: clock.now() })
      changes.tell('apps')
      const device = inventory.list().find(one => one.id === app.deviceId)
      const looked = device && monitoring.pollNow(device).catch(() => undefined)
      if (outcome === 'succeeded') await looked
    },
  }
}
