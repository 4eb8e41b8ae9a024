import { isOn } from '../../core/guest/known-cluster.ts'
import { type GuestSeen, readGuest } from '../../kinds/guest-seen.ts'
import { type ClusterReach, type GuestWitness, type Kept, settleTask } from '../../kinds/guest-task.ts'
import type { JobContext, JobDefinition, StepContext, UndoContext, UndoData } from '../job-runner/job-definition.ts'
import type { GuestServices } from './guest-services.ts'

/** Which guest a job is about. */
export interface GuestInput {
  /** The cluster's id. */
  readonly cluster: string
  readonly vmid: number
  /** The guest's name, for sentences. */
  readonly guest: string
}

/** What a job on a guest has in hand. */
export interface GuestWork {
  readonly reach: ClusterReach
  readonly job: JobContext
  /** Runs one step with a witness whose tasks are settled when the job is undone. */
  step<T>(id: string, body: (witness: GuestWitness) => Promise<T>): Promise<T>
}

/** What an undo of a job on a guest has in hand; it is done again while the cluster is away. */
export interface GuestUndo {
  readonly reach: ClusterReach
  readonly witness: GuestWitness
  readonly signal: AbortSignal
  /** What the job kept. */
  kept(name: string): Kept | undefined
}

/** A job on a guest: what it does, and what is taken back. */
export interface GuestJobShape<I extends { readonly cluster: string }> {
  readonly kind: string
  title(input: I): string
  locks(input: I): readonly string[]
  steps(input: I): ReturnType<JobDefinition<I>['steps']>
  run(input: I, work: GuestWork): Promise<Readonly<Record<string, unknown>>>
  /** What becomes of a task of Proxmox that still runs when the job is undone; `abort` unless half of it would be worse. */
  unfinished?(input: I): 'abort' | 'wait'
  readonly undo?: Readonly<Record<string, (data: UndoData, undo: GuestUndo, input: I) => Promise<boolean>>>
  afterUndo(
    input: I,
    undo: Pick<GuestUndo, 'reach' | 'signal' | 'kept'>,
  ): Promise<{ sentence: string; clean: boolean; left?: readonly string[] }>
  /** The guest that was touched, where the input does not tell. */
  touched?(input: I, result: Readonly<Record<string, unknown>> | undefined): number | undefined
  settled?(input: I, outcome: 'succeeded' | 'failed' | 'cancelled'): Promise<void>
}

const taskUndo = 'task'

/** The lock of a name that a guest is about to have, so that no two are made at once. */
export function nameLock({ cluster }: { readonly cluster: string }, name: string): string {
  return `guest:${cluster}/${name.toLowerCase()}`
}

/** The lock of a guest, so that what is done to it is done one after the other. */
export function guestLock({ cluster, vmid }: { readonly cluster: string; readonly vmid: number }): string {
  return `guest:${cluster}/${vmid}`
}

/** Makes the definition: after a restart the job goes on where Proxmox is, because it remembers its task. */
export function guestJob<I extends { readonly cluster: string }>(services: GuestServices, shape: GuestJobShape<I>): JobDefinition<I> {
  const { patiently } = services
  const undone = (worked: boolean) => (worked ? ('done' as const) : ('nothing-to-do' as const))

  async function undoOf(input: I, context: UndoContext): Promise<GuestUndo> {
    const { signal, kept } = context
    return { reach: await services.reach(input.cluster), witness: undoWitness(context), signal, kept }
  }

  const undo: JobDefinition<I>['undo'] = {
    [taskUndo]: ({ name }, context, input) =>
      patiently(context.signal, async () => {
        const { reach, witness, signal } = await undoOf(input, context)
        return undone(await settleTask(reach, context.kept(String(name)), shape.unfinished?.(input) ?? 'abort', witness, signal))
      }),
    ...Object.fromEntries(
      Object.entries(shape.undo ?? {}).map(([kind, take]) => [
        kind,
        (data: UndoData, context: UndoContext, input: I) =>
          patiently(context.signal, async () => undone(await take(data, await undoOf(input, context), input))),
      ]),
    ),
  }

  return {
    kind: shape.kind,
    onRestart: 'resume',
    title: shape.title,
    locks: shape.locks,
    steps: shape.steps,
    undo,
    run: async (input, job) => {
      const reach = await services.reach(input.cluster)
      return shape.run(input, {
        reach,
        job,
        step: (id, body) => job.step(id, step => body(stepWitness(job, step))),
      })
    },
    afterUndo: (input, context) =>
      patiently(context.signal, async () => {
        const { reach, signal, kept } = await undoOf(input, context)
        return shape.afterUndo(input, { reach, signal, kept })
      }),
    settled: async (input, outcome, _error, view) => {
      await shape.settled?.(input, outcome)
      const own = 'vmid' in input && typeof input.vmid === 'number' ? input.vmid : undefined
      await services.touched(input.cluster, shape.touched ? shape.touched(input, view.result) : own)
    },
  }
}

/** How a guest is after an undo, as a sentence. */
export async function asItIs(
  { vmid, guest }: Pick<GuestInput, 'vmid' | 'guest'>,
  { reach, signal }: Pick<GuestUndo, 'reach' | 'signal'>,
): Promise<{ sentence: string; clean: boolean }> {
  const seen = await readGuest(reach, vmid, signal)
  return { sentence: seen ? describe(seen) : `${guest} is not there any more.`, clean: true }
}

function describe(seen: GuestSeen): string {
  return `Checked afterwards: ${seen.name} is on ${seen.node} and ${isOn(seen) ? 'running' : 'switched off'}.`
}

function stepWitness(job: JobContext, step: StepContext): GuestWitness {
  return {
    line: step.line,
    did: step.did,
    note: step.note,
    progress: step.progress,
    keep: job.keep,
    kept: job.kept,
    begins: name => job.registerUndo({ kind: taskUndo, title: 'What Proxmox is still doing', data: { name } }),
  }
}

/** An undo is done afresh each time: it looks at the guest and remembers nothing. */
function undoWitness({ line, did }: UndoContext): GuestWitness {
  const notes = new Map<string, Kept>()
  return {
    line,
    did,
    note: text => line(text),
    progress: () => undefined,
    keep: async (name, value) => {
      notes.set(name, value)
    },
    kept: name => notes.get(name),
  }
}
