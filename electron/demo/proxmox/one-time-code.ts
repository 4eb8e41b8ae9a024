import { createHmac } from 'node:crypto'

const stepMs = 30_000
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** The six digits of a second factor at a moment (RFC 6238, SHA-1, 30 s); the secret is in base32. */
export function totpAt(secret: string, at: number): string {
  const bits = [...secret.toUpperCase().replace(/=+$/, '')].map(letter => letters.indexOf(letter).toString(2).padStart(5, '0')).join('')
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map(byte => Number.parseInt(byte, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(at / stepMs)))
  const digest = createHmac('sha1', key).update(counter).digest()
  const offset = (digest.at(-1) ?? 0) & 0xf
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

/** Whether the digits are those of about now. */
export function matchesTotp(secret: string, code: string, now: number): boolean {
  return [-1, 0, 1].some(step => totpAt(secret, now + step * stepMs) === code)
}
