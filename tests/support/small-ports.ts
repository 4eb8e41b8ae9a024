import { createHash } from 'node:crypto'
import type { Hash } from '../../electron/ports/hash.ts'
import type { Log, Redaction } from '../../electron/ports/log.ts'
import type { Randomness } from '../../electron/ports/randomness.ts'
import type { Secrets } from '../../electron/ports/secrets.ts'

/** A log that forgets everything. */
export const silentLog: Log = { debug: ignore, info: ignore, warn: ignore, error: ignore, with: () => silentLog }

function ignore(): void {}

/** Secrets in memory; `broken` makes every write fail until it is false again. */
export function createMemorySecrets(): Secrets & { readonly values: Map<string, string>; broken: boolean } {
  const values = new Map<string, string>()
  const secrets = {
    store: 'memory' as const,
    because: 'It is a test.',
    values,
    broken: false,
    get: async (name: string) => values.get(name),
    set: async (name: string, value: string) => {
      if (secrets.broken) throw new Error('the store of secrets is broken')
      values.set(name, value)
    },
    remove: async (name: string) => {
      values.delete(name)
    },
    names: async (prefix: string) => [...values.keys()].filter(name => name.startsWith(prefix)).sort(),
  }
  return secrets
}

/** Redaction that masks registered values as they stand, and shows what was registered. */
export function createPlainRedaction(): Redaction & { readonly registered: Set<string> } {
  const registered = new Set<string>()
  const mask = (text: string) => [...registered].reduce((masked, secret) => masked.replaceAll(secret, '••••••'), text)
  return {
    registered,
    register: secret => {
      registered.add(secret)
    },
    mask,
    maskDeep: value => JSON.parse(mask(JSON.stringify(value) ?? 'null')),
  }
}

/** Ids in order and always the same chance. */
export function createCountingRandomness(): Randomness {
  let count = 0
  return {
    id: () => {
      count += 1
      return `id${String(count).padStart(18, '0')}`
    },
    text: (length, alphabet) => (alphabet[0] ?? 'x').repeat(length),
    fraction: () => 0.5,
  }
}

/** SHA-256, as the port promises. */
export const plainHash: Hash = { sha256: text => createHash('sha256').update(text).digest('hex') }
