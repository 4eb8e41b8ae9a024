import { bytesInWords } from '../../shared/errors/problem.ts'

const noBreak = '\u00a0'
const narrow = '\u202f'

/** Stands for a value that is not there. */
export const nothing = '–'

/** Bytes with one honest decimal below 100 and none above; 1 GB is 1024³ bytes, as everywhere in MycoPod: “11.2 GB”. */
export function formatBytes(bytes: number | undefined): string {
  return bytes === undefined ? nothing : bytesInWords(bytes)
}

/** A part and its whole in the unit of the whole: `{ part: "11.2", whole: "of 31.1 GB" }`. */
export function formatShare(usedBytes: number, totalBytes: number): { readonly part: string; readonly whole: string } {
  const { divisor, unit } = unitOf(totalBytes)
  const digits = divisor > 1024 && usedBytes / divisor < 100 ? 1 : 0
  return { part: (usedBytes / divisor).toFixed(digits), whole: `of ${(totalBytes / divisor).toFixed(digits)}${noBreak}${unit}` }
}

/** A part of a whole in one text: “11.2 of 31.1 GB”. */
export function formatPartOfWhole(usedBytes: number | undefined, totalBytes: number | undefined): string {
  if (usedBytes === undefined || totalBytes === undefined) return nothing
  const { part, whole } = formatShare(usedBytes, totalBytes)
  return `${part} ${whole}`
}

/** Gigabytes as a bare number for places where the unit stands once for all: “1.9”. */
export function formatGigabytes(bytes: number): string {
  return (bytes / 1024 ** 3).toFixed(1)
}

/** A rate: “9.1 MB/s”. */
export function formatRate(bytesPerSecond: number | undefined): string {
  return bytesPerSecond === undefined ? nothing : `${bytesInWords(bytesPerSecond)}/s`
}

/** Network traffic in the unit people buy it in, 1 Mbit being 10⁶ bits: `{ value: "84", unit: "Mbit/s" }`. */
export function formatBits(bytesPerSecond: number): { readonly value: string; readonly unit: string } {
  const megabits = (bytesPerSecond * 8) / 1e6
  if (megabits >= 999.5) return { value: (megabits / 1000).toFixed(1), unit: 'Gbit/s' }
  return { value: megabits < 10 ? oneDecimal(megabits) : megabits.toFixed(0), unit: 'Mbit/s' }
}

/** A share of 0 to 1 as “16 %”. */
export function formatPercent(fraction: number | undefined): string {
  return fraction === undefined ? nothing : `${minus(Math.round(fraction * 100).toString())}${narrow}%`
}

/** A signed number with one decimal and a real minus: “+2.4”, “−0.9”, “0”. */
export function formatSigned(value: number): string {
  const text = value.toFixed(1)
  return Number(text) === 0 ? '0' : value > 0 ? `+${text}` : minus(text)
}

/** A whole number with its thousands parted: “4,182”. */
export function formatCount(value: number): string {
  return minus(value.toLocaleString('en-GB', { maximumFractionDigits: 0 }))
}

/** A number with its noun: “1 device”, “3 devices”. */
export function formatNumberOf(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)}${noBreak}${count === 1 ? one : many}`
}

/** How long something took: “0.4 s”, “4 s”, “1 min 40 s”, “2 h 5 min”, “41 days”. */
export function formatDuration(seconds: number): string {
  if (seconds < 0.95) return `${Math.max(0.1, seconds).toFixed(1)}${noBreak}s`
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole}${noBreak}s`
  if (whole < 3600) return twoUnits(Math.floor(whole / 60), 'min', whole % 60, 's')
  if (whole < 2 * 86_400) return twoUnits(Math.floor(whole / 3600), 'h', Math.round((whole % 3600) / 60) % 60, 'min')
  return `${Math.floor(whole / 86_400)}${noBreak}days`
}

