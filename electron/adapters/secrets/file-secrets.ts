import { randomBytes } from 'node:crypto'
import { open, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { AppError } from '../../../shared/errors/app-error.ts'
import { dataFolderError } from '../../ports/data-folder.ts'
import type { Secrets } from '../../ports/secrets.ts'
import { headerOf, newSeal, openText, type Seal, sealText } from './sealed-file.ts'
import { createTurns } from './turns.ts'

/** The encrypted file in the data folder. */
export const secretsFileName = 'secrets.json'
const keyFileName = 'secrets.key'
const valuesSchema = z.record(z.string(), z.string())

interface Opened {
  readonly seal: Seal
  readonly values: ReadonlyMap<string, string>
}

/**
 * Secrets in an encrypted file: opened by the passphrase, or without one by a key file beside it. A file made without a
 * passphrase is sealed afresh as soon as one is given. What cannot be opened is SecretStoreLocked at each call, never replaced.
 */
export function createFileSecrets(dataDir: string, passphrase: string | undefined): Secrets {
  const path = join(dataDir, secretsFileName)
  const keyPath = join(dataDir, keyFileName)
  const inTurn = createTurns()
  let opened: Opened | undefined

  async function load(): Promise<Opened> {
    const text = await readIfThere(path)
    if (text === undefined) return { seal: await freshSeal(), values: new Map() }
    const made = headerOf(text)
    const password = made?.opensWith === 'key-file' ? await readIfThere(keyPath) : passphrase
    if (password === undefined) throw new AppError('SecretStoreLocked', { store: 'file' })
    const { seal, plain } = await openText(text, password).catch((error: unknown) => {
      throw new AppError('SecretStoreLocked', { store: 'file' }, { cause: error })
    })
    const values = new Map(Object.entries(valuesSchema.parse(JSON.parse(plain))))
    if (passphrase === undefined || seal.header.opensWith === 'passphrase') return { seal, values }
    const better = await newSeal('passphrase', passphrase)
    await write(better, values)
    await rm(keyPath, { force: true })
    return { seal: better, values }
  }

  async function freshSeal(): Promise<Seal> {
    if (passphrase !== undefined) return newSeal('passphrase', passphrase)
    const key = (await readIfThere(keyPath)) ?? randomBytes(32).toString('hex')
    await writeWhole(keyPath, key)
    return newSeal('key-file', key)
  }

  async function write(seal: Seal, values: ReadonlyMap<string, string>): Promise<void> {
    await writeWhole(path, sealText(seal, JSON.stringify(Object.fromEntries(values))))
  }

  const use = <T>(work: (opened: Opened) => Promise<T> | T): Promise<T> =>
    inTurn(async () => {
      try {
        opened ??= await load()
        return await work(opened)
      } catch (error) {
        throw dataFolderError(dataDir, error)
      }
    })

  const change = (edit: (values: Map<string, string>) => void): Promise<void> =>
    use(async ({ seal, values }) => {
      const edited = new Map(values)
      edit(edited)
      await write(seal, edited)
      opened = { seal, values: edited }
    })

  return {
    store: 'file',
    because:
      passphrase === undefined
        ? 'This computer has no keychain that answers, so passwords and keys are kept in an encrypted file. Its key lies beside it: a copy of the file alone is useless, but whoever can read your files can read them. Set MYCOPOD_PASSPHRASE to lock it with a passphrase.'
        : 'This computer has no keychain that answers, so passwords and keys are kept in an encrypted file that only your passphrase opens.',
    get: name => use(({ values }) => values.get(name)),
    set: (name, value) => change(values => values.set(name, value)),
    remove: name => use(({ values }) => values.has(name)).then(there => (there ? change(values => values.delete(name)) : undefined)),
    names: prefix => use(({ values }) => [...values.keys()].filter(name => name.startsWith(prefix)).sort()),
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

/** Puts a file in place whole (mode 600) and on disk, or leaves the old one. */
async function writeWhole(path: string, text: string): Promise<void> {
  const draft = `${path}.new`
  await rm(draft, { force: true })
  const file = await open(draft, 'wx', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(draft, path)
  if (process.platform === 'win32') return
  const folder = await open(dirname(path))
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
