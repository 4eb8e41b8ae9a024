import { randomBytes, randomInt } from 'node:crypto'
import type { Randomness } from '../../ports/randomness.ts'

const idAlphabet = '0123456789abcdefghijklmnopqrstuv'
const timeLength = 9

/** Randomness of the operating system. Ids begin with the time, so that they sort by it; within a millisecond they count up. */
export function createSystemRandomness(now: () => number): Randomness {
  let last = 0
  return {
    id: () => {
      last = Math.max(now(), last + 1)
      const random = Array.from(randomBytes(20 - timeLength), byte => idAlphabet[byte % idAlphabet.length])
      return last.toString(32).padStart(timeLength, '0') + random.join('')
    },
    text: (length, alphabet) => Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join(''),
    fraction: () => randomBytes(6).readUIntBE(0, 6) / 2 ** 48,
  }
}
