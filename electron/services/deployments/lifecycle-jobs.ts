import type { App } from '../../../shared/model/app.ts'
import { commandStack } from '../../kinds/stack.ts'
import type { JobDefinition } from '../job-runner/job-definition.ts'
import { startedServices } from './app-files.ts'
import { healthQuestion } from './deploy-job.ts'
import type { DeploymentServices } from './deployment-services.ts'
import { waitUntilWell } from './health.ts'
import { startApp } from './start-app.ts'

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
      if (verb === 'stop') await job.step(verb, step => commandStack(place, app, 'stop', step, job.signal))
      else {
        const recipe = catalog.get(app.recipe)
        const question = healthQuestion(app, recipe, startedServices(app, recipe))
        await job.step(verb, step =>
          verb === 'start'
            ? startApp(services, { app, device, place, question, job }, step)
            : commandStack(place, app, 'restart', step, job.signal),
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
