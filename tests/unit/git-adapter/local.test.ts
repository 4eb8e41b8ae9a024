import { mkdirSync, readFileSync, rmSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createDeclarationStore } from '../../../electron/adapters/git/declaration-store.ts'
import { hasGit, runGit, troubleOf } from '../../support/git-program.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

async function begin() {
  const folder = join(temporaryFolder(), 'declarations')
  const store = await createDeclarationStore({ folder })
  const save = (files: Record<string, string | undefined>, at = 1_700_000_000_000) =>
    store.commit({ files, author: 'Zoë Ångström <admin>', reason: 'Change it', at })
  const lay = (name: string, content: string | Uint8Array) => writeFileSync(join(folder, name), content)
  return { folder, store, save, lay }
}

describe('the folder as a repository', () => {
  test('begins empty on main', async () => {
    const { folder, store } = await begin()
    expect(await store.head()).toBeUndefined()
    expect(await store.history({ limit: 5 })).toEqual([])
    expect(readFileSync(join(folder, '.git/HEAD'), 'utf8')).toBe('ref: refs/heads/main\n')
  })

  test('a commit has its author, time and reason, and is found by a beginning of it', async () => {
    const { store, save } = await begin()
    const first = await save({ 'home.md': 'one\n', 'home.lock.yaml': 'x: 1\n' })
    expect(await store.history({ limit: 5 })).toEqual([
      { revision: first, at: 1_700_000_000_000, author: 'Zoë Ångström admin', message: 'Change it', files: ['home.lock.yaml', 'home.md'] },
    ])
    expect(await store.resolve(first.slice(0, 6))).toBe(first)
    await expect(store.resolve('0123456')).rejects.toMatchObject({ code: 'NotFound' })
    await expect(store.resolve('abc')).rejects.toMatchObject({ code: 'NotFound' })
    await expect(store.files('0'.repeat(40))).rejects.toMatchObject({ code: 'NotFound' })
  })

  test('history follows parents when the clock goes back', async () => {
    const { store, save } = await begin()
    const revisions: string[] = []
    for (const at of [5000, 3000, 9000, 1000]) revisions.unshift(await save({ 'home.md': `${at}\n` }, at))
    expect((await store.history({ limit: 10 })).map(({ revision }) => revision)).toEqual(revisions)
    expect(await store.contains(revisions[3] ?? '')).toBe(true)
    expect(await store.contains('1'.repeat(40))).toBe(false)
  })

  test('history of one file passes over the others', async () => {
    const { store, save } = await begin()
    await save({ 'home.md': 'one\n' })
    const other = await save({ 'work.md': 'one\n' })
    await save({ 'home.md': 'two\n' })
    expect((await store.history({ path: 'work.md', limit: 3 })).map(({ revision }) => revision)).toEqual([other])
  })

  test('a change based on an older commit is refused, and removing takes the file away', async () => {
    const { store, save } = await begin()
    const first = await save({ 'home.md': 'one\n' })
    await save({ 'home.md': 'two\n' })
    const late = store.commit({ files: { 'home.md': 'mine\n' }, author: 'a', reason: 'r', at: 1, basedOn: first })
    await expect(late).rejects.toMatchObject({ code: 'DeclarationChangedMeanwhile', data: { declaration: 'home' } })
    const gone = await save({ 'home.md': undefined })
    expect(await store.files(gone)).toEqual(new Map())
    expect(await store.workingFiles()).toEqual(new Map())
    expect(await store.files(first)).toEqual(new Map([['home.md', { text: 'one\n' }]]))
  })

  test('names outside the folder and twins in another case are refused', async () => {
    const { save } = await begin()
    for (const path of ['../home.md', 'a/b.md', '.git/config', 'home.txt'])
      await expect(save({ [path]: 'x' })).rejects.toMatchObject({ code: 'BadInput' })
    await save({ 'Home.md': 'one\n' })
    await expect(save({ 'home.md': 'two\n' })).rejects.toMatchObject({ code: 'BadInput' })
  })

  test('links are not followed, and what else lies in the folder stays', async () => {
    const { folder, store, save, lay } = await begin()
    const secret = join(temporaryFolder(), 'secret')
    writeFileSync(secret, 'secret')
    symlinkSync(secret, join(folder, 'home.md'))
    mkdirSync(join(folder, 'notes.md'))
    lay('other.txt', 'mine')
    expect(await store.workingFiles()).toEqual(new Map())
    await save({ 'home.md': 'one\n' })
    expect(readFileSync(secret, 'utf8')).toBe('secret')
    expect(readFileSync(join(folder, 'other.txt'), 'utf8')).toBe('mine')
    expect(await store.workingFiles()).toEqual(new Map([['home.md', { text: 'one\n' }]]))
  })

  test('an edit that nobody committed stays where it is, or is kept before it is written over', async () => {
    const { folder, store, save, lay } = await begin()
    await save({ 'home.md': 'one\n', 'work.md': 'one\n' })
    lay('work.md', 'edited\r\n')
    lay('home.md', 'by hand\n')
    await save({ 'home.md': 'two\n' })
    expect(readFileSync(join(folder, 'work.md'), 'utf8')).toBe('edited\r\n')
    const [, outside] = await store.history({ limit: 2 })
    expect(outside?.author).toBe('Outside MycoPod')
    expect((await store.files(outside?.revision ?? '')).get('home.md')).toEqual({ text: 'by hand\n' })
    lay('home.md', 'two\r\n')
    await save({ 'home.md': 'three\n' })
    expect(await store.history({ limit: 10 })).toHaveLength(4)
  })

  test('a large or foreign file is told in words', async () => {
    const { store, lay } = await begin()
    lay('big.md', Buffer.alloc(5_000_000, 'a'))
    lay('old.md', Buffer.from('Grüße', 'latin1'))
    const files = await store.workingFiles()
    expect(files.get('big.md')).toMatchObject({ binary: true, because: 'It is larger than 4 MB.' })
    expect(files.get('old.md')).toMatchObject({ binary: true })
  })

  test('commits at the same time wait for each other', async () => {
    const { store, save } = await begin()
    await Promise.all(Array.from({ length: 8 }, (_, at) => save({ [`d${at}.md`]: 'x\n' })))
    expect(await store.history({ limit: 20 })).toHaveLength(8)
    expect((await store.workingFiles()).size).toBe(8)
  })
})

