import { type Asked, Refusal, type Route } from '../route.ts'
import { findVolume } from '../volumes.ts'
import type { PveGuest, PveSnapshot, PveTask } from '../world.ts'
import { optionalFlag, optionalText, snapshotName } from './common-rules.ts'
import { canSnapshot, destroyDisk, isFolder, makeDisk, nameIn } from './disk-volumes.ts'
import { findGuest, refuseLocked, underLock } from './find-guest.ts'
import { snapshotConfig } from './guest-config.ts'
import { digestOf } from './guest-digest.ts'
import { loadOf } from './guest-load.ts'
import { memoryBytesOf } from './guest-sizes.ts'
import { type GuestKind, taskType } from './guest-words.ts'
import { guestLock, holding } from './hold-guest.ts'
import { drivesOf } from './machine-drives.ts'
import { disksOf } from './move-disk.ts'
import { switchOff, switchOn } from './power-work.ts'
import { gib, tellBytes } from './sizes.ts'

/** Snapshots: list, take, read, describe, roll back, remove. */
export const snapshotRoutes: readonly Route[] = (['qemu', 'lxc'] as const).flatMap((kind): readonly Route[] => {
  const all = `/nodes/{node}/${kind}/{vmid}/snapshot`
  const audit: Route['needs'] = [['/vms/{vmid}', 'VM.Audit']]
  const needs: Route['needs'] = [['/vms/{vmid}', 'VM.Snapshot']]
  return [
    { method: 'GET', path: all, needs: audit, handle: asked => list(findGuest(asked, kind)) },
    {
      method: 'POST',
      path: all,
      rules: { description: optionalText, snapname: snapshotName, ...(kind === 'qemu' && { vmstate: optionalFlag }) },
      needs,
      handle: asked => take(asked, kind),
    },
    {
      method: 'GET',
      path: `${all}/{snapname}`,
      handle: () => [{ cmd: 'rollback' }, { cmd: 'config' }],
    },
    {
      method: 'DELETE',
      path: `${all}/{snapname}`,
      rules: { force: optionalFlag, snapname: snapshotName },
      needs,
      handle: asked => remove(asked, kind),
    },
    {
      method: 'GET',
      path: `${all}/{snapname}/config`,
      needs: [...needs, ['/vms/{vmid}', 'VM.Snapshot.Rollback'], ['/vms/{vmid}', 'VM.Audit']],
      handle: asked => snapshotConfig(findGuest(asked, kind), asked.params.snapname ?? ''),
    },
    {
      method: 'PUT',
      path: `${all}/{snapname}/config`,
      rules: { description: optionalText, snapname: snapshotName },
      needs,
      handle: asked => describe(asked, kind),
    },
    {
      method: 'POST',
      path: `${all}/{snapname}/rollback`,
      rules: { snapname: snapshotName, start: optionalFlag },
      needs: [...needs, ['/vms/{vmid}', 'VM.Snapshot.Rollback']],
      handle: asked => rollBack(asked, kind),
    },
  ]
})

function list(guest: PveGuest): readonly Readonly<Record<string, unknown>>[] {
  return [
    ...guest.snapshots.map(snapshot => ({
      name: snapshot.name,
      description: snapshot.description,
      snaptime: snapshot.at,
      ...(guest.type === 'qemu' && { vmstate: snapshot.vmstate ? 1 : 0 }),
      ...(snapshot.parent !== undefined && { parent: snapshot.parent }),
    })),
    {
      name: 'current',
      description: 'You are here!',
      digest: digestOf(guest),
      running: guest.status === 'running' ? 1 : 0,
      ...(guest.parent !== undefined && { parent: guest.parent }),
    },
  ]
}

function snapshotOf(guest: PveGuest, name: string): PveSnapshot {
  const snapshot = guest.snapshots.find(one => one.name === name)
  if (!snapshot) throw new Refusal(500, `snapshot '${name}' does not exist`)
  return snapshot
}

function take(asked: Asked, kind: GuestKind): string {
  const { world, params } = asked
  const name = params.snapname ?? ''
  if (name === 'current' || name === 'pending') throw new Refusal(500, `unable to use snapshot name '${name}' (reserved name)`)
  return asked.task(taskType(kind, 'snapshot'), params.vmid ?? '', async (task, signal) => {
    const guest = findGuest(asked, kind)
    await holding(
      world,
      guestLock(kind, guest.vmid),
      async () => {
        refuseLocked(guest)
        if (guest.template) throw new Refusal(500, "you can't take a snapshot if it's a template")
        if (guest.snapshots.some(snapshot => snapshot.name === name)) throw new Refusal(500, `snapshot name '${name}' already used`)
        refuseUnable(asked, guest)
        await underLock(guest, 'snapshot', () => keep(asked, guest, name, task, signal))
      },
      task,
    )
  })
}

function refuseUnable({ world }: Asked, guest: PveGuest): void {
  for (const [, volid] of disksOf(guest)) {
    if (guest.type === 'qemu' && /cloudinit/.test(volid)) continue
    const volume = findVolume(world, guest.node, volid)
    if (!volume || !canSnapshot(world, volume)) throw new Refusal(500, 'snapshot feature is not available')
  }
}

