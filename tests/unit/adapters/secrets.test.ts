import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { chooseSecrets } from '../../../electron/adapters/secrets/choose-secrets.ts'
import { createFileSecrets } from '../../../electron/adapters/secrets/file-secrets.ts'
import type { Keychain } from '../../../electron/adapters/secrets/keychain-secrets.ts'
import { createMemorySecrets } from '../../../electron/adapters/secrets/memory-secrets.ts'
import { describeSecrets } from '../../behaviour/secrets/secrets-behaviour.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

/** A keychain in memory that can be locked. */
function fakeKeychain() {
  const entries = new Map<string, string>()
  const state = { locked: false, entries }
  const checked = async <T>(value: () => T): Promise<T> => {
    if (state.locked) throw new Error('AccessDenied')
    return value()
  }
  const keychain: Keychain = {
    getPassword: (service, account) => checked(() => entries.get(`${service} ${account}`) ?? null),
    setPassword: (service, account, password) => checked(() => void entries.set(`${service} ${account}`, password)),
    deletePassword: (service, account) => checked(() => entries.delete(`${service} ${account}`)),
  }
  return { ...state, keychain, lock: (locked: boolean) => (state.locked = locked), load: async () => keychain }
}
const noKeychain = async () => undefined

describeSecrets('secrets in memory', async () => {
  const secrets = createMemorySecrets('It is a test.')
  return { secrets, reopen: async () => secrets }
})

describeSecrets('secrets in a file with a passphrase', async () => {
  const folder = temporaryFolder()
  return { secrets: createFileSecrets(folder, 'correct horse'), reopen: async () => createFileSecrets(folder, 'correct horse') }
})

describeSecrets('secrets in a file with a key beside it', async () => {
  const folder = temporaryFolder()
  return { secrets: createFileSecrets(folder, undefined), reopen: async () => createFileSecrets(folder, undefined) }
})

describeSecrets('secrets in a keychain', async () => {
  const folder = temporaryFolder()
  const { load } = fakeKeychain()
  return { secrets: await chooseSecrets({ dataDir: folder }, load), reopen: () => chooseSecrets({ dataDir: folder }, load) }
})

describe('the file', () => {
  test('only its owner may read it, and no secret or name is legible in it', async () => {
    const folder = temporaryFolder()
    await createFileSecrets(folder, undefined).set('device/1/password', 'hunter2secret')
    expect(readdirSync(folder).sort()).toEqual(['secrets.json', 'secrets.key'])
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600)
    const text = readFileSync(join(folder, 'secrets.json'), 'utf8')
    expect(text).not.toContain('device/1')
    expect(Buffer.from(JSON.parse(text).data, 'base64').toString('latin1')).not.toContain('hunter2')
  })

  test('is locked with a wrong passphrase, without one, and without its key; nothing is written over it', async () => {
    const folder = temporaryFolder()
    await createFileSecrets(folder, 'right').set('a', 'value')
    const before = readFileSync(join(folder, 'secrets.json'), 'utf8')
    for (const wrong of ['wrong', undefined]) {
      const secrets = createFileSecrets(folder, wrong)
      await expect(secrets.get('a')).rejects.toMatchObject({ code: 'SecretStoreLocked', data: { store: 'file' } })
      await expect(secrets.set('a', 'other')).rejects.toMatchObject({ code: 'SecretStoreLocked' })
    }
    expect(readFileSync(join(folder, 'secrets.json'), 'utf8')).toBe(before)

    const keyed = temporaryFolder()
    await createFileSecrets(keyed, undefined).set('a', 'value')
    rmSync(join(keyed, 'secrets.key'))
    await expect(createFileSecrets(keyed, undefined).get('a')).rejects.toMatchObject({ code: 'SecretStoreLocked' })
    expect(readdirSync(keyed)).toEqual(['secrets.json'])
  })

  test('any change of it is noticed', async () => {
    const folder = temporaryFolder()
    const path = join(folder, 'secrets.json')
    await createFileSecrets(folder, 'right').set('a', 'value')
    const sealed = JSON.parse(readFileSync(path, 'utf8'))
    const flipped = (base64: string) => {
      const bytes = Buffer.from(base64, 'base64')
      bytes[0] = (bytes[0] ?? 0) ^ 1
      return bytes.toString('base64')
    }
    const changes = [
      { ...sealed, data: flipped(sealed.data) },
      { ...sealed, tag: flipped(sealed.tag) },
      { ...sealed, tag: Buffer.from(sealed.tag, 'base64').subarray(0, 4).toString('base64') },
      { ...sealed, nonce: flipped(sealed.nonce) },
      { ...sealed, kdf: { ...sealed.kdf, salt: flipped(sealed.kdf.salt) } },
      { ...sealed, kdf: { ...sealed.kdf, N: 2 } },
      { ...sealed, opensWith: 'key-file' },
      {},
    ]
    for (const changed of changes) {
      writeFileSync(path, JSON.stringify(changed))
      await expect(createFileSecrets(folder, 'right').get('a')).rejects.toMatchObject({ code: 'SecretStoreLocked' })
    }
  })

  test('a passphrase given later takes the place of the key beside it', async () => {
    const folder = temporaryFolder()
    await createFileSecrets(folder, undefined).set('a', 'value')
    expect(await createFileSecrets(folder, 'new').get('a')).toBe('value')
    expect(readdirSync(folder)).toEqual(['secrets.json'])
    await expect(createFileSecrets(folder, undefined).get('a')).rejects.toMatchObject({ code: 'SecretStoreLocked' })
    expect(await createFileSecrets(folder, 'new').get('a')).toBe('value')
  })
})