describe('what a crash or somebody left behind', () => {
  test('locks of a killed run or of long ago are taken over; a held one is told', async () => {
    const { folder, store, save } = await begin()
    await save({ 'home.md': 'one\n' })
    const lock = join(folder, '.git/index.lock')
    writeFileSync(lock, 'mycopod\n')
    await save({ 'home.md': 'two\n' })
    writeFileSync(lock, 'DIRC of another program')
    utimesSync(lock, 1, 1)
    await save({ 'home.md': 'three\n' })
    writeFileSync(lock, 'DIRC of another program')
    await expect(save({ 'home.md': 'four\n' })).rejects.toMatchObject({ code: 'DeclarationsBroken' })
    rmSync(lock)
    expect((await store.workingFiles()).get('home.md')).toEqual({ text: 'three\n' })
  })

  test('an object that was written by half is written anew', async () => {
    const { folder, save } = await begin()
    await save({ 'home.md': 'one\n' })
    const { oid } = await import('isomorphic-git').then(git => git.hashBlob({ object: 'two\n' }))
    mkdirSync(join(folder, '.git/objects', oid.slice(0, 2)), { recursive: true })
    writeFileSync(join(folder, '.git/objects', oid.slice(0, 2), oid.slice(2)), '')
    const second = await save({ 'home.md': 'two\n' })
    const store = await createDeclarationStore({ folder })
    expect(await store.files(second)).toEqual(new Map([['home.md', { text: 'two\n' }]]))
  })

  test('a repository that cannot be read is told as such', async () => {
    const { folder, save } = await begin()
    const revision = await save({ 'home.md': 'one\n' })
    truncateSync(join(folder, '.git/objects', revision.slice(0, 2), revision.slice(2)))
    await expect(createDeclarationStore({ folder })).rejects.toMatchObject({ code: 'DeclarationsBroken' })
    rmSync(join(folder, '.git/HEAD'))
    await expect(createDeclarationStore({ folder })).rejects.toMatchObject({ code: 'DeclarationsBroken' })
    const file = join(temporaryFolder(), 'file')
    writeFileSync(file, '')
    await expect(createDeclarationStore({ folder: file })).rejects.toMatchObject({ code: 'DeclarationsBroken' })
  })
})

describe.skipIf(!hasGit)('beside the program for Git', () => {
  test('it finds nothing wrong, and its commits are read', async () => {
    const { folder, store, save, lay } = await begin()
    await save({ 'home.md': 'one\n', 'home.lock.yaml': 'x: 1\n' })
    await save({ 'home.md': 'two\n', 'home.lock.yaml': undefined })
    expect(troubleOf(folder)).toBe('')
    expect(runGit(folder, 'log', '--format=%an %ae %s', '-1')).toBe('Zoë Ångström admin zoe-angstrom-admin@mycopod.invalid Change it')
    mkdirSync(join(folder, 'notes'))
    lay('notes/deep.txt', 'kept')
    lay('home.md', 'by Ada\n')
    runGit(folder, 'add', '-A')
    runGit(folder, 'commit', '-q', '-m', 'By hand')
    runGit(folder, 'gc', '-q')
    expect((await store.history({ limit: 1 }))[0]).toMatchObject({ author: 'Ada', message: 'By hand', files: ['home.md'] })
    await save({ 'home.md': 'three\n' })
    expect(troubleOf(folder)).toBe('')
    expect(runGit(folder, 'show', 'HEAD:notes/deep.txt')).toBe('kept')
  })

  test('what somebody staged stays staged', async () => {
    const { folder, save, lay } = await begin()
    await save({ 'home.md': 'one\n' })
    lay('work.md', 'staged\n')
    runGit(folder, 'add', 'work.md')
    await save({ 'home.md': 'two\n' })
    expect(runGit(folder, 'status', '--short')).toBe('A  work.md')
  })
})
