import { AppError } from '../../shared/errors/app-error.ts'
import type { GuestDetail } from '../../shared/model/guest.ts'
import type { GuestChange, GuestChangePreview, GuestCreation } from '../../shared/model/guest-wish.ts'
import type { Job } from '../../shared/model/job.ts'
import { checkNode } from '../core/guest/choose-node.ts'
import { checkStorage, chooseStorage } from '../core/guest/choose-storage.ts'
import { gib } from '../core/guest/known-cluster.ts'
import { checkChange, planChange } from '../core/guest/plan-change.ts'
import { checkName } from '../core/guest/plan-creation.ts'
import { changeDowntime, moveDowntime } from '../core/guest/takes-effect.ts'
import { checkMove } from '../kinds/guest-move.ts'
import type { PowerAction } from '../kinds/guest-power.ts'
import { needGuest, refuseForeign } from '../kinds/guest-seen.ts'
import { backUpJob, removeBackupJob } from './guests/backup-jobs.ts'
import { beginCreation } from './guests/begin-creation.ts'
import { changeJob } from './guests/change-job.ts'
import { createJob } from './guests/create-job.ts'
import { checkBackupStorage, checkRemoval, needApproval, nodeProblem, refusal, refuseRunning } from './guests/guest-checks.ts'
import { createGuestReading, type GuestReading, type GuestRef } from './guests/guest-reading.ts'
import { createGuestServices, type GuestDependencies } from './guests/guest-services.ts'
import { migrateJob, moveDiskJob } from './guests/move-jobs.ts'
import { powerJob } from './guests/power-job.ts'
import { createReconciling, type GuestReconciling } from './guests/reconciling.ts'
import { makeTemplateJob, removeGuestJob } from './guests/remove-jobs.ts'
import { restoreJob } from './guests/restore-job.ts'
import { removeSnapshotJob, rollBackJob, takeSnapshotJob } from './guests/snapshot-jobs.ts'

/** A guest by name or number, with a yes where MycoPod did not make it or data goes. */
export interface ApprovedRef extends GuestRef {
  readonly approved: boolean
}

/** What can be done with the guests of Proxmox; what changes anything is a job, refused before it starts where it cannot be. */
export interface Guests extends Omit<GuestReading, 'forget'>, GuestReconciling {
  /** Errors: those of planCreation; Busy where one of that name is being made. */
  create(ask: { readonly cluster: string; readonly guest: GuestCreation }, who: string, signal?: AbortSignal): Promise<Job>
  previewChange(ask: GuestRef & { readonly change: GuestChange }, signal?: AbortSignal): Promise<GuestChangePreview>
  /** Errors: GuestForeign, and those of checkChange. */
  change(ask: ApprovedRef & { readonly change: GuestChange }, who: string, signal?: AbortSignal): Promise<Job>
  /** Errors: GuestForeign. */
  revert(ask: ApprovedRef & { readonly fields: readonly string[] }, who: string, signal?: AbortSignal): Promise<GuestDetail>
  power(ask: PowerAsk, who: string, signal?: AbortSignal): Promise<Job>
  /** Errors: GuestForeign, GuestRunning, GuestInputInvalid, StorageFull. */
  moveDisk(ask: ApprovedRef & { readonly slot: string; readonly storage: string }, who: string, signal?: AbortSignal): Promise<Job>
  migrationPreview(
    ask: GuestRef & { readonly node: string },
    signal?: AbortSignal,
  ): Promise<{ possible: boolean; because?: string; downtime: string; localDisks: string[] }>
  /** Errors: GuestForeign, GuestInputInvalid with what stands in the way, NodeShort. */
  migrate(ask: ApprovedRef & { readonly node: string }, who: string, signal?: AbortSignal): Promise<Job>
  takeSnapshot(
    ask: GuestRef & { readonly name: string; readonly description: string; readonly withMemory: boolean },
    who: string,
    signal?: AbortSignal,
  ): Promise<Job>
  /** Errors: NeedsApproval, since what came after the snapshot is lost. */
  rollBack(ask: ApprovedRef & { readonly name: string }, who: string, signal?: AbortSignal): Promise<Job>
  removeSnapshot(ask: GuestRef & { readonly name: string }, who: string, signal?: AbortSignal): Promise<Job>
  backUp(ask: BackUpAsk, who: string, signal?: AbortSignal): Promise<Job>
  /** Errors: NeedsApproval where the present guest is overwritten, GuestRunning. */
  restore(ask: RestoreAsk, who: string, signal?: AbortSignal): Promise<Job>
  /** Errors: NeedsApproval, GuestInputInvalid for one that is protected. */
  removeBackup(
    ask: { readonly cluster: string; readonly volume: string; readonly approved: boolean },
    who: string,
    signal?: AbortSignal,
  ): Promise<Job>
  /** Errors: GuestForeign, GuestRunning, NeedsApproval. */
  makeTemplate(ask: ApprovedRef, who: string, signal?: AbortSignal): Promise<Job>
  /** Errors: GuestForeign, GuestRunning, NeedsApproval where it has a disk and its name was not typed. */
  remove(ask: ApprovedRef & { readonly typedName?: string | undefined }, who: string, signal?: AbortSignal): Promise<Job>
}