describe('choosing', () => {
  test('without a keychain the file is used and says how far it protects', async () => {
    const folder = temporaryFolder()
    const locked = fakeKeychain()
    locked.lock(true)
    for (const load of [noKeychain, locked.load]) {
      expect(await chooseSecrets({ dataDir: folder }, load)).toMatchObject({
        store: 'file',
        because: expect.stringContaining('whoever can read your files'),
      })
      expect(await chooseSecrets({ dataDir: folder, passphrase: 'x' }, load)).toMatchObject({
        store: 'file',
        because: expect.stringContaining('passphrase'),
      })
    }
  })

  test('a keychain that answers is used, and probing it leaves nothing', async () => {
    const { load, entries } = fakeKeychain()
    expect(await chooseSecrets({ dataDir: temporaryFolder() }, load)).toMatchObject({ store: 'keychain' })
    expect([...entries]).toEqual([])
  })

  test('once in the keychain secrets stay there: locked later is said, not worked around, and unlocking heals it', async () => {
    const folder = temporaryFolder()
    const keychain = fakeKeychain()
    await (await chooseSecrets({ dataDir: folder }, keychain.load)).set('a', 'value')
    keychain.lock(true)
    const later = await chooseSecrets({ dataDir: folder }, keychain.load)
    await expect(later.get('a')).rejects.toMatchObject({ code: 'SecretStoreLocked', data: { store: 'keychain' } })
    await expect((await chooseSecrets({ dataDir: folder }, noKeychain)).get('a')).rejects.toMatchObject({ code: 'SecretStoreLocked' })
    keychain.lock(false)
    expect(await later.get('a')).toBe('value')
  })

  test('once in the file secrets stay there, and two folders never share', async () => {
    const keychain = fakeKeychain()
    const folder = temporaryFolder()
    await (await chooseSecrets({ dataDir: folder }, noKeychain)).set('a', 'value')
    const later = await chooseSecrets({ dataDir: folder }, keychain.load)
    expect(later.store).toBe('file')
    expect(await later.get('a')).toBe('value')
    const [one, two] = [
      await chooseSecrets({ dataDir: temporaryFolder() }, keychain.load),
      await chooseSecrets({ dataDir: temporaryFolder() }, keychain.load),
    ]
    await one.set('a', 'one')
    expect(await two.get('a')).toBeUndefined()
    expect(await two.names('')).toEqual([])
  })
})
