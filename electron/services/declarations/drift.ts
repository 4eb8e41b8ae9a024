import { isDeepStrictEqual } from 'node:util'
import { AppError, problemOf } from '../../../shared/errors/app-error.ts'
import type { LabInventory } from '../../../shared/model/declaration.ts'
import type { DeclarationDetail, Policy } from '../../../shared/model/declared.ts'
import { itself } from '../../../shared/model/itself.ts'
import type { Drift, KeptPlan } from '../../../shared/model/plan.ts'
import { acceptInText } from '../../core/declare/accept-in-text.ts'
import { keyOfEntry } from '../../core/declare/entry-key.ts'
import { lockAfterApply } from '../../core/declare/lock-file.ts'
import { type AppliedEntry, type FoundDrift, findDrift } from '../../core/drift/find-drift.ts'
import { mayPutBack } from '../../core/drift/may-put-back.ts'
import type { PolledWorld } from '../../core/drift/thing-drift.ts'
import { byName } from '../../core/plan/planned-changes.ts'
import { webPortId } from '../../core/plan/web-port.ts'
import type { Clock } from '../../ports/clock.ts'
import type { DriftNote, Store } from '../../ports/store.ts'
import type { Apps } from '../apps.ts'
import type { Audit } from '../audit.ts'
import type { Catalog } from '../catalog.ts'
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
  /** Says nothing of a difference until a moment, in milliseconds since 1970. Errors: NotFound. */
  ignore(id: string, until: number, who: string): Promise<Drift>
  /** Says a difference again that was ignored; another stays as it is. Errors: NotFound. */
  unignore(id: string, who: string): Promise<Drift>
  /** Remembers why what a policy wants put back could not be, and says so in the activity, once for each difference. */
  notPutBack(ids: readonly string[], because: string): Promise<void>
  /** Takes note of the end of a plan that was carried out because of a policy; `failed` says why it did not work. */
  settled(kept: KeptPlan, failed: string | undefined): Promise<void>
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
  readonly catalog: Pick<Catalog, 'list'>
  readonly jobs: Pick<JobRunner, 'running'>
  readonly clock: Clock
  readonly audit: Audit
  readonly changes: Changes
}

type Found = FoundDrift & Drift

