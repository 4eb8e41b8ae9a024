import { AppError } from '../../shared/errors/app-error.ts'
import type { GuestDetail, GuestView } from '../../shared/model/guest.ts'
import type { GuestChange, GuestChangePreview, GuestCreation } from '../../shared/model/guest-wish.ts'
import type { Job } from '../../shared/model/job.ts'
import { chooseStorage } from '../core/guest/choose-storage.ts'
import { type GuestNow, gib, type KnownCluster } from '../core/guest/known-cluster.ts'
import { checkChange, planChange } from '../core/guest/plan-change.ts'
import { planCreation } from '../core/guest/plan-creation.ts'
import { changeDowntime, moveDowntime } from '../core/guest/takes-effect.ts'
import type { GuestKeys } from './clusters/guest-keys.ts'
import { backUpJob, removeBackupJob, restoreJob } from './guests/backup-jobs.ts'
import { changeGuestJob } from './guests/change-guest-job.ts'
import { createGuestJob } from './guests/create-guest-job.ts'
import { createGuestReading, type GuestReading, type GuestRef } from './guests/guest-reading.ts'
import { type GuestInput, type GuestServices, nowOf } from './guests/guest-services.ts'
import { makeTemplateJob, migrateJob, moveDiskJob, removeGuestJob } from './guests/move-jobs.ts'
import { type PowerAction, powerJob } from './guests/power-job.ts'
import { removeSnapshotJob, rollBackJob, takeSnapshotJob } from './guests/snapshot-jobs.ts'

/** A guest by name or number, with a yes where MycoPod did not make it or data goes. */
export interface ApprovedRef extends GuestRef {
  readonly approved: boolean
}

