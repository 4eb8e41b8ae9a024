import type { PveConfig, PveGuest } from '../world.ts'
import { readMount } from './container-mounts.ts'
import { drivesOf } from './machine-drives.ts'
import { mib, readSize } from './sizes.ts'

/** Memory the guest's settings give it, in bytes. */
export function memoryBytesOf({ config }: Pick<PveGuest, 'config'>): number {
  return Number(/\d+/.exec(config.memory ?? '')?.[0] ?? 512) * mib
}

/** Cores the guest may use; a container without a number may use all of its node. */
export function coresOf({ type, config }: Pick<PveGuest, 'type' | 'config'>, nodeCores: number): number {
  if (type === 'lxc') return Number(config.cores ?? nodeCores)
  const most = Number(config.cores ?? 1) * Number(config.sockets ?? 1)
  return config.vcpus === undefined ? most : Math.min(most, Number(config.vcpus))
}

/** The size of the disk that Proxmox counts as the guest's: the first of a virtual machine, the root of a container. */
export function diskBytesOf({ type, config }: Pick<PveGuest, 'type' | 'config'>): number {
  const size = type === 'qemu' ? firstDiskSize(config) : readMount('rootfs', config.rootfs ?? '').values.size
  return readSize(size ?? '') ?? 0
}

function firstDiskSize(config: PveConfig): string | undefined {
  const order = /(?:^|,)order=([^,]*)/.exec(config.boot ?? '')?.[1]?.split(';') ?? []
  const disks = drivesOf(config).filter(drive => !drive.cdrom && !drive.cloudInit && !/^(?:efidisk|tpmstate)/.test(drive.key))
  const first = order.map(key => disks.find(drive => drive.key === key)).find(drive => drive !== undefined) ?? disks[0]
  return first?.values.size
}