/** Makes the care for drift. */
export function createDriftCare(dependencies: DriftDependencies): DriftCare {
  const { documents, plans, applied, lab, store, clusters, inventory, monitoring, apps, catalog, jobs, clock, audit, changes } =
    dependencies
  /** By difference why it could not be put back by itself. */
  const failures = new Map<string, string>()
  let turn: Promise<unknown> = Promise.resolve()

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
      webPorts: Object.fromEntries(catalog.list().map(({ manifest }) => [manifest.slug, webPortId(manifest)])),
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

  /** One look after the other, so that nothing is found twice. */
  function find(): ReturnType<typeof findNow> {
    return inTurn(findNow)
  }

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = turn.then(work)
    turn = result.catch(() => undefined)
    return result
  }

  async function findNow(): Promise<{
    readonly drift: readonly Found[]
    readonly unknown: DriftReport['unknown']
    readonly entries: readonly AppliedEntry[]
  }> {
    const declared = await documents.read()
    const entries = await applied(declared)
    const policies = new Map(declared.map(({ name, stored }) => [name, stored?.policy ?? 'watch']))
    const found = entries.length === 0 ? { drift: [], unknown: [], silent: [] } : findDrift(entries, await polled())
    const known = await store.driftNotes.list()
    const notes = new Map(known.map(note => [note.id, note]))
    const now = clock.now()
    const drift = found.drift.map((each): Found => {
      const note = notes.get(each.id)
      const ignored = note?.ignoredUntil !== undefined && note.ignoredUntil > now ? { ignoredUntil: note.ignoredUntil } : {}
      return { ...each, since: note?.since ?? now, ...ignored, ...automaticOf(each, policies.get(each.declaration) ?? 'watch') }
    })
    const silent = known.filter(({ id }) => found.silent.some(about => id.startsWith(`${about}/`)))
    await keep(
      [...drift, ...silent].map(({ id, since, ignoredUntil }) => ({ id, since, ...(ignoredUntil !== undefined && { ignoredUntil }) })),
      known,
    )
    const fresh = drift.filter(({ id }) => !notes.has(id))
    for (const each of fresh) await record('declarations.drift', each.sentence, each.about)
    return { drift, unknown: found.unknown, entries }
  }

  function automaticOf({ id, risk }: FoundDrift, policy: Policy): Pick<Drift, 'automatic'> {
    if (!mayPutBack(policy, risk)) return {}
    const failed = failures.get(id)
    return { automatic: failed === undefined ? {} : { failed } }
  }

  async function keep(notes: readonly DriftNote[], known: readonly DriftNote[]): Promise<void> {
    for (const id of failures.keys()) if (!notes.some(note => note.id === id)) failures.delete(id)
    const sorted = notes.toSorted((one, other) => byName(one.id, other.id))
    if (isDeepStrictEqual(sorted, known)) return
    await store.driftNotes.replace(sorted)
    changes.tell('declarations')
  }

  async function record(action: string, what: string, about: string, who = itself): Promise<void> {
    await audit.record({ who, action, what, subject: about.slice(about.indexOf(':') + 1) })
  }

  async function notPutBack(ids: readonly string[], because: string): Promise<void> {
    for (const { id, about, sentence } of (await find()).drift) {
      if (!ids.includes(id) || failures.has(id)) continue
      failures.set(id, because)
      await record('declarations.notPutBack', `Could not put this back: ${sentence} ${because}`, about)
      changes.tell('declarations')
    }
  }

  async function one(id: string): Promise<Found> {
    const { drift } = await find()
    const found = drift.find(each => each.id === id)
    if (!found) throw new AppError('NotFound', { what: 'difference', name: id, known: drift.map(each => each.id) })
    return found
  }

  async function rewriteNote(id: string, kept: Pick<DriftNote, 'ignoredUntil'>): Promise<void> {
    await inTurn(async () => {
      const notes = await store.driftNotes.list()
      await store.driftNotes.replace(notes.map(each => (each.id === id ? { id, since: each.since, ...kept } : each)))
    })
  }

  return {
    report: async (fresh, signal) => {
      if (fresh) await lookAround(signal)
      const { drift, unknown } = await find()
      return { drift: drift.map(withoutValue), unknown, checkedAt: clock.now() }
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
      // Elsewhere the lab is as the text says now, so there is nothing left to apply.
      if (found.onlyThere) return documents.get(found.declaration)
      const now = (await documents.read()).find(each => each.name === found.declaration)
      if (current && now) {
        const lock = lockAfterApply(now.lock, { at: clock.now(), by: who })
        await documents.keepLocks(new Map([[found.declaration, lock]]), `Accepted in ${found.declaration}`, who)
      }
      return documents.get(found.declaration)
    },
    ignore: async (id, until, who) => {
      const found = await one(id)
      await rewriteNote(id, { ignoredUntil: until })
      const what = `Says nothing of it until ${new Date(until).toISOString().slice(0, 10)}: ${found.sentence}`
      await record('declarations.ignoreDrift', what, found.about, who)
      changes.tell('declarations')
      return { ...withoutValue(found), ignoredUntil: until }
    },
    unignore: async (id, who) => {
      const { ignoredUntil, ...found } = await one(id)
      if (ignoredUntil !== undefined) {
        await rewriteNote(id, {})
        await record('declarations.unignoreDrift', `Says it again: ${found.sentence}`, found.about, who)
        changes.tell('declarations')
      }
      return withoutValue(found)
    },
    notPutBack,
    settled: async ({ plan }, failed) => {
      const isMeant = (id: string) => plan.steps.some(step => id.startsWith(`${step.id}/`))
      if (failed !== undefined) {
        const meant = (await find()).drift.filter(each => each.automatic !== undefined && isMeant(each.id))
        await notPutBack(
          meant.map(each => each.id),
          failed,
        )
        return
      }
      for (const id of failures.keys()) if (isMeant(id)) failures.delete(id)
      for (const { id, title } of plan.steps) await record('declarations.putBack', `Put back as declared: ${title}`, id)
    },
  }
}

/** What people are told of it. */
function withoutValue({ value: _, onlyThere: __, ...told }: Found): Drift {
  return told
}
