import { AppError } from '../../shared/errors/app-error.ts'
import type { GuestBackup } from '../../shared/model/guest.ts'
import { isOn } from '../core/guest/known-cluster.ts'
import { markerIn, ourTag, tagSet, withMarker } from '../core/guest/ownership.ts'
import { type NumberedTask, withNumber } from './guest-make.ts'
import { bears } from './guest-remove.ts'
import { type GuestSeen, readGuest } from './guest-seen.ts'
import { writeSettings } from './guest-settings.ts'
import { type ClusterReach, type GuestWitness, runTask, taskIn } from './guest-task.ts'

/** Where a backup is restored to. */
export interface RestoreTarget {
  readonly node: string
  readonly storage?: string | undefined
  /** The new guest's name; absent: that of the old one with `-restored` behind it. */
  readonly name?: string | undefined
}

/** Proxmox's words for a restore. */
export const restoreTypes = ['qmrestore', 'vzrestore'] as const

/** Under which name the task of a restore to this number is remembered. */
export function restoreNote(vmid: number): string {
  return `restore ${vmid}`
}

/**
 * Makes a new guest of a backup, once, and marks it as made by `marker`. Returns its number. Errors: VmidTaken, StorageFull,
 * GuestTaskFailed and those of the call.
 */
export async function restoreAsNew(
  reach: ClusterReach,
  backup: GuestBackup,
  to: RestoreTarget,
  how: { readonly marker: string; claim(vmid: number): Promise<void> },
  witness: GuestWitness,
  signal: AbortSignal,
): Promise<number> {
  const isOurs = async (vmid: number) => {
    const seen = await readGuest(reach, vmid, signal)
    if (!seen) return 'nobody'
    return bears(how.marker)(seen) || (await wasRestored(reach, vmid, witness, signal)) ? 'ours' : 'other'
  }
  const task = (vmid: number) => restoreTask(reach, backup, to, vmid, false)
  const name = to.name ?? `the copy of ${backup.vmid}`
  const vmid = await withNumber(reach, { name }, { claim: how.claim, isOurs, task }, witness, signal)
  const mark = ({ config }: GuestSeen) =>
    markerIn(config.description) === how.marker
      ? {}
      : {
          name: to.name ?? `${config.name}-restored`,
          description: withMarker(config.description, how.marker),
          tags: tagSet([...config.tags, ourTag]),
          // Both at once after a power cut would fight for one address.
          startOnBoot: false,
        }
  await writeSettings(reach, { vmid, name }, mark, witness, signal)
  return vmid
}

/** Puts a backup in the place of the guest it was made of, whose disks are lost. Errors: GuestRunning, GuestTaskFailed. */
export async function restoreOver(
  reach: ClusterReach,
  backup: GuestBackup,
  to: RestoreTarget,
  witness: GuestWitness,
  signal: AbortSignal,
): Promise<number> {
  const { vmid } = backup
  const seen = await readGuest(reach, vmid, signal)
  const task = restoreTask(reach, backup, { ...to, node: seen?.node ?? to.node }, vmid, seen !== undefined)
  if (seen && isOn(seen) && witness.kept(task.name) === undefined)
    throw new AppError('GuestRunning', { guest: seen.name, cluster: reach.cluster, doing: 'a backup takes its place' })
  await runTask(reach, { ...task, guestName: seen?.name ?? String(vmid) }, witness, signal)
  return vmid
}

/** Whether the guest with this number came out of the restore that this job asked for, so that nobody else's is taken for it. */
export async function wasRestored(
  { session }: ClusterReach,
  vmid: number,
  { kept }: Pick<GuestWitness, 'kept'>,
  signal: AbortSignal,
): Promise<boolean> {
  const ref = taskIn(kept(restoreNote(vmid)))
  if (!ref) return false
  const { state, problem } = await session.task(ref, signal)
  return state !== 'running' && !problem?.is('VmidTaken')
}

function restoreTask({ session }: ClusterReach, backup: GuestBackup, to: RestoreTarget, vmid: number, replace: boolean): NumberedTask {
  const { type, volume } = backup
  const { node, storage } = to
  return {
    name: restoreNote(vmid),
    guest: { vmid, type, node },
    types: restoreTypes,
    doing: 'The restore',
    call: `POST /nodes/${node}/${type === 'vm' ? 'qemu' : 'lxc'} (${vmid} from ${volume})`,
    begin: () => session.restore({ volume, type }, { vmid, node, replace, ...(storage !== undefined && { storage }) }),
  }
}