/** An estimate of what is still to come: “about 8 seconds”, “about 2 minutes”. */
export function formatAbout(seconds: number): string {
  if (seconds < 55) return `about ${plural(Math.max(1, seconds < 10 ? Math.round(seconds) : Math.round(seconds / 5) * 5), 'second')}`
  if (seconds < 55 * 60) return `about ${plural(Math.max(1, Math.round(seconds / 60)), 'minute')}`
  return `about ${plural(Math.max(1, Math.round(seconds / 3600)), 'hour')}`
}

/** “about 2 minutes left”. */
export function formatTimeLeft(seconds: number): string {
  return `${formatAbout(seconds)} left`
}

/** How long ago a moment was: “just now”, “6 seconds ago”, “4 minutes ago”, “2 days ago”. */
export function formatAgo(atMs: number, nowMs: number): string {
  const seconds = Math.floor((nowMs - atMs) / 1000)
  if (seconds < 2) return 'just now'
  if (seconds < 60) return `${plural(seconds, 'second')} ago`
  if (seconds < 3600) return `${plural(Math.floor(seconds / 60), 'minute')} ago`
  if (seconds < 86_400) return `${plural(Math.floor(seconds / 3600), 'hour')} ago`
  return `${plural(Math.floor(seconds / 86_400), 'day')} ago`
}

/** A time of day: “14:30”. */
export function formatTime(atMs: number): string {
  return new Date(atMs).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })
}

/** A time of day for log lines: “14:32:08”. */
export function formatClock(atMs: number): string {
  return new Date(atMs).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' })
}

/** A moment as short as it may be: “14:00” today, “Wed 21:22” within a week, “14 Nov” before. */
export function formatMoment(atMs: number, nowMs: number): string {
  const days = daysBetween(atMs, nowMs)
  const at = new Date(atMs)
  if (days === 0) return formatTime(atMs)
  if (days > 0 && days < 7) return `${at.toLocaleDateString('en-GB', { weekday: 'short' })} ${formatTime(atMs)}`
  const year = at.getFullYear() === new Date(nowMs).getFullYear() ? {} : ({ year: 'numeric' } as const)
  return at.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', ...year })
}

/** The heading over what happened on a day: “Today”, “Yesterday”, “Tuesday 18 November”. */
export function formatDay(atMs: number, nowMs: number): string {
  const days = daysBetween(atMs, nowMs)
  if (days === 0) return 'Today'
  if (days === 1) return 'Yesterday'
  const at = new Date(atMs)
  const year = at.getFullYear() === new Date(nowMs).getFullYear() ? '' : ` ${at.getFullYear()}`
  return `${at.toLocaleDateString('en-GB', { weekday: 'long' })} ${at.toLocaleDateString('en-GB', { day: 'numeric', month: 'long' })}${year}`
}

function daysBetween(atMs: number, nowMs: number): number {
  const midnight = (ms: number) => new Date(ms).setHours(0, 0, 0, 0)
  return Math.round((midnight(nowMs) - midnight(atMs)) / 86_400_000)
}

function unitOf(bytes: number): { readonly divisor: number; readonly unit: string } {
  const units = ['bytes', 'KB', 'MB', 'GB', 'TB', 'PB']
  let divisor = 1
  let index = 0
  while (bytes / divisor >= 1023.95 && index < units.length - 1) {
    divisor *= 1024
    index += 1
  }
  return { divisor, unit: units[index] ?? 'bytes' }
}

function twoUnits(first: number, firstUnit: string, second: number, secondUnit: string): string {
  const text = `${first}${noBreak}${firstUnit}`
  return second === 0 ? text : `${text} ${second}${noBreak}${secondUnit}`
}

const plural = (count: number, one: string) => `${count}${noBreak}${one}${count === 1 ? '' : 's'}`
const oneDecimal = (value: number) => (Math.round(value * 10) / 10).toString()
const minus = (text: string) => text.replace('-', '−')
