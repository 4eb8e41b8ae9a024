import type { PveWorld } from './world.ts'

/** What `/version` says. */
export function versionOf({ version }: PveWorld): { readonly release: string; readonly version: string; readonly repoid: string } {
  return version === '9.2'
    ? { release: '9.2', version: '9.2.11', repoid: '14a22df3d5c17a90' }
    : { release: '8.4', version: '8.4.1', repoid: '2a5fa54a8503f96d' }
}
