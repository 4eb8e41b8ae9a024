import { AppError } from '../../../shared/errors/app-error.ts'
import type { AppView } from '../../../shared/model/app.ts'
import type { AppEntry } from '../../../shared/model/declaration.ts'
import type { PlanStep } from '../../../shared/model/plan.ts'
import { power, seenOfApp, seenOfGuest } from '../../core/plan/seen.ts'
import { webPortId } from '../../core/plan/web-port.ts'
import type { Apps } from '../apps.ts'
import type { Catalog } from '../catalog.ts'
import type { Clusters } from '../clusters.ts'
import type { Deployments } from '../deployments.ts'
import type { Guests } from '../guests.ts'
import type { StepWork } from './apply-job.ts'

export interface CarryOutDependencies {
  readonly clusters: Pick<Clusters, 'resolve'>
  readonly guests: Pick<Guests, 'observeOne' | 'reconcile'>
  readonly apps: Pick<Apps, 'list'>
  readonly catalog: Pick<Catalog, 'get'>
  readonly deployments: Pick<Deployments, 'deploy' | 'change' | 'start' | 'stop' | 'remove'>
}

/** How the steps of plans are begun: each looks again at its thing and is refused where that is not as it was seen. */
export function createCarryOut({
  clusters,
  guests,
  apps,
  catalog,
  deployments,
}: CarryOutDependencies): (step: PlanStep) => readonly StepWork[] {
  function guestWork(step: PlanStep, entry: Extract<PlanStep['entry'], { kind: 'guest' }>): StepWork {
    return async (who, signal) => {
      const cluster = clusters.resolve(step.cluster ?? '')
      const seen = await guests.observeOne(cluster, entry.name, signal)
      if (seenOfGuest(seen) !== step.seen) throw new AppError('PlanStale', { things: [entry.name] })
      const { kind: _, ...wish } = entry
      const asked = step.action === 'delete' ? { name: entry.name, state: 'absent' as const } : wish
      return guests.reconcile({ cluster, wish: asked, ...(seen && { seen }) }, who)
    }
  }

  async function appNow(entry: AppEntry): Promise<AppView | undefined> {
    return (await apps.list()).find(app => app.name === (entry.name ?? entry.app))
  }

  /** Does the work where the app is as the plan saw it. */
  function onApp(step: PlanStep, entry: AppEntry, work: (app: string, who: string) => Promise<{ readonly id: string }>): StepWork {
    return async who => {
      const app = await appNow(entry)
      if (seenOfApp(app) !== step.seen) throw new AppError('PlanStale', { things: [entry.name ?? entry.app] })
      return work(entry.name ?? entry.app, who)
    }
  }

  function appWork(step: PlanStep, entry: AppEntry): readonly StepWork[] {
    // Also one whose recipe has left the catalog.
    if (step.action === 'delete')
      return [onApp(step, entry, (name, who) => deployments.remove(name, { keepData: false, approved: true }, who))]
    const { manifest } = catalog.get(entry.app)
    const web = webPortId(manifest)
    const ports = entry.port !== undefined && web !== undefined ? { [web]: entry.port } : {}
    const settings = entry.settings ?? {}
    if (step.action === 'create') {
      const more = { ...(entry.name !== undefined && { name: entry.name }), ...(entry.device !== undefined && { device: entry.device }) }
      return [
        onApp(step, entry, async (_name, who) => ({
          id: (await deployments.deploy({ recipe: entry.app, settings, ports, profile: 'balanced', ...more }, who)).job,
        })),
      ]
    }
    const changed = step.changes.some(change => change.field !== 'state')
    const change: StepWork = onApp(step, entry, (name, who) => deployments.change(name, { settings, ports }, who))
    const wished = step.changes.find(({ field }) => field === 'state')?.to ?? entry.state
    // After a change the app was seen to be otherwise; only its power and where it is open is looked at then.
    const toState: StepWork = async who => {
      const app = await appNow(entry)
      if (!app) return undefined
      if (!changed && seenOfApp(app) !== step.seen) throw new AppError('PlanStale', { things: [app.name] })
      const isOn = power(app) === 'on'
      if (wished === 'stopped') return isOn ? deployments.stop(app.name, who) : undefined
      // Containers that somebody made otherwise out of unchanged files are made anew by starting them.
      const elsewhere = isOn && entry.port !== undefined && app.openPorts?.some(({ id, host }) => id === web && host !== entry.port)
      return elsewhere || (wished === 'running' && !isOn) ? deployments.start(app.name, who) : undefined
    }
    return [...(changed ? [change] : []), toState]
  }

  return step => (step.entry.kind === 'guest' ? [guestWork(step, step.entry)] : appWork(step, step.entry))
}
