import type { Secrets } from '../../ports/secrets.ts'

/** Secrets that are forgotten when the program ends; `because` says so to people. */
export function createMemorySecrets(because: string): Secrets {
  const values = new Map<string, string>()
  return {
    store: 'memory',
    because,
    get: async name => values.get(name),
    set: async (name, value) => {
      values.set(name, value)
    },
    remove: async name => {
      values.delete(name)
    },
    names: async prefix => [...values.keys()].filter(name => name.startsWith(prefix)).sort(),
  }
}
