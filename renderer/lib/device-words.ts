import { problemOf } from '../../shared/errors/app-error.ts'
import type { DeviceView } from '../../shared/model/device.ts'
import type { Tone } from '../ui/status-dot.tsx'
import { formatAgo } from './format.ts'

/** Colour and word of how a device is. */
export function deviceCondition(device: Pick<DeviceView, 'state' | 'maintenance'>): { readonly tone: Tone; readonly word: string } {
  if (device.maintenance) return { tone: 'off', word: 'Out of service' }
  switch (device.state) {
    case 'online':
      return { tone: 'ok', word: 'Online' }
    case 'degraded':
      return { tone: 'warn', word: 'Needs a look' }
    case 'offline':
      return { tone: 'bad', word: 'Offline' }
    case 'unknown':
      return { tone: 'unknown', word: 'Not known yet' }
  }
}

/** What stands in place of numbers that are no longer true. */
export function lastSeen(device: Pick<DeviceView, 'lastSeenAt'>, nowMs: number): string {
  return device.lastSeenAt === undefined ? 'not seen yet' : `last seen ${formatAgo(device.lastSeenAt, nowMs)}`
}

/** What the device is: its board or processor, else its system, else its address. */
export function deviceModel({ facts, address }: Pick<DeviceView, 'facts' | 'address'>): string {
  return facts?.model ?? facts?.os.name ?? address
}

/** Whether the numbers of the last look may be shown as true now. */
export function isCurrent(device: Pick<DeviceView, 'state' | 'sample'>): boolean {
  return device.sample !== undefined && device.state !== 'offline' && device.state !== 'unknown'
}

/** Memory in use, in bytes: what the kernel could not give to a new program. File cache is not counted. */
export function usedMemory({ sample }: Pick<DeviceView, 'sample'>): number | undefined {
  return sample && sample.memoryTotalBytes - sample.memoryAvailableBytes
}

/** Storage of a device: all file systems together, in bytes. */
export function storageOf({ sample }: Pick<DeviceView, 'sample'>): { readonly used: number; readonly total: number } | undefined {
  if (sample === undefined) return undefined
  const total = sample.filesystems.reduce((sum, each) => sum + each.totalBytes, 0)
  return { used: total - sample.filesystems.reduce((sum, each) => sum + each.freeBytes, 0), total }
}

/** One sentence about all devices and apps: what troubles stands first. */
export function labSentence(
  devices: readonly DeviceView[],
  troubledApps: readonly string[],
): { readonly tone: Tone; readonly sentence: string } {
  const troubled = devices.filter(device => !device.maintenance && (device.state === 'offline' || device.state === 'degraded'))
  const [first] = troubled
  if (first !== undefined) {
    const tone = troubled.some(device => device.state === 'offline') ? 'bad' : 'warn'
    if (troubled.length > 1) return { tone, sentence: `${troubled.length} devices need a look.` }
    return { tone, sentence: first.problem ? `${problemOf(first.problem).title}.` : `${first.name} needs a look.` }
  }
  const [app] = troubledApps
  if (app !== undefined)
    return { tone: 'warn', sentence: troubledApps.length === 1 ? `${app} needs a look.` : `${troubledApps.length} apps need a look.` }
  return devices.some(device => device.state === 'unknown')
    ? { tone: 'unknown', sentence: 'Looking at your devices.' }
    : { tone: 'ok', sentence: 'Everything is running.' }
}
