import { isEnded } from '../../../shared/jobs/reduce-job.ts'
import type { App } from '../../../shared/model/app.ts'
import type { DeployInput } from './deploy-job.ts'
import type { DeploymentServices } from './deployment-services.ts'
import type { RemoveInput } from './remove-job.ts'
import { appUndo } from './undo.ts'

/** Takes away what could not be taken away before, as soon as its device is there again. */
export interface CleanUp {
  /** Once at start: forgets apps whose deploy was never begun and secrets of apps that are no more. */
  sweep(): Promise<void>
  /** From now on removals that were not finished are tried again when their device is seen. Returns how to stop. */
  watch(): () => void
}

const tryAgainMs = 60_000

/** Makes the clean-up over the services. */
export function createCleanUp(services: DeploymentServices): CleanUp {
  const { store, secrets, inventory, monitoring, jobs, changes, clock, log } = services
  const tried = new Map<string, number>()
  let looking = false

  async function sweep(): Promise<void> {
    const unfinished = await store.jobs.views({ limit: 1000, status: ['queued', 'waiting', 'running', 'undoing', 'interrupted'] })
    const busy = new Set(unfinished.filter(view => !isEnded(view.status)).map(view => view.subject.name))
    for (const app of await store.apps.list()) if (app.stage === 'deploying' && !busy.has(app.name)) await appUndo(services).forget(app)
    const known = new Set((await store.apps.list()).map(app => app.id))
    for (const name of await secrets.names('app/')) if (!known.has(name.split('/')[1] ?? '')) await secrets.remove(name)
  }

  async function look(): Promise<void> {
    const busy = new Set(jobs.running().map(view => view.subject.name))
    for (const app of await store.apps.list()) {
      if (!isSeen(app)) tried.delete(app.id)
      else if (app.stage === 'removing' && !busy.has(app.name)) await tryAgain(app)
    }
  }

  async function tryAgain(app: App): Promise<void> {
    const last = tried.get(app.id)
    if (last !== undefined && clock.monotonic() - last < tryAgainMs) return
    tried.set(app.id, clock.monotonic())
    const input = await removalOf(app)
    const subject = { kind: 'app', name: app.name, device: input.device } as const
    await jobs.start('remove-app', { input, subject, startedBy: 'MycoPod' })
  }

  function isSeen(app: App): boolean {
    const device = inventory.list().find(one => one.id === app.deviceId)
    const state = device && monitoring.view(device).state
    return state === 'online' || state === 'degraded'
  }

  /** The removal that was asked for; data that was there before a deploy, or was to be kept, stays. */
  async function removalOf(app: App): Promise<RemoveInput> {
    const device = inventory.resolve(app.deviceId).name
    for (const view of await store.jobs.views({ limit: 20, subject: app.name })) {
      const job = await store.jobs.get(view.id)
      const asked = job?.input as Partial<RemoveInput & DeployInput> | undefined
      if (asked?.app?.id !== app.id) continue
      if (view.kind === 'remove-app') return { app, device, keepData: asked.keepData === true }
      const kept = view.undos.some(undo => undo.data.keepData === true)
      if (view.kind === 'deploy') return { app, device, keepData: kept }
    }
    return { app, device, keepData: true }
  }

  function lookAgain(): void {
    if (looking) return
    looking = true
    look()
      .catch((error: unknown) => log.error('a clean-up could not be begun', { error }))
      .finally(() => {
        looking = false
      })
  }

  return {
    sweep,
    watch: () => {
      lookAgain()
      return changes.on(({ topics }) => {
        if (topics.includes('devices') || topics.includes('jobs')) lookAgain()
      })
    },
  }
}
