import { decimalNumber, wholeNumber } from './sections.ts'

/** What only says something as a difference to the poll before. */
export interface Counters {
  readonly uptimeSeconds: number
  /** Ticks of all cores since the start, and how many of them were spent idle or waiting. */
  readonly cpu?: { readonly total: number; readonly idle: number }
  readonly network?: { readonly received: number; readonly sent: number }
  readonly disk?: { readonly read: number; readonly written: number }
}

/** Rates between two polls of the same run of a device; absent after a restart and where a counter went back. */
export interface Rates {
  readonly cpuFraction?: number
  readonly networkBytesPerSecond?: { readonly received: number; readonly sent: number }
  readonly diskBytesPerSecond?: { readonly read: number; readonly written: number }
}

const sectorBytes = 512

/** Reads the counters of one answer. */
export function readCounters(sections: ReadonlyMap<string, readonly string[]>, uptimeSeconds: number): Counters {
  const cpu = cpuTicks(sections.get('cpu')?.[0])
  const network = networkBytes(sections.get('network') ?? [], sections.get('network-physical') ?? [])
  const disk = diskBytes(sections.get('disks') ?? [])
  return { uptimeSeconds, ...(cpu && { cpu }), ...(network && { network }), ...(disk && { disk }) }
}

/** The rates between two readings of one device. */
export function ratesBetween(before: Counters | undefined, now: Counters): Rates {
  const seconds = now.uptimeSeconds - (before?.uptimeSeconds ?? Number.POSITIVE_INFINITY)
  if (!before || seconds <= 0) return {}
  const cpuFraction = before.cpu && now.cpu && busyShare(before.cpu, now.cpu)
  const received = perSecond(before.network?.received, now.network?.received, seconds)
  const sent = perSecond(before.network?.sent, now.network?.sent, seconds)
  const read = perSecond(before.disk?.read, now.disk?.read, seconds)
  const written = perSecond(before.disk?.written, now.disk?.written, seconds)
  return {
    ...(cpuFraction !== undefined && { cpuFraction }),
    ...(received !== undefined && sent !== undefined && { networkBytesPerSecond: { received, sent } }),
    ...(read !== undefined && written !== undefined && { diskBytesPerSecond: { read, written } }),
  }
}

function busyShare(before: NonNullable<Counters['cpu']>, now: NonNullable<Counters['cpu']>): number | undefined {
  const total = now.total - before.total
  const idle = now.idle - before.idle
  if (total <= 0 || idle < 0) return undefined
  return Math.min(Math.max(1 - idle / total, 0), 1)
}

function perSecond(before: number | undefined, now: number | undefined, seconds: number): number | undefined {
  return before === undefined || now === undefined || now < before ? undefined : (now - before) / seconds
}

/** Guest time is part of user time already, so the first eight columns are the whole. */
function cpuTicks(line: string | undefined): Counters['cpu'] {
  const [name, ...columns] = line?.split(/\s+/) ?? []
  const ticks = columns.slice(0, 8).map(wholeNumber)
  if (name !== 'cpu' || ticks.length < 4) return undefined
  let total = 0
  for (const value of ticks) {
    if (value === undefined) return undefined
    total += value
  }
  return { total, idle: (ticks[3] ?? 0) + (ticks[4] ?? 0) }
}

function networkBytes(lines: readonly string[], physical: readonly string[]): Counters['network'] {
  let received = 0
  let sent = 0
  let seen = false
  for (const line of lines) {
    const found = /^\s*([^\s:|]+):\s*(.*)$/.exec(line)
    const columns = found?.[2]?.split(/\s+/) ?? []
    const [inward, outward] = [wholeNumber(columns[0]), wholeNumber(columns[8])]
    if (inward === undefined || outward === undefined) continue
    if (physical.length > 0 && !physical.includes(found?.[1] ?? '')) continue
    received += inward
    sent += outward
    seen = true
  }
  return seen ? { received, sent } : undefined
}

const wholeDisk = /^(?:sd[a-z]+|vd[a-z]+|xvd[a-z]+|hd[a-z]+|nvme\d+n\d+|mmcblk\d+)$/

function diskBytes(lines: readonly string[]): Counters['disk'] {
  let read = 0
  let written = 0
  let seen = false
  for (const line of lines) {
    const columns = line.trim().split(/\s+/)
    const [sectorsRead, sectorsWritten] = [wholeNumber(columns[5]), wholeNumber(columns[9])]
    if (!wholeDisk.test(columns[2] ?? '') || sectorsRead === undefined || sectorsWritten === undefined) continue
    read += sectorsRead * sectorBytes
    written += sectorsWritten * sectorBytes
    seen = true
  }
  return seen ? { read, written } : undefined
}

/** The seconds a device is up, from `/proc/uptime`. */
export function readUptime(lines: readonly string[] | undefined): number | undefined {
  return decimalNumber(lines?.[0]?.split(' ')[0])
}
