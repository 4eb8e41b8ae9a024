import { AppError } from '../../shared/errors/app-error.ts'
import { markerLine } from '../core/guest/ownership.ts'
import type { PlannedGuest } from '../core/guest/plan-creation.ts'
import type { GuestPlace, TaskRef } from '../ports/cluster-access.ts'
import { bears } from './guest-remove.ts'
import { readGuest } from './guest-seen.ts'
import { type ClusterReach, type GuestWitness, runTask } from './guest-task.ts'

/** How a guest is made: what it bears, who may log in, and what hears of a number before it is used. */
export interface MakeHow {
  readonly marker: string
  readonly login?: { readonly user: string; readonly keys: readonly string[]; readonly password?: string }
  /** Resolves when it is on disk that the guest with this number may be ours from now on. */
  claim(vmid: number): Promise<void>
}

/** A way to have a guest with a number: which task does it, and what becomes of it when it was ours. */
export interface NumberedTask {
  readonly name: string
  readonly guest: GuestPlace
  readonly types: readonly string[]
  readonly doing: string
  readonly call: string
  begin(): Promise<TaskRef | undefined>
}

const numberTries = 5

/**
 * Makes a guest, once: one that bears the marker already is taken, and a number that somebody else took meanwhile is passed
 * over unless it was asked for. Returns its number. Errors: VmidTaken, StorageFull, GuestTaskFailed and those of the call.
 */
export async function makeGuest(
  reach: ClusterReach,
  planned: PlannedGuest,
  how: MakeHow,
  witness: GuestWitness,
  signal: AbortSignal,
): Promise<number> {
  const isOurs = async (vmid: number) => {
    const seen = await readGuest(reach, vmid, signal)
    return seen === undefined ? 'nobody' : bears(how.marker)(seen) ? 'ours' : 'other'
  }
  const task = (vmid: number) =>
    planned.copied ? copyTask(reach, planned, planned.copied, vmid, how) : createTask(reach, planned, vmid, how)
  return withNumber(reach, planned, { claim: how.claim, isOurs, task }, witness, signal)
}

/** Runs the task that makes a guest, with one number after the other until one was free. */
export async function withNumber(
  reach: ClusterReach,
  wished: { readonly name: string; readonly vmid?: number | undefined },
  how: {
    claim(vmid: number): Promise<void>
    isOurs(vmid: number): Promise<'ours' | 'other' | 'nobody'>
    task(vmid: number): NumberedTask
  },
  witness: GuestWitness,
  signal: AbortSignal,
): Promise<number> {
  const kept = witness.kept('vmid')
  let vmid = wished.vmid ?? (typeof kept === 'number' ? kept : await reach.session.freeVmid(signal))
  for (let tries = 1; ; tries += 1) {
    const task = { ...how.task(vmid), guestName: wished.name }
    const begun = (witness.kept(task.name) ?? null) !== null
    const before = begun ? 'nobody' : await how.isOurs(vmid)
    if (before === 'ours') return vmid
    if (before === 'nobody') {
      await how.claim(vmid)
      await witness.keep('vmid', vmid)
      try {
        await runTask(reach, task, witness, signal)
      } catch (error) {
        if (!(error instanceof AppError) || !error.is('VmidTaken')) throw error
      }
    }
    const now = before === 'other' ? before : await how.isOurs(vmid)
    if (now === 'ours') return vmid
    if (tries === numberTries || (now === 'other' && wished.vmid !== undefined))
      throw new AppError('VmidTaken', { cluster: reach.cluster, vmid })
    // What was followed was the task of somebody else.
    if (now === 'nobody') await witness.keep(task.name, null)
    else vmid = await nextFree(reach, vmid, signal)
  }
}

/** The next number that the cluster calls free; its answer may be a moment old. */
async function nextFree({ session }: ClusterReach, taken: number, signal: AbortSignal): Promise<number> {
  const free = await session.freeVmid(signal)
  return free > taken ? free : taken + 1
}

function createTask({ session }: ClusterReach, planned: PlannedGuest, vmid: number, { marker, login }: MakeHow): NumberedTask {
  const { type, node, name, source, storage } = planned
  if (source.kind === 'clone') throw new RangeError('a copy is not created')
  const guest = {
    vmid,
    type,
    node,
    name,
    cores: planned.cores ?? 1,
    memoryMiB: planned.memoryMiB ?? 512,
    diskGiB: planned.diskGiB ?? 8,
    storage: storage ?? '',
    source,
    startOnBoot: planned.startOnBoot,
    tags: planned.tags,
    description: markerLine(marker),
    nesting: planned.nesting,
    unprivileged: planned.unprivileged,
    ...(planned.network && { network: planned.network }),
    ...(login && { login }),
  }
  return {
    name: `create ${vmid}`,
    guest: { vmid, type, node },
    types: ['qmcreate', 'vzcreate'],
    doing: 'The creation',
    call: `POST /nodes/${node}/${type === 'vm' ? 'qemu' : 'lxc'} (${vmid}, ${name})`,
    begin: () => session.create(guest),
  }
}

function copyTask({ session }: ClusterReach, planned: PlannedGuest, copied: GuestPlace, vmid: number, { marker }: MakeHow): NumberedTask {
  const { type, node, name, source, storage } = planned
  const full = source.kind === 'clone' && source.full
  const from = { vmid: copied.vmid, type: copied.type, node: copied.node }
  const copy = { vmid, name, node, full, marker: markerLine(marker), ...(storage !== undefined && { storage }) }
  return {
    name: `copy ${vmid}`,
    guest: from,
    types: ['qmclone', 'vzclone'],
    doing: 'The copy',
    call: `POST /nodes/${from.node}/${type === 'vm' ? 'qemu' : 'lxc'}/${from.vmid}/clone (${vmid}, ${name})`,
    begin: () => session.clone(from, copy),
  }
}