/** What can be done with the guests of Proxmox; what changes anything is a job. */
export interface Guests extends Omit<GuestReading, 'forget'> {
  /** Errors: those of planCreation, so that nothing is sent that cannot be. */
  create(ask: { readonly cluster: string; readonly guest: GuestCreation }, who: string, signal?: AbortSignal): Promise<Job>
  previewChange(ask: GuestRef & { readonly change: GuestChange }, signal?: AbortSignal): Promise<GuestChangePreview>
  /** Errors: GuestForeign, and those of checkChange. */
  change(ask: ApprovedRef & { readonly change: GuestChange }, who: string, signal?: AbortSignal): Promise<Job>
  revert(ask: ApprovedRef & { readonly fields: readonly string[] }, who: string, signal?: AbortSignal): Promise<GuestDetail>
  power(
    ask: GuestRef & { readonly action: PowerAction; readonly seconds: number; readonly force: boolean },
    who: string,
    signal?: AbortSignal,
  ): Promise<Job>
  moveDisk(ask: ApprovedRef & { readonly slot: string; readonly storage: string }, who: string, signal?: AbortSignal): Promise<Job>
  migrationPreview(
    ask: GuestRef & { readonly node: string },
    signal?: AbortSignal,
  ): Promise<{ possible: boolean; because?: string; downtime: string; localDisks: string[] }>
  migrate(ask: ApprovedRef & { readonly node: string }, who: string, signal?: AbortSignal): Promise<Job>
  takeSnapshot(
    ask: GuestRef & { readonly name: string; readonly description: string; readonly withMemory: boolean },
    who: string,
    signal?: AbortSignal,
  ): Promise<Job>
  /** Errors: NeedsApproval, since what came after the snapshot is lost. */
  rollBack(ask: ApprovedRef & { readonly name: string }, who: string, signal?: AbortSignal): Promise<Job>
  removeSnapshot(ask: GuestRef & { readonly name: string }, who: string, signal?: AbortSignal): Promise<Job>
  backUp(
    ask: GuestRef & { readonly storage?: string | undefined; readonly mode: 'snapshot' | 'suspend' | 'stop'; readonly notes: string },
    who: string,
    signal?: AbortSignal,
  ): Promise<Job>
  /** Errors: NeedsApproval where the present guest is overwritten, GuestRunning. */
  restore(ask: RestoreAsk, who: string, signal?: AbortSignal): Promise<Job>
  removeBackup(
    ask: { readonly cluster: string; readonly volume: string; readonly approved: boolean },
    who: string,
    signal?: AbortSignal,
  ): Promise<Job>
  makeTemplate(ask: ApprovedRef, who: string, signal?: AbortSignal): Promise<Job>
  /** Errors: GuestForeign, GuestRunning, NeedsApproval where it has a disk and its name was not typed. */
  remove(ask: ApprovedRef & { readonly typedName?: string | undefined }, who: string, signal?: AbortSignal): Promise<Job>
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

/** Makes the care of guests and defines its jobs. */
export function createGuests(services: GuestServices & { readonly guestKeys: GuestKeys }): Guests {
  const { clusters, jobs, audit, secrets, redaction, randomness } = services
  const reading = createGuestReading(services)
  jobs.define(powerJob(services))
  jobs.define(takeSnapshotJob(services))
  jobs.define(rollBackJob(services))
  jobs.define(removeSnapshotJob(services))
  jobs.define(moveDiskJob(services))
  jobs.define(migrateJob(services))
  jobs.define(makeTemplateJob(services))
  jobs.define(removeGuestJob(services))
  jobs.define(backUpJob(services))
  jobs.define(removeBackupJob(services))
  jobs.define(restoreJob(services))
  jobs.define(changeGuestJob(services))
  jobs.define(createGuestJob(services))

  /** The guest as it is now, rather than as the last poll saw it. */
  async function found(ref: GuestRef, signal?: AbortSignal) {
    const { guest, config } = await reading.detail(ref, signal)
    const cluster = clusters.resolve(guest.cluster)
    const session = await clusters.session(cluster)
    const now: GuestNow = {
      vmid: guest.vmid,
      name: guest.name,
      type: guest.type,
      node: guest.node,
      state: guest.state,
      template: config.template,
      ours: guest.ours,
      config,
    }
    const input: GuestInput = { clusterId: cluster.id, clusterName: cluster.name, vmid: guest.vmid, guest: guest.name }
    return { view: guest, now, cluster, session, input }
  }

  function refuseForeign({ ours, name, cluster }: GuestView, approved: boolean): void {
    if (!ours && !approved) throw new AppError('GuestForeign', { guest: name, cluster })
  }

  function refuseRunning({ state, name, cluster }: GuestView, doing: string): void {
    if (state !== 'stopped') throw new AppError('GuestRunning', { guest: name, cluster, doing })
  }

  async function known(clusterName: string, signal?: AbortSignal): Promise<KnownCluster> {
    const cluster = clusters.resolve(clusterName)
    const [view, bridges, images] = await Promise.all([
      clusters.refresh(cluster, signal),
      clusters.bridges(cluster.id, signal),
      clusters.images(cluster.id, undefined, signal),
    ])
    return { name: cluster.name, nodes: view.nodes, storages: view.storages, guests: clusters.guests(cluster), bridges, images }
  }

  async function start<I extends object>(
    kind: string,
    input: I,
    { name, cluster }: { readonly name: string; readonly cluster: string },
    who: string,
  ): Promise<Job> {
    return jobs.start(kind, { input, subject: { kind: 'guest', name, device: cluster }, startedBy: who })
  }

  return {
    detail: reading.detail,
    load: reading.load,
    tasks: reading.tasks,
    backups: reading.backups,
    places: reading.places,
    async create({ cluster: clusterName, guest: wish }, who, signal) {
      const cluster = clusters.resolve(clusterName)
      const { login, ...rest } = wish
      const plan = planCreation(wish, await withCopied(await known(clusterName, signal), rest, signal))
      let passwordName: string | undefined
      if (login?.password !== undefined) {
        redaction.register(login.password)
        passwordName = `cluster/${cluster.id}/new/${randomness.id()}/password`
        await secrets.set(passwordName, login.password)
      }
      const takesKeys = plan.source.kind !== 'iso' && !(plan.source.kind === 'clone' && plan.type === 'lxc')
      const input = { clusterId: cluster.id, clusterName: cluster.name, guest: plan.name, plan, passwordName, ownKey: takesKeys }
      return start('guests.create', input, { name: plan.name, cluster: cluster.name }, who)
    },
    async previewChange({ change, ...ref }, signal) {
      const { now } = await found(ref, signal)
      const { fields } = planChange(change, now)
      return { changes: fields.map(field => ({ ...field })), downtime: changeDowntime(fields, now) }
    },
    async change({ change, approved, ...ref }, who, signal) {
      const { view, now, cluster, input } = await found(ref, signal)
      refuseForeign(view, approved)
      checkChange(change, now, await known(cluster.id, signal))
      return start('guests.change', { ...input, change }, { name: view.name, cluster: cluster.name }, who)
    },
    async revert({ fields, approved, ...ref }, who, signal) {
      const { view, session, cluster } = await found(ref, signal)
      refuseForeign(view, approved)
      await session.revert(view, fields, signal)
      await audit.record({
        who,
        action: 'guests.revert',
        what: `Dropped changes of ${view.name} that waited for a restart: ${fields.join(', ')}`,
        subject: view.name,
      })
      await clusters.touched(cluster, view.vmid)
      return reading.detail(ref, signal)
    },
    async power({ action, seconds, force, ...ref }, who, signal) {
      const { view, input } = await found(ref, signal)
      if (view.template)
        throw new AppError('GuestInputInvalid', {
          guest: view.name,
          field: 'state',
          because: 'A template is never started: guests are copied from it.',
          instead: 'Make a guest from it.',
        })
      return start('guests.power', { ...input, action, seconds, force }, view, who)
    },
    async moveDisk({ slot, storage, approved, ...ref }, who, signal) {
      const { view, now, cluster, input } = await found(ref, signal)
      refuseForeign(view, approved)
      if (view.type === 'lxc') refuseRunning(view, 'its disk can move')
      const disk = now.config.disks.find(one => one.slot === slot)
      if (!disk) throw new AppError('GuestInputInvalid', { guest: view.name, field: 'disk', because: `It has no disk called ${slot}.` })
      checkTarget(view, storage, disk.sizeBytes ?? 0, await known(cluster.id, signal))
      return start('guests.moveDisk', { ...input, slot, storage }, view, who)
    },
    async migrationPreview({ node, ...ref }, signal) {
      const { view, session, now } = await found(ref, signal)
      if (view.node === node)
        return { possible: false, because: `${view.name} is on ${node} already.`, downtime: 'Nothing happens.', localDisks: [] }
      const check = await session.migrationCheck(view, node, signal)
      const because = check.refused ?? nodeProblem(view, node)
      return {
        possible: because === undefined,
        ...(because !== undefined && { because }),
        downtime: moveDowntime(now, check.localDisks.length > 0),
        localDisks: [...check.localDisks],
      }
    },
    async migrate({ node, approved, ...ref }, who, signal) {
      const { view, input } = await found(ref, signal)
      refuseForeign(view, approved)
      const problem = nodeProblem(view, node)
      if (problem !== undefined) throw new AppError('GuestInputInvalid', { guest: view.name, field: 'node', because: problem })
      return start('guests.migrate', { ...input, node }, view, who)
    },
    async takeSnapshot({ name, description, withMemory, ...ref }, who, signal) {
      const { view, session, input } = await found(ref, signal)
      const twin = (await session.snapshots(view, signal)).some(snapshot => snapshot.name === name)
      if (twin)
        throw new AppError('GuestInputInvalid', {
          guest: view.name,
          field: 'snapshot name',
          because: `It has a snapshot called ${name} already.`,
        })
      return start('guests.takeSnapshot', { ...input, snapshot: name, description, withMemory }, view, who)
    },
    async rollBack({ name, approved, ...ref }, who, signal) {
      const { view, session, input } = await found(ref, signal)
      const names = (await session.snapshots(view, signal)).map(snapshot => snapshot.name)
      if (!names.includes(name)) throw new AppError('NotFound', { what: 'snapshot', name, known: names })
      if (!approved)
        throw new AppError('NeedsApproval', {
          what: `Taking ${view.name} back to ${name}`,
          consequence: `Everything that changed in it since then is lost.`,
        })
      return start('guests.rollBack', { ...input, snapshot: name, description: '', withMemory: false }, view, who)
    },
    async removeSnapshot({ name, ...ref }, who, signal) {
      const { view, session, input } = await found(ref, signal)
      const names = (await session.snapshots(view, signal)).map(snapshot => snapshot.name)
      if (!names.includes(name)) throw new AppError('NotFound', { what: 'snapshot', name, known: names })
      return start('guests.removeSnapshot', { ...input, snapshot: name, description: '', withMemory: false }, view, who)
    },
    async backUp({ storage, mode, notes, ...ref }, who, signal) {
      const { view, cluster, input } = await found(ref, signal)
      const chosen = storage ?? backupStorage(view)
      const fits = clusters
        .view(cluster)
        .storages.find(one => one.name === chosen && (one.node === undefined || one.node === view.node) && one.content.includes('backup'))
      if (chosen === undefined || !fits) {
        throw new AppError('GuestInputInvalid', {
          guest: view.name,
          field: 'storage',
          because:
            chosen === undefined
              ? `${view.node} has no storage for backups.`
              : `${chosen} holds no backups, or ${view.node} does not see it.`,
          instead: 'In Proxmox, let a storage hold backups.',
        })
      }
      return start('guests.backUp', { ...input, storage: chosen, mode, notes }, view, who)
    },
    async restore(ask, who, signal) {
      const { cluster, backup } = await backupNamed(ask.cluster, ask.volume, signal)
      const view = clusters.guests(cluster).find(guest => guest.vmid === backup.vmid)
      const name = view?.name ?? ask.name ?? `guest ${backup.vmid}`
      if (ask.replace) {
        if (view)
          refuseRunning((await reading.detail({ guest: String(backup.vmid), cluster: cluster.id }, signal)).guest, 'it can be restored')
        if (!ask.approved)
          throw new AppError('NeedsApproval', {
            what: `Restoring ${name} over itself`,
            consequence: 'Its present disks are lost; those of the backup take their place.',
          })
      } else if (ask.name !== undefined && clusters.guests(cluster).some(guest => guest.name === ask.name)) {
        throw new AppError('GuestInputInvalid', {
          guest: ask.name,
          field: 'name',
          because: `${cluster.name} has a guest called ${ask.name} already.`,
        })
      }
      const toNode = ask.replace && view ? view.node : ask.node
      // Proxmox itself would put the disks of a container into `local`, wherever they were.
      const sized = { guest: name, type: backup.type, node: toNode, diskGiB: Math.ceil((view?.diskTotalBytes ?? backup.sizeBytes) / gib) }
      const toStorage =
        ask.storage ?? (backup.type === 'lxc' ? chooseStorage(sized, await known(cluster.id, signal)).storage.name : undefined)
      const input = {
        clusterId: cluster.id,
        clusterName: cluster.name,
        vmid: backup.vmid,
        guest: name,
        volume: backup.volume,
        storage: backup.storage,
        node: backup.node,
        type: backup.type,
        toNode,
        toStorage,
        name: ask.name,
        replace: ask.replace,
        start: ask.start,
      }
      return start('guests.restore', input, { name: ask.replace ? name : (ask.name ?? name), cluster: cluster.name }, who)
    },
    async removeBackup({ cluster: clusterName, volume, approved }, who, signal) {
      const { cluster, backup } = await backupNamed(clusterName, volume, signal)
      const name = clusters.guests(cluster).find(guest => guest.vmid === backup.vmid)?.name ?? `guest ${backup.vmid}`
      if (backup.protected)
        throw new AppError('GuestInputInvalid', {
          guest: name,
          field: 'backup',
          because: 'Somebody protected it in Proxmox.',
          instead: 'Take the protection away there first.',
        })
      if (!approved)
        throw new AppError('NeedsApproval', { what: `Removing a backup of ${name}`, consequence: 'It cannot be brought back.' })
      const { storage, node, type } = backup
      return start(
        'guests.removeBackup',
        { clusterId: cluster.id, clusterName: cluster.name, vmid: backup.vmid, guest: name, volume, storage, node, type },
        { name, cluster: cluster.name },
        who,
      )
    },
    async makeTemplate({ approved, ...ref }, who, signal) {
      const { view, input } = await found(ref, signal)
      refuseForeign(view, approved)
      refuseRunning(view, 'it can become a template')
      if (!approved)
        throw new AppError('NeedsApproval', {
          what: `Making a template of ${view.name}`,
          consequence: 'It can never be started again; guests are copied from it.',
        })
      return start('guests.makeTemplate', input, view, who)
    },
    async remove({ approved, typedName, ...ref }, who, signal) {
      const { view, now, input } = await found(ref, signal)
      refuseForeign(view, approved)
      refuseRunning(view, 'it can be removed')
      if (now.config.protected)
        throw new AppError('GuestInputInvalid', {
          guest: view.name,
          field: 'protection',
          because: 'It is protected against removal.',
          instead: 'Take the protection away first.',
        })
      const hasDisk = now.config.disks.some(disk => disk.kind === 'disk' || disk.kind === 'unused')
      if (hasDisk && typedName !== view.name)
        throw new AppError('NeedsApproval', {
          what: `Removing ${view.name}`,
          consequence: `Its disks are destroyed. Type its name, ${view.name}, to say that you mean it.`,
        })
      return start('guests.remove', input, view, who)
    },
  }

  /** What is copied has its storages read, so that it can be said whether another node can have the copy. */
  async function withCopied(cluster: KnownCluster, { source }: Pick<GuestCreation, 'source'>, signal?: AbortSignal): Promise<KnownCluster> {
    if (source.kind !== 'clone') return cluster
    const copied = cluster.guests.find(guest => guest.vmid === source.vmid)
    if (!copied) return cluster
    const { config } = await nowOf(await clusters.session(clusters.resolve(cluster.name)), copied, signal)
    const storages = config.disks.flatMap(disk => (disk.kind === 'disk' && disk.storage !== undefined ? [disk.storage] : []))
    return { ...cluster, guests: cluster.guests.map(guest => (guest.vmid === source.vmid ? { ...guest, storages } : guest)) }
  }

  async function backupNamed(clusterName: string, volume: string, signal?: AbortSignal) {
    const cluster = clusters.resolve(clusterName)
    const all = await clusters.clusterBackups(cluster.id, signal)
    const backup = all.find(one => one.volume === volume)
    if (!backup) throw new AppError('NotFound', { what: 'backup', name: volume, known: all.slice(0, 10).map(one => one.volume) })
    return { cluster, backup }
  }

  function backupStorage(view: GuestView): string | undefined {
    const storages = clusters
      .view(clusters.resolve(view.cluster))
      .storages.filter(one => one.content.includes('backup') && one.available && (one.node === undefined || one.node === view.node))
    return storages.sort(
      (a, b) =>
        Number(b.shared) - Number(a.shared) || (b.totalBytes ?? 0) - (b.usedBytes ?? 0) - ((a.totalBytes ?? 0) - (a.usedBytes ?? 0)),
    )[0]?.name
  }

  function nodeProblem(view: GuestView, node: string): string | undefined {
    const { nodes } = clusters.view(clusters.resolve(view.cluster))
    const target = nodes.find(one => one.name === node)
    if (!target) return `There is no node called ${node}; there are ${nodes.map(one => one.name).join(', ')}.`
    if (target.state === 'offline') return `${node} does not answer.`
    return view.node === node ? `It is on ${node} already.` : undefined
  }

  function checkTarget(view: GuestView, storage: string, bytes: number, cluster: KnownCluster): void {
    const wanted = view.type === 'vm' ? 'images' : 'rootdir'
    const target = cluster.storages.find(one => one.name === storage && (one.node === undefined || one.node === view.node))
    if (!target)
      throw new AppError('GuestInputInvalid', {
        guest: view.name,
        field: 'storage',
        because: `${view.node} has no storage called ${storage}.`,
      })
    if (!target.content.includes(wanted))
      throw new AppError('GuestInputInvalid', {
        guest: view.name,
        field: 'storage',
        because: `${storage} is not set up to hold such disks.`,
      })
    if (target.totalBytes !== undefined && target.totalBytes - (target.usedBytes ?? 0) < bytes)
      throw new AppError('StorageFull', { cluster: cluster.name, storage })
  }
}
