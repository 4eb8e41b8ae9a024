import type { PveConfig } from '../world.ts'
import { readProperties } from './property-format.ts'
import { mountFormat, rootFormat } from './property-formats.ts'

/** A file system of a container as its settings name it. */
export interface Mount {
  readonly key: string
  readonly values: Readonly<Record<string, string>>
  readonly volume: string
  readonly path: string
}

/** Whether a setting of a container is a file system. */
export function isMountKey(key: string): boolean {
  return key === 'rootfs' || /^mp\d+$/.test(key)
}

/** Reads the root file system or a mount point. */
export function readMount(key: string, text: string): Mount {
  const { values } = readProperties(key === 'rootfs' ? rootFormat : mountFormat, text, key)
  return { key, values, volume: values.volume ?? '', path: key === 'rootfs' ? '/' : (values.mp ?? '') }
}

/** The file systems of a container, the root first. */
export function mountsOf(config: PveConfig): readonly Mount[] {
  const keys = Object.keys(config).filter(isMountKey)
  const rank = (key: string) => (key === 'rootfs' ? -1 : Number(key.slice(2)))
  return keys.sort((a, b) => rank(a) - rank(b)).map(key => readMount(key, config[key] ?? ''))
}

/** The volumes a container owns, in use and detached, by setting. */
export function containerVolumes(config: PveConfig): readonly (readonly [key: string, volid: string])[] {
  const unused = Object.entries(config).filter(([key]) => /^unused\d+$/.test(key))
  const used = mountsOf(config).filter(mount => mount.volume.includes(':'))
  return [...used.map(mount => [mount.key, mount.volume] as const), ...unused]
}
