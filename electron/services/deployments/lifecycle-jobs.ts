import type { App } from '../../../shared/model/app.ts'
import { parseCompose } from '../../core/compose/parse-compose.ts'
import { commandStack, startStack } from '../../kinds/stack.ts'
import type { JobDefinition } from '../job-runner/job-definition.ts'
import { composeOf } from './app-files.ts'
import { healthQuestion } from './deploy-job.ts'
import type { DeploymentServices } from './deployment-services.ts'
import { waitUntilWell } from './health.ts'

/** The intent of starting, stopping or restarting an app. */
export interface LifecycleInput {
  readonly app: App
}

type Verb = 'start' | 'stop' | 'restart'

const words: Readonly<Record<Verb, { readonly title: string; readonly step: string }>> = {
  start: { title: 'Start', step: 'Start its containers' },
  stop: { title: 'Stop', step: 'Stop its containers' },
  restart: { title: 'Restart', step: 'Restart its containers' },
}

/** Starts, stops or restarts an app; doing it again changes nothing, so nothing is undone. */
export function lifecycleJob(verb: Verb, services: DeploymentServices): JobDefinition<LifecycleInput> {
  const { inventory, catalog, monitoring, reach } = services
  const awaited = verb !== 'stop'
  return {
    kind: `${verb}-app`,
    onRestart: 'resume',
    title: ({ app }) => `${words[verb].title} ${app.title}`,
    locks: ({ app }) => [`app:${app.name}`],
    steps: () => [
      { id: verb, title: words[verb].step, weight: 40 },
      ...(awaited ? [{ id: 'answers', title: 'Check that it answers', weight: 60 }] : []),
    ],
    undo: {},
    async run({ app }, job) {
      const device = inventory.resolve(app.deviceId)
      const place = await reach.place(device, job.signal)
      job.state('deploying')
      await job.step(verb, step =>
        verb === 'start' ? startStack(place, app, step, job.signal) : commandStack(place, app, verb, step, job.signal),
      )
      if (awaited) {
        const recipe = catalog.get(app.recipe)
        const services = parseCompose(composeOf({ app, recipe }), app.name).services.filter(service => !('profiles' in service))
        const question = healthQuestion(
          app,
          recipe,
          services.map(service => service.name),
        )
        job.state('health_check')
        await job.step('answers', step => waitUntilWell(place, question, step, job.signal))
      }
      const state = awaited ? 'running' : 'stopped'
      job.state(state)
      return { state, app: app.name }
    },
    settled: async ({ app }, outcome) => {
      const device = inventory.list().find(one => one.id === app.deviceId)
      const looked = device && monitoring.pollNow(device).catch(() => undefined)
      if (outcome === 'succeeded') await looked
    },
  }
}
