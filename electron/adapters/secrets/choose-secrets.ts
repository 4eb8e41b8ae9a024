import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { dataFolderError } from '../../ports/data-folder.ts'
import type { Secrets } from '../../ports/secrets.ts'
import { createFileSecrets, secretsFileName } from './file-secrets.ts'
import { createKeychainSecrets, type Keychain, keychainAnswers, loadKeychain } from './keychain-secrets.ts'

const keychainMark = 'secrets.keychain'

/** What decides where secrets are kept. */
export interface SecretsChoice {
  readonly dataDir: string
  /** Opens the encrypted file where that is used. */
  readonly passphrase?: string
}

/**
 * Where the secrets of a data folder are kept: in the keychain, or in an encrypted file where no keychain answers. Once
 * chosen it stays so; a keychain that no longer answers is locked, not replaced. Errors: DataFolderUnusable.
 */
export async function chooseSecrets(
  { dataDir, passphrase }: SecretsChoice,
  load: () => Promise<Keychain | undefined> = loadKeychain,
): Promise<Secrets> {
  const mark = join(dataDir, keychainMark)
  try {
    if (existsSync(mark)) return createKeychainSecrets((await load()) ?? absentKeychain, (await readFile(mark, 'utf8')).trim())
    const keychain = existsSync(join(dataDir, secretsFileName)) ? undefined : await load()
    // A name of its own for each data folder, kept in it: two folders never see each other's secrets, and a folder may be moved.
    const service = `MycoPod ${randomBytes(4).toString('hex')}`
    if (!keychain || !(await keychainAnswers(keychain, service))) return createFileSecrets(dataDir, passphrase)
    await writeFile(mark, `${service}\n`, { mode: 0o600 })
    return createKeychainSecrets(keychain, service)
  } catch (error) {
    throw dataFolderError(dataDir, error)
  }
}

/** Stands in where the library of the keychain no longer loads: every call fails. */
const absentKeychain: Keychain = { getPassword: refuse, setPassword: refuse, deletePassword: refuse }

function refuse(): Promise<never> {
  return Promise.reject(new Error('the library of the keychain does not load'))
}
