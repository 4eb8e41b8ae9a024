import { problemOf } from '../../../shared/errors/app-error.ts'
import type { WireError } from '../../../shared/errors/wire-error.ts'
import { itself } from '../../../shared/model/itself.ts'
import type { KeptPlan } from '../../../shared/model/plan.ts'
import { compile } from '../../core/declare/compile.ts'
import { type Lock, lockAfterApply } from '../../core/declare/lock-file.ts'
import { reword } from '../../core/declare/reword.ts'
import { createApplied } from './applied.ts'
import type { DeclarationDependencies, Declarations } from './declarations-service.ts'
import { createDocuments } from './documents.ts'
import { createDriftCare } from './drift.ts'
import { createObserve } from './observe.ts'
import { createOwnLab } from './own-lab.ts'
import { createPlans } from './plans.ts'
import { createRemote } from './remote.ts'
import { createStanding } from './standing.ts'
import { createUndo } from './undo.ts'
import { refuseUnreadable } from './unreadable.ts'
import { wayBack } from './way-back.ts'

/** Everything about declarations once it is needed. */
export interface WholeDeclarations extends Omit<Declarations, 'start' | 'close' | 'interpret'> {
  /** Called when the job of a plan is about to end. */
  settled(plan: KeptPlan, outcome: 'succeeded' | 'failed' | 'cancelled', error: WireError | undefined, who: string): Promise<void>
  /** Compares and fetches until the signal. */
  watch(signal: AbortSignal): Promise<void>
}

/** How many commits back a moment is known of. */
const furthest = 500

/** Opens the folder of the declarations and puts the parts together. */
export async function createWhole(dependencies: DeclarationDependencies): Promise<WholeDeclarations> {
  const { folder, store, clock, changes, jobs, timeZone } = dependencies
  const moment = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone })
  const opened = await folder.open()
  const lab = createOwnLab(dependencies)
  const documents = createDocuments({ ...dependencies, store: opened, lab, onCommitted: () => remote.sendSoon() })
  const observe = createObserve(dependencies)
  const plans = createPlans({ documents, observe, store, jobs, clock, changes })
  const drift = createDriftCare({ ...dependencies, documents, plans, applied: createApplied(opened), lab })
  const remote = createRemote({ ...dependencies, documents: opened, onPulled })
  const standing = createStanding({ ...dependencies, documents, drift, plans })

  /** What somebody pushed becomes a plan that waits. */
  async function onPulled(from: string | undefined, to: string): Promise<void> {
    changes.tell('declarations')
    const [then, now] = await Promise.all([from === undefined ? [] : documents.read(from), documents.read(to)])
    const changed = now.filter(each => then.find(old => old.name === each.name)?.text !== each.text).map(each => each.name)
    if (changed.length > 0) await plans.make(undefined, 'MycoPod', undefined, `A change from elsewhere: ${changed.join(', ')}.`)
  }

  /** The texts that a plan was made of are applied now; what was changed in them meanwhile is not. */
  async function markApplied({ plan }: KeptPlan, who: string): Promise<void> {
    const [then, now] = await Promise.all([plan.revision === 'none' ? [] : documents.read(plan.revision), documents.read()])
    const locks = new Map<string, Lock>()
    for (const name of plan.declarations) {
      const [old, current] = [then.find(each => each.name === name), now.find(each => each.name === name)]
      if (!old || !current) continue
      const applied = { at: clock.now(), by: who }
      const same = old.lock.read === current.lock.read
      locks.set(name, same ? lockAfterApply(current.lock, applied) : { ...current.lock, applied: { ...applied, read: old.lock.read } })
    }
    if (locks.size > 0) await documents.keepLocks(locks, `Applied ${[...locks.keys()].join(', ')}`, who)
  }

  async function storedLock(name: string | undefined): Promise<Lock | undefined> {
    return name === undefined ? undefined : (await documents.read()).find(each => each.name === name)?.stored
  }

  return {
    basis: async name => ({ inventory: await lab(), lock: await storedLock(name) }),
    list: documents.list,
    get: documents.get,
    save: documents.save,
    remove: documents.remove,
    setPolicy: documents.setPolicy,
    history: documents.history,
    compare: documents.compare,
    restore: documents.restore,
    preview: async ({ name, text }, signal) => {
      refuseUnreadable(name, text)
      const all = await documents.read()
      const read = { name, text, ...compile(text, await lab(), all.find(each => each.name === name)?.stored) }
      const others = all.filter(each => each.name !== name)
      return { reading: read.reading, plan: await plans.preview([...others, read], name, signal) }
    },
    reword: async ({ name, text, say }) => {
      refuseUnreadable(name, text)
      return reword(text, say, await lab(), await storedLock(name))
    },
    plan: plans.make,
    plans: plans.list,
    getPlan: plans.get,
    apply: plans.apply,
    rollback: async (revision, who, signal) => {
      const whole = await documents.resolve(revision)
      const then = await documents.read(whole)
      const now = (await documents.read()).map(({ name, lock }) => ({ name, lock }))
      const desired = wayBack(then, [...(await documents.locksSince(whole)), ...now])
      const commit = (await opened.history({ limit: furthest })).find(each => each.revision === whole)
      const because = commit ? `The way back to how it was on ${moment.format(commit.at)}.` : 'The way back to an earlier text.'
      return plans.makeOf(desired, who, { purpose: 'roll-back', rollsBackTo: whole, because }, signal)
    },
    undo: createUndo(opened, plans),
    drift: drift.report,
    putBack: drift.putBack,
    acceptDrift: drift.accept,
    ignoreDrift: drift.ignore,
    unignoreDrift: drift.unignore,
    remote: remote.view,
    setRemote: remote.set,
    sync: remote.sync,
    settle: remote.settle,
    settled: async (kept, outcome, error, who) => {
      if (outcome === 'succeeded' && kept.rollsBackTo !== undefined) await documents.returnTo(kept.rollsBackTo, who)
      if (outcome === 'succeeded' && kept.returns) await documents.returnEach(kept.returns, who)
      if (outcome === 'succeeded' && kept.purpose === 'declared') await markApplied(kept, who)
      await store.plans.save({ ...kept, state: outcome === 'succeeded' ? 'applied' : 'failed' })
      if (kept.purpose === 'put-back' && who === itself) await drift.settled(kept, failureInWords(outcome, error))
      changes.tell('declarations')
    },
    watch: async signal => {
      await Promise.all([standing(signal), remote.watch(signal)])
    },
  }
}

function failureInWords(outcome: 'succeeded' | 'failed' | 'cancelled', error: WireError | undefined): string | undefined {
  if (outcome === 'succeeded') return undefined
  if (outcome === 'cancelled' || !error) return 'It was cancelled.'
  return `${problemOf(error).title}.`
}
