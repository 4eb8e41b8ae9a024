import { type Asked, Refusal, type Route } from '../route.ts'
import { findVolume, volumesIn } from '../volumes.ts'
import type { PveGuest, PveTask } from '../world.ts'
import { ownVolumes } from './apply-setting.ts'
import { optionalFlag } from './common-rules.ts'
import { destroyDisk, linkedTo, nameIn } from './disk-volumes.ts'
import { findGuest, refuseLocked } from './find-guest.ts'
import { type GuestKind, taskType, wordOf } from './guest-words.ts'
import { guestLock, holding } from './hold-guest.ts'
import { switchOff } from './power-work.ts'

/** Removing a guest with its disks. */
export const removeRoutes: readonly Route[] = (['qemu', 'lxc'] as const).map(kind => ({
  method: 'DELETE',
  path: `/nodes/{node}/${kind}/{vmid}`,
  rules: {
    'destroy-unreferenced-disks': optionalFlag,
    purge: optionalFlag,
    ...(kind === 'qemu' ? { skiplock: optionalFlag } : { force: optionalFlag }),
  },
  needs: [['/vms/{vmid}', 'VM.Allocate']],
  handle: asked => remove(asked, kind),
}))

function remove(asked: Asked, kind: GuestKind): string {
  const { world, params } = asked
  const guest = findGuest(asked, kind)
  const name = `${wordOf(kind)} ${guest.vmid}`
  const purges = params.purge === '1'
  if (guest.config.protection === '1') throw new Refusal(500, `can't remove ${name} - protection mode enabled`)
  if (guest.status === 'running' && params.force !== '1') throw new Refusal(500, `${name} is running - destroy failed`)
  if (world.managed.has(guest.vmid) && !purges)
    throw new Refusal(500, `unable to remove ${name} - used in HA resources and purge parameter not set.`)
  return asked.task(taskType(kind, 'destroy'), String(guest.vmid), async (task, signal) => {
    await holding(
      world,
      guestLock(kind, guest.vmid),
      async () => {
        refuseLocked(findGuest(asked, kind), params.skiplock === '1')
        refuseLinked(asked, guest)
        if (guest.status === 'running') switchOff(world, guest)
        await world.time.pass(600, signal)
        destroyAll(asked, guest, task)
        if (purges) task.log.push(`purging ${name} from related configurations..`)
        forget(asked, guest, purges)
      },
      task,
    )
  })
}

function refuseLinked({ world }: Asked, guest: PveGuest): void {
  for (const [, volid] of ownVolumes(guest)) {
    const volume = findVolume(world, guest.node, volid)
    if (guest.template && volume && linkedTo(world, volume).length > 0)
      throw new Refusal(500, `base volume '${volid}' is still in use by linked cloned`)
  }
}

function destroyAll({ world, params }: Asked, guest: PveGuest, task: PveTask): void {
  const states = guest.snapshots.flatMap(snapshot => snapshot.config.vmstate ?? [])
  for (const volid of [...ownVolumes(guest).map(([, name]) => name), ...states]) task.log.push(...destroyDisk(world, guest.node, volid))
  if (params['destroy-unreferenced-disks'] !== '1') return
  for (const storage of world.storages.values()) {
    const left = volumesIn(world, storage, guest.node).filter(
      volume =>
        volume.vmid === guest.vmid &&
        (volume.content === 'images' || volume.content === 'rootdir') &&
        /^(?:vm|subvol)-/.test(nameIn(volume.volid)),
    )
    for (const { volid } of left) task.log.push(...destroyDisk(world, guest.node, volid))
  }
}

function forget({ world }: Asked, { vmid }: PveGuest, purges: boolean): void {
  world.guests.delete(vmid)
  for (const pool of world.pools.values()) pool.guests.delete(vmid)
  if (purges) world.managed.delete(vmid)
}
