import { filledIn } from './filled-in.ts'
import type { Lookup } from './interpolate.ts'
import type { Compose } from './parse-compose.ts'
import { type Mount, readMount } from './read-mount.ts'

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