/** What is to be done with a guest's power. */
export interface PowerAsk extends GuestRef {
  readonly action: PowerAction
  readonly seconds: number
  readonly force: boolean
}

/** How a guest is backed up, and where to. */
export interface BackUpAsk extends GuestRef {
  readonly storage?: string | undefined
  readonly mode: 'snapshot' | 'suspend' | 'stop'
  readonly notes: string
}

/** What is restored, and where to. */
export interface RestoreAsk {
  readonly cluster: string
  readonly volume: string
  readonly node: string
  readonly storage?: string | undefined
  readonly name?: string | undefined
  readonly replace: boolean
  readonly start: boolean
  readonly approved: boolean
}

/** Names that stand for something else where Proxmox speaks of snapshots. */
const reservedNames: readonly string[] = ['current', 'pending']

/** Makes the care of guests and defines its jobs. */
export function createGuests(dependencies: GuestDependencies): Guests {
  const { clusters, jobs, audit } = dependencies
  const { forget, ...reading } = createGuestReading(dependencies)
  const services = createGuestServices(dependencies, forget)
  jobs.define(createJob(services))
  jobs.define(changeJob(services))
  jobs.define(powerJob(services))
  jobs.define(migrateJob(services))
  jobs.define(moveDiskJob(services))
  jobs.define(takeSnapshotJob(services))
  jobs.define(rollBackJob(services))
  jobs.define(removeSnapshotJob(services))
  jobs.define(backUpJob(services))
  jobs.define(removeBackupJob(services))
  jobs.define(restoreJob(services))
  jobs.define(makeTemplateJob(services))
  jobs.define(removeGuestJob(services))

  /** The guest as it is now, rather than as the last poll saw it. */
  async function find(ref: GuestRef, signal: AbortSignal | undefined) {
    const view = clusters.resolveGuest(ref)
    const cluster = clusters.resolve(view.cluster)
    const reach = await services.reach(cluster.id)
    const seen = await needGuest(reach, view, signal)
    return { cluster, reach, seen, input: { cluster: cluster.id, vmid: seen.vmid, guest: seen.name } }
  }

  function start<I extends object>(kind: string, input: I, name: string, cluster: string, who: string): Promise<Job> {
    return jobs.start(kind, { input, subject: { kind: 'guest', name, device: cluster }, startedBy: who })
  }

  async function findBackup(clusterName: string, volume: string, signal: AbortSignal | undefined) {
    const cluster = clusters.resolve(clusterName)
    const all = await clusters.clusterBackups(cluster.id, signal)
    const backup = all.find(each => each.volume === volume)
    if (!backup) throw new AppError('NotFound', { what: 'backup', name: volume, known: all.slice(0, 10).map(each => each.volume) })
    const guest = clusters.guests(cluster).find(each => each.vmid === backup.vmid)
    return { cluster, backup, guest, name: guest?.name ?? `guest ${backup.vmid}` }
  }

  return {
    ...reading,
    ...createReconciling(services),
    async create({ cluster: clusterName, guest: wish }, who, signal) {
      const cluster = clusters.resolve(clusterName)
      return beginCreation(services, cluster, { wish, known: await services.known(cluster, signal) }, who, signal)
    },
    async previewChange({ change, ...ref }, signal) {
      const { seen } = await find(ref, signal)
      const { fields } = planChange(change, seen)
      return { changes: fields.map(field => ({ ...field })), downtime: changeDowntime(fields, seen) }
    },
    async change({ change, approved, ...ref }, who, signal) {
      const { cluster, reach, seen, input } = await find(ref, signal)
      refuseForeign(seen, reach, approved)
      checkChange(change, seen, await services.known(cluster, signal))
      return start('guests.change', { ...input, change }, seen.name, cluster.name, who)
    },
    async revert({ fields, approved, ...ref }, who, signal) {
      const { cluster, reach, seen } = await find(ref, signal)
      refuseForeign(seen, reach, approved)
      const waiting = seen.pending.map(({ field }) => field)
      const unknown = fields.find(field => !waiting.includes(field))
      if (unknown !== undefined) {
        const instead = waiting.length === 0 ? 'Nothing of it waits.' : `What waits is ${waiting.join(', ')}.`
        throw refusal(seen.name, 'change', `No change of ${unknown} waits for a restart.`, instead)
      }
      await reach.session.revert(seen, fields, signal)
      const what = `Dropped changes of ${seen.name} that waited for a restart: ${fields.join(', ')}`
      await audit.record({ who, action: 'guests.revert', what, subject: seen.name })
      await services.touched(cluster.id, seen.vmid)
      return reading.detail({ guest: String(seen.vmid), cluster: cluster.id }, signal)
    },
    async power({ action, seconds, force, ...ref }, who, signal) {
      const { cluster, seen, input } = await find(ref, signal)
      if (seen.template)
        throw refusal(seen.name, 'state', 'A template is never started: guests are copied from it.', 'Make a guest from it.')
      if (action === 'reboot' && seen.state === 'stopped') throw refusal(seen.name, 'state', 'It is switched off.', 'Start it instead.')
      return start('guests.power', { ...input, action, seconds, force }, seen.name, cluster.name, who)
    },
    async moveDisk({ slot, storage, approved, ...ref }, who, signal) {
      const { cluster, reach, seen, input } = await find(ref, signal)
      refuseForeign(seen, reach, approved)
      if (seen.type === 'lxc') refuseRunning(seen, cluster.name, 'its disk can move')
      const disk = seen.config.disks.find(each => each.slot === slot)
      if (!disk || disk.kind === 'cdrom' || disk.kind === 'cloud-init') throw refusal(seen.name, 'disk', `It has no disk called ${slot}.`)
      const { name: guest, type, node } = seen
      checkStorage(storage, { guest, type, node, diskGiB: (disk.sizeBytes ?? 0) / gib }, await services.known(cluster, signal))
      return start('guests.moveDisk', { ...input, slot, storage }, seen.name, cluster.name, who)
    },
    async migrationPreview({ node, ...ref }, signal) {
      const { cluster, reach, seen } = await find(ref, signal)
      const problem = nodeProblem(seen, node, clusters.view(cluster))
      if (problem !== undefined) return { possible: false, because: problem, downtime: 'Nothing happens.', localDisks: [] }
      const { refused, localDisks } = await reach.session.migrationCheck(seen, node, signal)
      return {
        possible: refused === undefined,
        ...(refused !== undefined && { because: refused }),
        downtime: moveDowntime(seen, localDisks.length > 0),
        localDisks: [...localDisks],
      }
    },
    async migrate({ node, approved, ...ref }, who, signal) {
      const { cluster, reach, seen, input } = await find(ref, signal)
      refuseForeign(seen, reach, approved)
      const problem = nodeProblem(seen, node, clusters.view(cluster))
      if (problem !== undefined) throw refusal(seen.name, 'node', problem)
      checkNode(seen.name, node, seen.config.memoryMiB, clusters.view(cluster))
      await checkMove(reach, seen, node, signal)
      return start('guests.migrate', { ...input, from: seen.node, node }, seen.name, cluster.name, who)
    },
    async takeSnapshot({ name, description, withMemory, ...ref }, who, signal) {
      const { cluster, reach, seen, input } = await find(ref, signal)
      if (reservedNames.includes(name)) throw refusal(seen.name, 'snapshot name', `Proxmox keeps the name ${name} for itself.`)
      const twin = (await reach.session.snapshots(seen, signal)).some(snapshot => snapshot.name === name)
      if (twin) throw refusal(seen.name, 'snapshot name', `It has a snapshot called ${name} already.`)
      return start('guests.takeSnapshot', { ...input, name, description, withMemory }, seen.name, cluster.name, who)
    },
    async rollBack({ name, approved, ...ref }, who, signal) {
      const { cluster, seen, input } = await snapshotOf(ref, name, signal)
      needApproval(approved, `Taking ${seen.name} back to ${name}`, 'Everything that changed in it since then is lost.')
      return start('guests.rollBack', { ...input, name }, seen.name, cluster.name, who)
    },
    async removeSnapshot({ name, ...ref }, who, signal) {
      const { cluster, seen, input } = await snapshotOf(ref, name, signal)
      return start('guests.removeSnapshot', { ...input, name }, seen.name, cluster.name, who)
    },
    async backUp({ storage, mode, notes, ...ref }, who, signal) {
      const { cluster, seen, input } = await find(ref, signal)
      const chosen = checkBackupStorage(seen, storage, clusters.view(cluster))
      return start('guests.backUp', { ...input, storage: chosen, mode, notes }, seen.name, cluster.name, who)
    },
    async restore({ replace, approved, name, start: starts, ...ask }, who, signal) {
      const { cluster, backup, guest, name: before } = await findBackup(ask.cluster, ask.volume, signal)
      const known = await services.known(cluster, signal)
      if (replace) {
        if (guest) refuseRunning(await needGuest(await services.reach(cluster.id), guest, signal), cluster.name, 'it can be restored')
        const consequence = 'Its present disks are lost; those of the backup take their place.'
        needApproval(approved, `Restoring ${before} over itself`, consequence)
      } else if (name !== undefined) checkName(name, known)
      const node = replace && guest ? guest.node : ask.node
      const disk = { guest: before, type: backup.type, node, diskGiB: Math.ceil((guest?.diskTotalBytes ?? backup.sizeBytes) / gib) }
      // Proxmox itself would put the disks of a container into `local`, wherever they were.
      const chosen = backup.type === 'lxc' ? chooseStorage(disk, known).storage.name : undefined
      const storage = ask.storage === undefined ? chosen : checkStorage(ask.storage, disk, known).name
      const input = { cluster: cluster.id, backup, guest: before, node, storage, name, replace, start: starts }
      return start('guests.restore', input, replace ? before : (name ?? before), cluster.name, who)
    },
    async removeBackup({ cluster: clusterName, volume, approved }, who, signal) {
      const { cluster, backup, name } = await findBackup(clusterName, volume, signal)
      if (backup.protected) throw refusal(name, 'backup', 'Somebody protected it in Proxmox.', 'Take the protection away there first.')
      needApproval(approved, `Removing a backup of ${name}`, 'It cannot be brought back.')
      const input = { cluster: cluster.id, vmid: backup.vmid, guest: name, backup }
      return start('guests.removeBackup', input, name, cluster.name, who)
    },
    async makeTemplate({ approved, ...ref }, who, signal) {
      const { cluster, reach, seen, input } = await find(ref, signal)
      refuseForeign(seen, reach, approved)
      refuseRunning(seen, cluster.name, 'it can become a template')
      needApproval(approved, `Making a template of ${seen.name}`, 'It can never be started again; guests are copied from it.')
      return start('guests.makeTemplate', input, seen.name, cluster.name, who)
    },
    async remove({ approved, typedName, ...ref }, who, signal) {
      const { cluster, reach, seen, input } = await find(ref, signal)
      refuseForeign(seen, reach, approved)
      refuseRunning(seen, cluster.name, 'it can be removed')
      checkRemoval(seen, typedName)
      return start('guests.remove', input, seen.name, cluster.name, who)
    },
  }

  async function snapshotOf(ref: GuestRef, name: string, signal: AbortSignal | undefined) {
    const found = await find(ref, signal)
    const names = (await found.reach.session.snapshots(found.seen, signal)).map(snapshot => snapshot.name)
    if (!names.includes(name)) throw new AppError('NotFound', { what: 'snapshot', name, known: names })
    return found
  }
}
