const units = ['', 'K', 'M', 'G', 'T'] as const
const longUnits = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const

/** Bytes in a GiB. */
export const gib = 1024 ** 3

/** Bytes in a MiB. */
export const mib = 1024 ** 2

/** Bytes of a size such as `32G`, `512M` or a bare number of bytes. */
export function readSize(text: string): number | undefined {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)([KMGT]?)$/.exec(text) ?? []
  if (amount === undefined) return undefined
  return Math.floor(Number(amount) * 1024 ** units.indexOf((unit ?? '') as (typeof units)[number]))
}

/** A size as settings hold it: the greatest unit that needs no fraction. */
export function writeSize(bytes: number): string {
  let rest = bytes
  let step = 0
  while (step < units.length - 1 && rest > 0 && rest % 1024 === 0) {
    rest /= 1024
    step += 1
  }
  return `${rest}${units[step]}`
}

/** A size as logs tell it: `2.0 GiB`. */
export function tellBytes(bytes: number, digits = 1): string {
  let rest = bytes
  let step = 0
  while (step < longUnits.length - 1 && rest >= 1024) {
    rest /= 1024
    step += 1
  }
  return `${rest.toFixed(digits)} ${longUnits[step]}`
}

/** A duration as logs tell it: `1m 20s`. */
export function tellSeconds(seconds: number): string {
  const whole = Math.floor(seconds)
  const hours = Math.floor(whole / 3600)
  const minutes = Math.floor((whole % 3600) / 60)
  return [hours > 0 ? `${hours}h` : '', minutes > 0 ? `${minutes}m` : '', whole % 60 > 0 || whole < 60 ? `${whole % 60}s` : '']
    .filter(word => word !== '')
    .join(' ')
}

/** A duration as `00:01:20`. */
export function clockSeconds(seconds: number): string {
  const whole = Math.floor(seconds)
  return [whole / 3600, (whole % 3600) / 60, whole % 60].map(part => String(Math.floor(part)).padStart(2, '0')).join(':')
}

/** A moment as logs tell it: `2026-11-20 17:02:21`. */
export function tellMoment(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace('T', ' ')
}
