import { AppError } from '../../../shared/errors/app-error.ts'
import type { Cluster } from '../../../shared/model/cluster.ts'
import type { GuestConfig, GuestView, PendingChange } from '../../../shared/model/guest.ts'
import type { GuestNow } from '../../core/guest/known-cluster.ts'
import { ourTag } from '../../core/guest/ownership.ts'
import { followTask, type GuestDesk, type TaskWitness, whenFree } from '../../kinds/guest-desk.ts'
import type { Clock } from '../../ports/clock.ts'
import type { ClusterSession, GuestPlace, TaskRef } from '../../ports/cluster-access.ts'
import type { Redaction } from '../../ports/log.ts'
import type { Randomness } from '../../ports/randomness.ts'
import type { Secrets } from '../../ports/secrets.ts'
import type { Audit } from '../audit.ts'
import type { Clusters } from '../clusters.ts'
import type { JobContext, StepContext } from '../job-runner/job-definition.ts'
import type { JobRunner } from '../job-runner.ts'

/** What caring for guests needs. */
export interface GuestServices {
  readonly clusters: Clusters
  readonly jobs: JobRunner
  readonly audit: Audit
  readonly clock: Clock
  readonly secrets: Secrets
  readonly redaction: Redaction
  readonly randomness: Randomness
}

/** Which guest a job is about; it holds no secrets. */
export interface GuestInput {
  readonly clusterId: string
  readonly clusterName: string
  readonly vmid: number
  readonly guest: string
}

/** The lock that jobs about one guest share. */
export function guestLock({ clusterId, vmid }: Pick<GuestInput, 'clusterId' | 'vmid'>): string {
  return `guest:${clusterId}/${vmid}`
}

/** The cluster of a job and its session. */
export async function reach(
  { clusters }: Pick<GuestServices, 'clusters'>,
  input: Pick<GuestInput, 'clusterId'>,
): Promise<{ readonly cluster: Cluster; readonly session: ClusterSession }> {
  const cluster = clusters.resolve(input.clusterId)
  return { cluster, session: await clusters.session(cluster) }
}

/** The desk of a job at which its guest is cared for. */
export async function deskOf(services: GuestServices, input: GuestInput, signal: AbortSignal): Promise<GuestDesk> {
  const { session } = await reach(services, input)
  return { clusterName: input.clusterName, guest: input.guest, session, clock: services.clock, signal }
}

/** Where the guest is now. Errors: GuestGone. */
export async function placeOf(
  { session, guest, clusterName, signal }: GuestDesk,
  vmid: number,
): Promise<GuestPlace & { readonly name: string }> {
  const found = await session.find(vmid, signal)
  if (!found) throw new AppError('GuestGone', { guest, cluster: clusterName })
  return { vmid, type: found.type, node: found.node, name: found.name }
}

/** The guest as it is this moment, with what waits for a restart. Errors: GuestGone. */
export async function nowOf(
  session: ClusterSession,
  view: Pick<GuestView, 'vmid' | 'type' | 'node' | 'name' | 'template'>,
  signal?: AbortSignal,
): Promise<{ readonly now: GuestNow; readonly config: GuestConfig; readonly pending: readonly PendingChange[] }> {
  const [status, { config, pending }] = await Promise.all([session.status(view, signal), session.config(view, signal)])
  const now: GuestNow = {
    vmid: view.vmid,
    name: status.name,
    type: view.type,
    node: view.node,
    state: status.state,
    template: view.template,
    ours: config.tags.includes(ourTag),
    config,
  }
  return { now, config, pending }
}

/**
 * Begins a task once and follows it to its end, also over a restart of MycoPod: what was begun is kept before anything else, and
 * a beginning whose answer was lost is looked for among the guest's tasks before it is tried again.
 */
export async function perform(
  desk: GuestDesk,
  work: {
    readonly id: string
    readonly doing: string
    /** Proxmox's types of the task, by which it is found again. */
    readonly types: readonly string[]
    readonly place: () => Promise<GuestPlace>
    readonly begin: (place: GuestPlace) => Promise<TaskRef | undefined>
    /** For what I did: the call in Proxmox's words, secrets left out. */
    readonly call: (place: GuestPlace) => string
  },
  job: Pick<JobContext, 'keep' | 'kept'>,
  step: StepContext,
): Promise<void> {
  const taskName = `task:${work.id}`
  const sinceName = `since:${work.id}`
  const kept = job.kept(taskName)
  let task = isTask(kept) ? kept : undefined
  if (task === undefined) {
    const place = await work.place()
    const since = job.kept(sinceName)
    if (typeof since === 'number') task = await findBegun(desk, place, work.types, since)
    if (task === undefined) {
      const now = desk.clock.now()
      await job.keep(sinceName, now)
      task = await whenFree(desk, witnessOf(step), () => begin(desk, work, place, now, step))
    }
    if (task === undefined) return
    await job.keep(taskName, { upid: task.upid, node: task.node })
  }
  await followTask(desk, task, work.doing, witnessOf(step))
}

async function begin(
  desk: GuestDesk,
  work: Parameters<typeof perform>[1],
  place: GuestPlace,
  since: number,
  step: StepContext,
): Promise<TaskRef | undefined> {
  step.did({ kind: 'api', device: desk.clusterName, call: work.call(place) })
  try {
    return await work.begin(place)
  } catch (error) {
    if (!(error instanceof AppError) || !error.is('OutcomeUnknown')) throw error
    step.line('The answer was lost. Looking whether Proxmox began it.')
    const found = await findBegun(desk, place, work.types, since)
    if (found) return found
    return work.begin(place)
  }
}

/** A task of these types that began since, with a moment's grace for clocks that differ. */
async function findBegun(
  { session, signal }: GuestDesk,
  place: GuestPlace,
  types: readonly string[],
  since: number,
): Promise<TaskRef | undefined> {
  const graceMs = 2_000
  const tasks = await session.guestTasks(place, 20, signal).catch(() => [])
  const found = tasks.find(task => types.includes(task.type) && task.startedAt >= since - graceMs)
  return found && { upid: found.id, node: found.node }
}

/** A step of a job as tasks tell it. */
export function witnessOf(step: StepContext): TaskWitness {
  return {
    line: text => step.line(text),
    progress: (fraction, detail) => step.progress(fraction, detail),
    did: deed => step.did(deed),
  }
}

function isTask(value: unknown): value is { readonly upid: string; readonly node: string } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'upid' in value &&
    typeof value.upid === 'string' &&
    'node' in value &&
    typeof value.node === 'string'
  )
}
