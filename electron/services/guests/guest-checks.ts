import { AppError } from '../../../shared/errors/app-error.ts'
import type { ClusterView } from '../../../shared/model/cluster.ts'
import type { GuestView } from '../../../shared/model/guest.ts'
import { freeBytes, storagesOn } from '../../core/guest/known-cluster.ts'
import type { GuestSeen } from '../../kinds/guest-seen.ts'

/** A refusal that names the field. */
export function refusal(guest: string, field: string, because: string, instead?: string): AppError {
  return new AppError('GuestInputInvalid', { guest, field, because, ...(instead !== undefined && { instead }) })
}

/** Refuses what needs a stopped guest. Errors: GuestRunning. */
export function refuseRunning({ state, name }: Pick<GuestView, 'state' | 'name'>, cluster: string, doing: string): void {
  if (state !== 'stopped') throw new AppError('GuestRunning', { guest: name, cluster, doing })
}

/** Refuses what loses something, until it is approved. Errors: NeedsApproval. */
export function needApproval(approved: boolean, what: string, consequence: string): void {
  if (!approved) throw new AppError('NeedsApproval', { what, consequence })
}

/** Refuses to destroy what is protected, and what has a disk until its name was typed. Errors: GuestInputInvalid, NeedsApproval. */
export function checkRemoval({ name, config }: GuestSeen, typedName: string | undefined): void {
  if (config.protected) throw refusal(name, 'protection', 'It is protected against removal.', 'Take the protection away first.')
  const hasDisk = config.disks.some(disk => disk.kind === 'disk' || disk.kind === 'unused')
  const consequence = `Its disks are destroyed. Type its name, ${name}, to say that you mean it.`
  needApproval(!hasDisk || typedName === name, `Removing ${name}`, consequence)
}

/** What stands in the way of a move to a node, as far as the cluster's list tells. */
export function nodeProblem(
  { node: from }: Pick<GuestView, 'node'>,
  target: string,
  { nodes }: Pick<ClusterView, 'nodes'>,
): string | undefined {
  const node = nodes.find(each => each.name === target)
  if (!node) return `There is no node called ${target}; there are ${nodes.map(each => each.name).join(', ')}.`
  if (node.state === 'offline') return `${target} does not answer.`
  return from === target ? `It is on ${target} already.` : undefined
}

/** The storage that a backup goes to: the one asked for, or the shared one, or the one with most room. Errors: GuestInputInvalid. */
export function checkBackupStorage(guest: Pick<GuestView, 'name' | 'node'>, asked: string | undefined, view: ClusterView): string {
  const fitting = storagesOn(view, guest.node)
    .filter(storage => storage.available && storage.content.includes('backup'))
    .sort((one, other) => Number(other.shared) - Number(one.shared) || (freeBytes(other) ?? 0) - (freeBytes(one) ?? 0))
  const chosen = asked ?? fitting[0]?.name
  if (chosen === undefined)
    throw refusal(guest.name, 'storage', `${guest.node} has no storage for backups.`, 'In Proxmox, let a storage hold backups.')
  if (fitting.some(storage => storage.name === chosen)) return chosen
  const instead =
    fitting.length === 0 ? 'In Proxmox, let a storage hold backups.' : `${guest.node} can use ${fitting.map(each => each.name).join(', ')}.`
  throw refusal(guest.name, 'storage', `${chosen} holds no backups, or ${guest.node} does not see it.`, instead)
}
