import type { PackageManager } from './systems.ts'

/** Follows an installation by the lines the package manager prints. */
export interface InstallProgress {
  /** Takes in a line; the fraction done so far, never going back. */
  line(text: string): number
}

/** Makes the progress of installing `packages` packages with what they bring. */
export function createInstallProgress(manager: PackageManager, packages: number): InstallProgress {
  const total = Math.max(packages, 1)
  const done = { fetched: 0, unpacked: 0, configured: 0 }
  let fraction = 0

  function seen(text: string): number {
    if (manager !== 'apt') {
      const counted = /\(?\[?\s*(\d{1,5})\/(\d{1,5})[)\]]?/.exec(text)
      return counted ? Number(counted[1]) / Math.max(Number(counted[2]), 1) : 0
    }
    if (/^Get:\d+ /.test(text)) done.fetched += 1
    else if (text.startsWith('Unpacking ')) done.unpacked += 1
    else if (text.startsWith('Setting up ')) done.configured += 1
    return (share(done.fetched, total) + share(done.unpacked, total) + share(done.configured, total)) / 3
  }

  return {
    line: text => {
      fraction = Math.max(fraction, Math.min(seen(text), 0.99))
      return fraction
    },
  }
}

function share(count: number, total: number): number {
  return Math.min(count / total, 1)
}

const locks: Readonly<Record<PackageManager, RegExp>> = {
  apt: /Could not get lock|Unable to (?:acquire|lock)|is another process using it/i,
  apk: /Unable to lock database/i,
  dnf: /waiting for (?:process|lock)|another .* is (?:currently )?running/i,
  pacman: /unable to lock database/i,
}

/** Whether a line says that another update holds the packages. */
export function saysLocked(manager: PackageManager, text: string): boolean {
  return locks[manager].test(text)
}
