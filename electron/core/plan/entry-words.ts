import { bytesInWords } from '../../../shared/errors/problem.ts'

const mib = 1024 ** 2
const gib = 1024 ** 3
const spoken: Readonly<Record<string, string>> = {
  memoryMiB: 'memory',
  diskGiB: 'disk',
  startOnBoot: 'start on boot',
  os: 'system',
  clone: 'source',
  vlan: 'VLAN',
}

/** The field of an entry in words: `memoryMiB` is "memory". */
export function fieldInWords(field: string): string {
  return spoken[field] ?? field
}

/** A value of a field in words with its unit. */
export function valueInWords(field: string, value: unknown): string {
  if (typeof value === 'number' && field === 'memoryMiB') return bytesInWords(value * mib)
  if (typeof value === 'number' && field === 'diskGiB') return bytesInWords(value * gib)
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join(', ')
  if (field === 'type') return value === 'vm' ? 'virtual machine' : 'container'
  return String(value)
}

/** Seconds as "Down about 40 seconds" or "Down about 3 minutes"; "No downtime" for none. */
export function downtimeInWords(seconds: number): string {
  if (seconds <= 0) return 'No downtime'
  if (seconds < 90) return `Down about ${Math.ceil(seconds)}\u00a0seconds`
  const minutes = Math.ceil(seconds / 60)
  return minutes < 90 ? `Down about ${minutes}\u00a0minutes` : `Down about ${Math.ceil(minutes / 60)}\u00a0hours`
}
