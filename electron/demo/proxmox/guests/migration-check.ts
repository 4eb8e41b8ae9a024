import type { Asked } from '../route.ts'
import { findVolume } from '../volumes.ts'
import type { PveWorld } from '../world.ts'
import { findGuest } from './find-guest.ts'
import { drivesOf } from './machine-drives.ts'

/** The storages of these volumes that a node does not have. */
export function unavailableStorages(world: PveWorld, files: readonly string[], node: string): readonly string[] {
  const names = new Set(files.flatMap(file => (file.includes(':') ? [file.split(':')[0] ?? ''] : [])))
  return [...names].filter(name => {
    const storage = world.storages.get(name)
    return storage === undefined || storage.disabled || (storage.nodes !== undefined && !storage.nodes.includes(node))
  })
}

/** What stands in the way of a virtual machine's move to each node. */
export function machineCheck(asked: Asked): Readonly<Record<string, unknown>> {
  const { world, node, params } = asked
  const guest = findGuest(asked, 'qemu')
  const drives = drivesOf(guest.config)
  const files = drives.map(drive => drive.file)
  const others = [...world.nodes.keys()].filter(name => name !== node.name)
  const lacking = new Map(others.map(name => [name, unavailableStorages(world, files, name)]))
  const isAllowed = (name: string) => lacking.get(name)?.length === 0
  const detached = Object.entries(guest.config).filter(([key]) => /^unused\d+$/.test(key))
  const rows = [
    ...drives.map(drive => ({ key: drive.key, file: drive.file, cdrom: drive.cdrom, cloudInit: drive.cloudInit })),
    ...detached.map(([key, file]) => ({ key, file, cdrom: false, cloudInit: false })),
  ]
  const local = rows.filter(({ file }) => file.includes(':') && !world.storages.get(file.split(':')[0] ?? '')?.shared)
  const notAllowed = Object.fromEntries(
    others
      .filter(name => !isAllowed(name) || name === params.target)
      .map(name => [name, isAllowed(name) ? {} : { unavailable_storages: lacking.get(name) }]),
  )
  return {
    running: guest.status === 'running' ? 1 : 0,
    local_resources: [],
    'mapped-resources': [],
    'mapped-resource-info': {},
    ...(world.version !== '8.4' && { 'has-dbus-vmstate': 1 }),
    allowed_nodes: others.filter(isAllowed),
    not_allowed_nodes: notAllowed,
    local_disks: local.map(({ key, file, cdrom, cloudInit }) => ({
      volid: file,
      drivename: key,
      size: findVolume(world, node.name, file)?.sizeBytes ?? 0,
      cdrom: flag(cdrom),
      is_attached: flag(!key.startsWith('unused')),
      is_cloudinit: flag(cloudInit),
      is_tpmstate: flag(key === 'tpmstate0'),
      is_unused: flag(key.startsWith('unused')),
      is_vmstate: 0,
      replicate: 1,
      shared: 0,
    })),
  }
}

function flag(value: boolean): 0 | 1 {
  return value ? 1 : 0
}
