import type { GuestDesk } from '../../kinds/guest-desk.ts'
import type { GuestPlace, TaskRef } from '../../ports/cluster-access.ts'
import type { JobContext, JobDefinition, UndoContext, UndoData } from '../job-runner/job-definition.ts'
import { deskOf, type GuestInput, type GuestServices, guestLock, perform, placeOf } from './guest-services.ts'

/** A job that is one task of Proxmox. */
export interface TaskJob<I extends GuestInput> {
  readonly kind: string
  readonly title: (input: I) => string
  /** For errors: "Snapshot". */
  readonly doing: string
  readonly types: readonly string[]
  readonly weight: number
  /** The call in Proxmox's words. */
  readonly call: (place: GuestPlace, input: I) => string
  /** Whether it is so already; then nothing is begun. */
  readonly isDone?: (desk: GuestDesk, place: GuestPlace, input: I) => Promise<boolean>
  readonly begin: (desk: GuestDesk, place: GuestPlace, input: I) => Promise<TaskRef | undefined>
  /** Registered before it begins. */
  readonly undo?: {
    readonly title: (input: I) => string
    readonly take: (services: GuestServices, input: I, data: UndoData, context: UndoContext) => Promise<'done' | 'nothing-to-do'>
    readonly data: (input: I, job: JobContext) => UndoData
  }
  /** Where the guest may be gone when it is done. */
  readonly mayBeGone?: boolean
}

/** Makes the definition of such a job: resumed after a restart, its task picked up again where it was. */
export function taskJob<I extends GuestInput>(services: GuestServices, of: TaskJob<I>): JobDefinition<I> {
  const step = 'do'
  const { undo } = of
  return {
    kind: of.kind,
    onRestart: 'resume',
    title: of.title,
    locks: input => [guestLock(input)],
    steps: input => [{ id: step, title: of.title(input), weight: of.weight }],
    undo: undo ? { 'guest-task': (data, context, input) => undo.take(services, input, data, context) } : {},
    async run(input, job) {
      const desk = await deskOf(services, input, job.signal)
      await job.step(step, async told => {
        const begun = job.kept(`task:${step}`) !== undefined
        const place = begun && of.mayBeGone ? undefined : await placeOf(desk, input.vmid)
        if (!begun && place && (await of.isDone?.(desk, place, input))) {
          told.line('It is so already.')
          return
        }
        if (undo && !begun) await job.registerUndo({ kind: 'guest-task', title: undo.title(input), data: undo.data(input, job) })
        await perform(
          desk,
          {
            id: step,
            doing: of.doing,
            types: of.types,
            place: async () => place ?? placeOf(desk, input.vmid),
            begin: at => of.begin(desk, at, input),
            call: at => of.call(at, input),
          },
          job,
          told,
        )
      })
      return { guest: input.guest }
    },
    settled: async input => services.clusters.touched(services.clusters.resolve(input.clusterId), input.vmid),
  }
}

/** The path of a guest in Proxmox's API. */
export function pathOf({ node, type, vmid }: GuestPlace): string {
  return `/nodes/${node}/${type === 'vm' ? 'qemu' : 'lxc'}/${vmid}`
}
