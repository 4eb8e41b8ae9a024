import { filledIn } from './filled-in.ts'
import type { Lookup } from './interpolate.ts'
import type { Compose, ComposeService } from './parse-compose.ts'

/** Where the data of a mount lies: a named volume, a path of the device, or neither (anonymous, in memory). */
export type Mount =
  | { readonly kind: 'volume'; readonly source: string }
  | { readonly kind: 'bind'; readonly source: string }
  | { readonly kind: 'other' }

type Written = NonNullable<ComposeService['volumes']>[number]

/** What one entry of `volumes` means. */
export function readMount(written: Written): Mount {
  if (typeof written === 'object') {
    const { type, source = '' } = written
    if (source === '') return { kind: 'other' }
    return type === 'volume' ? { kind: 'volume', source } : type === 'bind' ? { kind: 'bind', source } : { kind: 'other' }
  }
  const parts = /^((?:[^:$]|\$(?:\{[^}]*\})?)+):/.exec(written)
  const source = parts?.[1]
  if (source === undefined) return { kind: 'other' }
  return /^(?:[./~]|\$)/.test(source) ? { kind: 'bind', source } : { kind: 'volume', source }
}

/** Keys of the named volumes that belong to the file, external ones left out. */
export function namedVolumes(compose: Compose): readonly string[] {
  return compose.volumes.filter(volume => !volume.external).map(volume => volume.name)
}

/** Folders below the app's own folder that services use, as `./data`, each once. */
export function bindFolders(compose: Compose, lookup: Lookup): readonly string[] {
  const sources = mountsOf(compose, lookup).flatMap(mount => (mount.kind === 'bind' ? [mount.source] : []))
  return [...new Set(sources.filter(source => /^\.\/[^/]/.test(source) && !source.split('/').includes('..')))]
}

/** Paths of the device outside the app's folder that services use, each once. */
export function hostPaths(compose: Compose, lookup: Lookup): readonly string[] {
  const sources = mountsOf(compose, lookup).flatMap(mount => (mount.kind === 'bind' ? [mount.source] : []))
  return [...new Set(sources.filter(source => !source.startsWith('./') || source.split('/').includes('..')))]
}

function mountsOf(compose: Compose, lookup: Lookup): readonly Mount[] {
  return compose.services.flatMap(service => filledIn(service.volumes ?? [], lookup).map(readMount))
}
