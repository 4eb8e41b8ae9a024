import { AppError, problemOf } from '../../../shared/errors/app-error.ts'
import type { LabInventory } from '../../../shared/model/declaration.ts'
import type { DeclarationDetail } from '../../../shared/model/declared.ts'
import type { Drift, KeptPlan } from '../../../shared/model/plan.ts'
import { acceptInText } from '../../core/declare/accept-in-text.ts'
import { keyOfEntry } from '../../core/declare/entry-key.ts'
import { lockAfterApply } from '../../core/declare/lock-file.ts'
import { type AppliedEntry, type FoundDrift, findDrift, type PolledWorld } from '../../core/drift/find-drift.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Store } from '../../ports/store.ts'
import type { Apps } from '../apps.ts'
import type { Audit } from '../audit.ts'
import type { Changes } from '../changes.ts'
import type { Clusters } from '../clusters.ts'
import type { Inventory } from '../inventory.ts'
import type { JobRunner } from '../job-runner.ts'
import type { Monitoring } from '../monitoring.ts'
import type { Documents } from './documents.ts'
import { busyKeys } from './observe.ts'
import type { Plans } from './plans.ts'
import type { Declared } from './read-declared.ts'

/** Where the lab is not as it was declared and applied. */
export interface DriftReport {
  readonly drift: readonly Drift[]
  readonly unknown: readonly { readonly about: string; readonly because: string }[]
  readonly checkedAt?: number
}

/** Drift: found from what polls know, put back, accepted or ignored. */
export interface DriftCare {
  /** With `fresh` every cluster and device is looked at first. */
  report(fresh: boolean, signal?: AbortSignal): Promise<DriftReport>
  /** A plan that puts back the named differences, or all that are not ignored. Errors: NotFound. */
  putBack(ids: readonly string[] | undefined, who: string, signal?: AbortSignal): Promise<KeptPlan>
  /** Makes the text say what was found. Errors: NotFound, DeclarationUnreadable where it cannot be said. */
  accept(id: string, who: string): Promise<DeclarationDetail>
  /** Errors: NotFound. */
  ignore(id: string, until: number, who: string): Promise<Drift>
}

export interface DriftDependencies {
  readonly documents: Documents
  readonly plans: Pick<Plans, 'makeOf'>
  readonly applied: (all: readonly Declared[]) => Promise<AppliedEntry[]>
  readonly lab: () => Promise<LabInventory>
  readonly store: Pick<Store, 'driftNotes'>
  readonly clusters: Pick<Clusters, 'list' | 'view' | 'guests' | 'refresh'>
  readonly inventory: Pick<Inventory, 'list'>
  readonly monitoring: Pick<Monitoring, 'view' | 'examine'>
  readonly apps: Pick<Apps, 'list'>
  readonly jobs: Pick<JobRunner, 'running'>
  readonly clock: Clock
  readonly audit: Audit
  readonly changes: Changes
}

type Found = FoundDrift & Drift

