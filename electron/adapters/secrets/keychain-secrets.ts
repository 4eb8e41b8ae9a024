import { AppError } from '../../../shared/errors/app-error.ts'
import type { Secrets } from '../../ports/secrets.ts'
import { createTurns } from './turns.ts'

/** The part of keytar's interface that is used. */
export interface Keychain {
  getPassword(service: string, account: string): Promise<string | null | undefined>
  setPassword(service: string, account: string, password: string): Promise<void>
  deletePassword(service: string, account: string): Promise<boolean>
}

const probeName = 'probe'
const indexName = 'index'
const probeLimitMs = 20_000

/** The keychain of this computer where its library loads; loading it never fails the program. */
export async function loadKeychain(): Promise<Keychain | undefined> {
  try {
    return (await import('keytar/keytar.js')).default
  } catch {
    return undefined
  }
}

/** Whether a secret can be written, read back and removed within a bounded time. */
export async function keychainAnswers(keychain: Keychain, service: string): Promise<boolean> {
  const probe = async (): Promise<boolean> => {
    await keychain.setPassword(service, probeName, probeName)
    const found = await keychain.getPassword(service, probeName)
    await keychain.deletePassword(service, probeName)
    return found === probeName
  }
  const { promise: late, resolve } = Promise.withResolvers<boolean>()
  const timer = setTimeout(() => resolve(false), probeLimitMs)
  try {
    return await Promise.race([probe(), late])
  } catch {
    return false
  } finally {
    clearTimeout(timer)
  }
}

/** Secrets in the keychain under one service; their names are kept in an entry of their own, since not every keychain lists. */
export function createKeychainSecrets(keychain: Keychain, service: string): Secrets {
  const inTurn = createTurns()

  async function translated<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      throw new AppError('SecretStoreLocked', { store: 'keychain' }, { cause: error })
    }
  }

  async function readNames(): Promise<readonly string[]> {
    const text = await keychain.getPassword(service, indexName)
    return text ? JSON.parse(text) : []
  }

  async function writeNames(names: Iterable<string>): Promise<void> {
    await keychain.setPassword(service, indexName, JSON.stringify([...names].sort()))
  }

  return {
    store: 'keychain',
    because: 'Passwords and keys are kept in the keychain of this computer.',
    get: name => translated(async () => (await keychain.getPassword(service, entryName(name))) ?? undefined),
    set: (name, value) =>
      inTurn(() =>
        translated(async () => {
          const names = new Set(await readNames())
          // Named before it is written, so that no secret is ever left that nobody knows of.
          if (!names.has(name)) await writeNames(names.add(name))
          await keychain.setPassword(service, entryName(name), value)
        }),
      ),
    remove: name =>
      inTurn(() =>
        translated(async () => {
          const names = new Set(await readNames())
          if (!names.has(name)) return
          await keychain.deletePassword(service, entryName(name))
          names.delete(name)
          await writeNames(names)
        }),
      ),
    names: prefix => translated(async () => (await readNames()).filter(name => name.startsWith(prefix))),
  }
}

function entryName(name: string): string {
  return `secret/${name}`
}
