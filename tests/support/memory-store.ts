import type { AuditMark, DriftNote, ModelSpending, Store, StoredLanguageModel, StoredRemote } from '../../electron/ports/store.ts'
import { AppError } from '../../shared/errors/app-error.ts'
import type { App } from '../../shared/model/app.ts'
import type { AuditEntry } from '../../shared/model/audit.ts'
import type { Cluster } from '../../shared/model/cluster.ts'
import type { Device, DeviceFacts, HistoryPoint } from '../../shared/model/device.ts'
import type { Job, JobEvent, JobView } from '../../shared/model/job.ts'
import type { PlacementRecord } from '../../shared/model/placement.ts'
import type { KeptPlan } from '../../shared/model/plan.ts'

/** A store that keeps everything in memory and hands out copies; history is kept raw, whatever the bucket. */
export function createMemoryStore(): Store {
  const devices = new Map<string, Device>()
  const facts = new Map<string, DeviceFacts>()
  const apps = new Map<string, App>()
  const clusters = new Map<string, Cluster>()
  const points: { readonly deviceId: string; readonly point: HistoryPoint }[] = []
  const polls: { readonly deviceId: string; readonly at: number; readonly answered: boolean }[] = []
  const jobs = new Map<string, { readonly job: Job; readonly events: JobEvent[]; view?: JobView }>()
  const seconds: { readonly kind: string; readonly step: string; readonly seconds: number; readonly at: number }[] = []
  const audit: AuditEntry[] = []
  let left: AuditMark | undefined
  const plans = new Map<string, KeptPlan>()
  let driftNotes: readonly DriftNote[] = []
  let remote: StoredRemote | undefined
  let model: StoredLanguageModel | undefined
  const spending: ModelSpending[] = []
  const decisions = new Map<string, PlacementRecord>()
  const sessions = new Map<string, { readonly person: string; readonly expiresAt: number }>()
  let settings: Readonly<Record<string, unknown>> = {}

  const jobOf = (id: string) => {
    const found = jobs.get(id)
    if (!found) throw new AppError('Internal', { ref: `no job ${id}` })
    return found
  }
  const newestViews = () => [...jobs.values()].flatMap(({ view }) => (view ? [view] : [])).sort((a, b) => b.createdAt - a.createdAt)

  return {
    devices: {
      list: async () => structuredClone([...devices.values()]),
      save: async device => {
        refuseTaken('device', devices, device)
        devices.set(device.id, structuredClone(device))
      },
      remove: async id => {
        devices.delete(id)
        facts.delete(id)
      },
      facts: async id => structuredClone(facts.get(id)),
      saveFacts: async (id, value) => {
        facts.set(id, structuredClone(value))
      },
    },
    apps: {
      list: async () => structuredClone([...apps.values()]),
      save: async app => {
        refuseTaken('app', apps, app)
        apps.set(app.id, structuredClone(app))
      },
      remove: async id => {
        apps.delete(id)
      },
    },
    clusters: {
      list: async () => structuredClone([...clusters.values()]),
      save: async cluster => {
        refuseTaken('cluster', clusters, cluster)
        clusters.set(cluster.id, structuredClone(cluster))
      },
      remove: async id => {
        clusters.delete(id)
      },
    },
    plans: {
      save: async kept => {
        plans.set(kept.plan.id, structuredClone(kept))
      },
      get: async id => structuredClone(plans.get(id)),
      list: async () => structuredClone([...plans.values()].sort((a, b) => b.madeAt - a.madeAt)),
    },
    driftNotes: {
      list: async () => structuredClone(driftNotes),
      replace: async notes => {
        driftNotes = structuredClone(notes)
      },
    },
    declarationRemote: {
      get: async () => structuredClone(remote),
      save: async given => {
        remote = structuredClone(given)
      },
    },
    languageModel: {
      get: async () => structuredClone(model),
      save: async given => {
        model = structuredClone(given)
      },
    },
    modelSpending: {
      add: async ({ month, currency, tokensIn, tokensOut, amount }) => {
        const before = spending.find(each => each.month === month && each.currency === currency)
        if (before)
          Object.assign(before, {
            tokensIn: before.tokensIn + tokensIn,
            tokensOut: before.tokensOut + tokensOut,
            amount: before.amount + amount,
          })
        else spending.push({ month, currency, tokensIn, tokensOut, amount })
      },
      of: async month =>
        structuredClone(spending.filter(each => each.month === month).sort((one, other) => (one.currency < other.currency ? -1 : 1))),
    },
    history: {
      add: async some => {
        points.push(...structuredClone(some))
      },
      read: async (deviceId, since) =>
        points.flatMap(entry => (entry.deviceId === deviceId && entry.point.at >= since ? [entry.point] : [])),
      trim: async () => undefined,
      countPolls: async some => {
        polls.push(...some)
      },
      answeredFraction: async (deviceId, since) => {
        const counted = polls.filter(poll => poll.deviceId === deviceId && poll.at >= since)
        return counted.length === 0 ? undefined : counted.filter(poll => poll.answered).length / counted.length
      },
      removeDevice: async deviceId => {
        for (const list of [points, polls]) list.splice(0, list.length, ...(list.filter(entry => entry.deviceId !== deviceId) as never[]))
      },
    },
    jobs: {
      create: async job => {
        jobs.set(job.id, { job: structuredClone(job), events: [] })
      },
      get: async id => structuredClone(jobs.get(id)?.job),
      append: async (id, events) => {
        const { events: stored } = jobOf(id)
        for (const event of events) {
          if (event.seq !== stored.length + 1) throw new AppError('Internal', { ref: `event ${event.seq} after ${stored.length}` })
          stored.push(structuredClone(event))
        }
      },
      events: async (id, after) => structuredClone(jobs.get(id)?.events.filter(event => event.seq > after) ?? []),
      saveView: async view => {
        jobOf(view.id).view = structuredClone(view)
      },
      views: async ({ limit, subject, status }) =>
        newestViews()
          .filter(
            view => (subject === undefined || view.subject.name === subject) && (status === undefined || status.includes(view.status)),
          )
          .slice(0, limit),
      view: async id => structuredClone(jobs.get(id)?.view),
      stepSeconds: async (kind, step, limit) =>
        seconds
          .filter(entry => entry.kind === kind && entry.step === step)
          .map(entry => entry.seconds)
          .reverse()
          .slice(0, limit),
      recordStepSeconds: async (kind, step, took, at) => {
        seconds.push({ kind, step, seconds: took, at })
      },
      trim: async ({ before, status, kept }) => {
        const gone = [...jobs.values()].filter(({ job, view }) => job.createdAt < before && view && status.includes(view.status))
        for (const { job } of gone) jobs.delete(job.id)
        const newer = (one: (typeof seconds)[number], index: number) =>
          seconds.slice(index + 1).filter(other => other.kind === one.kind && other.step === one.step).length
        seconds.splice(0, seconds.length, ...seconds.filter((one, index) => one.at >= before || newer(one, index) < kept))
        return gone.length
      },
    },
    audit: {
      append: async seal => {
        const entry = seal(audit.at(-1))
        audit.push(structuredClone(entry))
        return entry
      },
      list: async ({ since, limit, search = '' }) =>
        audit
          .filter(entry => entry.at >= since && JSON.stringify(entry).includes(search))
          .reverse()
          .slice(0, limit),
      async *pages(size) {
        let after = 0
        for (;;) {
          const page = audit.filter(entry => entry.seq > after).slice(0, size)
          const last = page.at(-1)
          if (!last) return
          after = last.seq
          yield structuredClone(page)
        }
      },
      left: async () => left,
      forget: async ({ seq, hash }) => {
        left = { seq, hash }
        audit.splice(0, audit.length, ...audit.filter(entry => entry.seq > seq))
      },
    },
    decisions: {
      save: async record => {
        decisions.set(record.id, structuredClone(record))
      },
      get: async id => structuredClone(decisions.get(id)),
    },
    settings: {
      get: async () => settings,
      save: async values => {
        settings = structuredClone(values)
      },
    },
    sessions: {
      save: async ({ tokenHash, person, expiresAt }) => {
        sessions.set(tokenHash, { person, expiresAt })
      },
      find: async tokenHash => sessions.get(tokenHash),
      remove: async tokenHash => {
        sessions.delete(tokenHash)
      },
      trim: async now => {
        for (const [hash, { expiresAt }] of sessions) if (expiresAt <= now) sessions.delete(hash)
      },
    },
    close: async () => undefined,
  }
}

function refuseTaken(
  what: 'device' | 'app' | 'cluster',
  known: ReadonlyMap<string, { id: string; name: string }>,
  wanted: { id: string; name: string },
): void {
  const twin = [...known.values()].find(other => other.name === wanted.name && other.id !== wanted.id)
  if (twin) throw new AppError('NameTaken', { what, name: wanted.name, suggestion: `${wanted.name}-2` })
}