/** Makes the care for drift. */
export function createDriftCare(dependencies: DriftDependencies): DriftCare {
  const { documents, plans, applied, lab, store, clusters, inventory, monitoring, apps, jobs, clock, audit, changes } = dependencies

  async function polled(): Promise<PolledWorld> {
    const seenApps = await apps.list()
    return {
      clusters: clusters.list().map(cluster => {
        const { name, problem, nodes, seenAt } = clusters.view(cluster)
        const unreadable = problem ? `${problemOf(problem).title}.` : seenAt === undefined ? `${name} was not seen yet.` : undefined
        return {
          name,
          ...(unreadable !== undefined && { unreadable }),
          nodesDown: nodes.filter(node => node.state === 'offline').map(node => node.name),
        }
      }),
      guests: clusters.guests(),
      devices: inventory.list().map(device => {
        const { name, state, problem } = monitoring.view(device)
        const away = state === 'offline' || state === 'unknown'
        return { name, ...(away && { unreadable: problem ? `${problemOf(problem).title}.` : `${name} was not seen yet.` }) }
      }),
      apps: seenApps,
      busy: busyKeys(jobs, seenApps),
    }
  }

  async function lookAround(signal: AbortSignal | undefined): Promise<void> {
    await Promise.allSettled([
      ...clusters.list().map(cluster => clusters.refresh(cluster, signal)),
      ...inventory.list().map(device => monitoring.examine(device)),
    ])
    signal?.throwIfAborted()
  }

  async function find(): Promise<{
    readonly drift: readonly Found[]
    readonly unknown: DriftReport['unknown']
    readonly entries: readonly AppliedEntry[]
  }> {
    const entries = await applied(await documents.read())
    if (entries.length === 0) return { drift: [], unknown: [], entries }
    const found = findDrift(entries, await polled())
    const notes = new Map((await store.driftNotes.list()).map(note => [note.id, note]))
    const now = clock.now()
    const drift = found.drift.map((each): Found => {
      const note = notes.get(each.id)
      const ignored = note?.ignoredUntil !== undefined && note.ignoredUntil > now ? { ignoredUntil: note.ignoredUntil } : {}
      return { ...each, since: note?.since ?? now, ...ignored }
    })
    const kept = drift.map(({ id, since, ignoredUntil }) => ({ id, since, ...(ignoredUntil !== undefined && { ignoredUntil }) }))
    if (JSON.stringify(kept) !== JSON.stringify([...notes.values()])) {
      await store.driftNotes.replace(kept)
      for (const each of drift.filter(({ id }) => !notes.has(id)))
        await audit.record({
          who: 'MycoPod',
          action: 'declarations.drift',
          what: each.sentence,
          subject: each.about.slice(each.about.indexOf(':') + 1),
        })
      changes.tell('declarations')
    }
    return { drift, unknown: found.unknown, entries }
  }

  async function one(id: string): Promise<Found> {
    const { drift } = await find()
    const found = drift.find(each => each.id === id)
    if (!found) throw new AppError('NotFound', { what: 'difference', name: id, known: drift.map(each => each.id) })
    return found
  }

  return {
    report: async (fresh, signal) => {
      if (fresh) await lookAround(signal)
      const { drift, unknown } = await find()
      return { drift: drift.map(({ value: _, ...each }) => each), unknown, checkedAt: clock.now() }
    },
    putBack: async (ids, who, signal) => {
      const { drift, entries } = await find()
      const missing = ids?.find(id => !drift.some(each => each.id === id))
      if (missing !== undefined) throw new AppError('NotFound', { what: 'difference', name: missing, known: drift.map(each => each.id) })
      const chosen = drift.filter(each => (ids ? ids.includes(each.id) : each.ignoredUntil === undefined))
      const desired = entries
        .filter(({ entry }) => chosen.some(each => each.about === keyOfEntry(entry)))
        .map(({ declaration, entry }) => ({ declaration, entry, spans: [] }))
      return plans.makeOf(desired, who, { purpose: 'put-back', because: 'It puts back what differs from what was declared.' }, signal)
    },
    accept: async (id, who) => {
      const found = await one(id)
      const declared = (await documents.read()).find(each => each.name === found.declaration)
      if (!declared) throw new AppError('NotFound', { what: 'declaration', name: found.declaration })
      const current = declared.stored?.applied?.read === declared.lock.read
      const accepted = acceptInText(declared.text, declared.stored, await lab(), {
        about: found.about,
        field: found.field,
        found: found.value,
      })
      if ('problem' in accepted)
        throw new AppError('DeclarationUnreadable', {
          declaration: found.declaration,
          because: accepted.problem,
          instead: 'Change the text by hand.',
        })
      await documents.save({ name: found.declaration, text: accepted.text, reason: `Accept: ${found.sentence}` }, who)
      // The lab is as the text says now, so there is nothing left to apply.
      const now = (await documents.read()).find(each => each.name === found.declaration)
      if (current && now) {
        const lock = lockAfterApply(now.lock, { at: clock.now(), by: who })
        await documents.keepLocks(new Map([[found.declaration, lock]]), `Accepted in ${found.declaration}`, who)
      }
      return documents.get(found.declaration)
    },
    ignore: async (id, until, who) => {
      const found = await one(id)
      const notes = await store.driftNotes.list()
      await store.driftNotes.replace(notes.map(note => (note.id === id ? { ...note, ignoredUntil: until } : note)))
      const what = `Says nothing of it until ${new Date(until).toISOString().slice(0, 10)}: ${found.sentence}`
      await audit.record({ who, action: 'declarations.ignoreDrift', what, subject: found.about })
      changes.tell('declarations')
      const { value: _, ...told } = found
      return { ...told, ignoredUntil: until }
    },
  }
}