async function keep(asked: Asked, guest: PveGuest, name: string, task: PveTask, signal: AbortSignal): Promise<void> {
  const { world, params } = asked
  const { lock: _, ...config } = guest.config
  const withMemory = params.vmstate === '1' && guest.status === 'running'
  const state = withMemory ? await saveMemory(asked, guest, name, task, signal) : undefined
  for (const [key, volid] of disksOf(guest)) {
    await world.time.pass(300, signal)
    const lvm = world.storages.get(volid.split(':')[0] ?? '')?.type === 'lvmthin'
    if (guest.type === 'qemu') task.log.push(`snapshotting 'drive-${key}' (${volid})`)
    if (lvm) task.log.push(`  Logical volume "snap_${nameIn(volid)}_${name}" created.`)
  }
  const snapshot: PveSnapshot = {
    name,
    description: params.description ?? '',
    at: Math.floor(world.time.now() / 1000),
    config: { ...config, ...(state !== undefined && { vmstate: state }) },
    vmstate: withMemory,
    ...(guest.parent !== undefined && { parent: guest.parent }),
  }
  guest.snapshots = [...guest.snapshots, snapshot]
  guest.parent = name
}

async function saveMemory(asked: Asked, guest: PveGuest, name: string, task: PveTask, signal: AbortSignal): Promise<string | undefined> {
  const { world, node } = asked
  const first = drivesOf(guest.config).find(drive => !drive.cdrom && drive.file.includes(':'))
  const storage = first && world.storages.get(first.file.split(':')[0] ?? '')
  if (!storage) return undefined
  const { hostMemoryBytes } = loadOf(guest, world)
  task.log.push(`saving VM state and RAM using storage '${storage.name}'`)
  const { volume } = makeDisk(world, {
    storage,
    node: node.name,
    vmid: guest.vmid,
    use: 'images',
    sizeBytes: Math.ceil((memoryBytesOf(guest) * 2) / gib) * gib,
    filledBytes: hostMemoryBytes,
    name: `state-${name}`,
    ...(isFolder(storage) && { format: 'raw' }),
  })
  const seconds = Math.max(1, Math.ceil(hostMemoryBytes / (512 * 1024 * 1024)))
  for (let second = 1; second <= seconds; second += 1) {
    await world.time.pass(1000, signal)
    task.log.push(`${tellBytes((hostMemoryBytes / seconds) * second, 2)} in ${second}s`)
  }
  task.log.push(`completed saving the VM state in ${seconds}s, saved ${tellBytes(hostMemoryBytes, 2)}`)
  return volume.volid
}

function describe(asked: Asked, kind: GuestKind): null {
  const guest = findGuest(asked, kind)
  refuseLocked(guest)
  const snapshot = snapshotOf(guest, asked.params.snapname ?? '')
  const { description } = asked.params
  if (description !== undefined) guest.snapshots = guest.snapshots.map(one => (one === snapshot ? { ...one, description } : one))
  return null
}

function rollBack(asked: Asked, kind: GuestKind): string {
  const { world, params } = asked
  return asked.task(taskType(kind, 'rollback'), params.vmid ?? '', async (task, signal) => {
    const guest = findGuest(asked, kind)
    await holding(
      world,
      guestLock(kind, guest.vmid),
      async () => {
        const snapshot = snapshotOf(guest, params.snapname ?? '')
        refuseLocked(guest)
        refuseCovered(asked, guest, snapshot)
        await underLock(guest, 'rollback', async () => {
          if (guest.status === 'running') switchOff(world, guest)
          await world.time.pass(1500, signal)
          const { vmstate: _, ...config } = snapshot.config
          guest.config = { ...config, lock: 'rollback' }
          guest.pending = {}
          guest.parent = snapshot.name
        })
        if (snapshot.vmstate || params.start === '1') await switchOn(asked, guest, task, signal)
      },
      task,
    )
  })
}

/** ZFS only goes back to the newest snapshot. */
function refuseCovered({ world }: Asked, guest: PveGuest, snapshot: PveSnapshot): void {
  if (guest.snapshots.every(one => one.at <= snapshot.at)) return
  const pool = disksOf(guest).some(([, volid]) => world.storages.get(volid.split(':')[0] ?? '')?.type === 'zfspool')
  if (pool) throw new Refusal(500, `can't rollback, more recent snapshots exist`)
}

function remove(asked: Asked, kind: GuestKind): string {
  const { world, params } = asked
  return asked.task(taskType(kind, 'delsnapshot'), params.vmid ?? '', async (task, signal) => {
    const guest = findGuest(asked, kind)
    await holding(
      world,
      guestLock(kind, guest.vmid),
      async () => {
        refuseLocked(guest)
        const snapshot = snapshotOf(guest, params.snapname ?? '')
        await underLock(guest, 'snapshot-delete', () => world.time.pass(800, signal))
        if (snapshot.config.vmstate !== undefined) task.log.push(...destroyDisk(world, guest.node, snapshot.config.vmstate))
        for (const [, volid] of disksOf(guest))
          if (world.storages.get(volid.split(':')[0] ?? '')?.type === 'lvmthin')
            task.log.push(`  Logical volume "snap_${nameIn(volid)}_${snapshot.name}" successfully removed.`)
        dropSnapshot(guest, snapshot)
      },
      task,
    )
  })
}

function dropSnapshot(guest: PveGuest, { name, parent }: PveSnapshot): void {
  const adopted = (one: PveSnapshot): PveSnapshot => {
    if (one.parent !== name) return one
    const { parent: _, ...rest } = one
    return parent === undefined ? rest : { ...rest, parent }
  }
  guest.snapshots = guest.snapshots.filter(one => one.name !== name).map(adopted)
  if (guest.parent !== name) return
  if (parent === undefined) delete guest.parent
  else guest.parent = parent
}
