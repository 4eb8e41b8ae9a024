import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createDeclarationStore } from '../../../electron/adapters/git/declaration-store.ts'
import type { ExchangeLimits } from '../../../electron/adapters/git/remote-door.ts'
import { hasGit, runGit, troubleOf } from '../../support/git-program.ts'
import { startGitRemote } from '../../support/git-remote.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const token = 'ghp_secretOfTheLab'

async function begin(limits: Partial<ExchangeLimits> = {}) {
  const remote = await startGitRemote(token)
  const folder = join(temporaryFolder(), 'declarations')
  const store = await createDeclarationStore({ folder, limits })
  const way = { url: remote.url, branch: 'main', token }
  const save = (files: Record<string, string | undefined>) =>
    store.commit({ files, author: 'Ada', reason: 'Change', at: 1_700_000_000_000 })
  const pull = (signal?: AbortSignal) => store.pull(way, 'MycoPod', 1_700_000_000_000, signal)
  /** Somebody else commits a file and sends it; the revision. */
  const elsewhere = (clone: string, name: string, text: string, ...how: string[]) => {
    writeFileSync(join(clone, name), text)
    runGit(clone, 'add', '-A')
    runGit(clone, 'commit', '-q', '-m', `Change ${name}`)
    runGit(clone, 'push', '-q', ...how, 'origin', 'HEAD:main')
    return runGit(clone, 'rev-parse', 'HEAD')
  }
  return { remote, folder, store, way, save, pull, elsewhere }
}

/** Everything that is kept in a repository outside its objects. */
function writtenIn(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n')
}

describe.skipIf(!hasGit)('a repository elsewhere', () => {
  test('an empty one gets ours, and a second folder gets it from there', async () => {
    const { remote, folder, store, way, save, pull } = await begin()
    expect(await pull()).toEqual({ found: 'nothing' })
    await store.push(way)
    const head = await save({ 'home.md': 'one\n' })
    expect(await pull()).toEqual({ found: 'ahead' })
    await store.push(way)
    expect(runGit(remote.folder, 'rev-parse', 'main')).toBe(head)
    expect(await pull()).toEqual({ found: 'nothing' })
    const other = join(temporaryFolder(), 'other')
    const second = await createDeclarationStore({ folder: other })
    expect(await second.pull(way, 'MycoPod', 1)).toEqual({ found: 'changes', from: undefined, to: head })
    expect(await second.workingFiles()).toEqual(new Map([['home.md', { text: 'one\n' }]]))
    for (const each of [folder, other]) {
      expect(troubleOf(each)).toBe('')
      expect(writtenIn(each)).not.toContain(token)
      expect(readFileSync(join(each, '.git/config'), 'utf8')).not.toContain('remote')
    }
    expect(new Set(remote.asked.map(({ authorization }) => authorization)).size).toBe(1)
  })

  test('what was sent from elsewhere is taken over, with folders and files that are not ours', async () => {
    const { remote, folder, store, way, save, pull, elsewhere } = await begin()
    const head = await save({ 'home.md': 'one\n' })
    await store.push(way)
    const clone = remote.clone()
    runGit(clone, 'config', 'core.symlinks', 'true')
    writeFileSync(join(clone, 'README.txt'), 'hello')
    const to = elsewhere(clone, 'home.md', 'two\r\n')
    expect(await pull()).toEqual({ found: 'changes', from: head, to })
    expect((await store.files(to)).get('home.md')).toEqual({ text: 'two\n' })
    expect(readFileSync(join(folder, 'README.txt'), 'utf8')).toBe('hello')
    expect(troubleOf(folder)).toBe('')
  })

  test('changes of different files are brought together', async () => {
    const { remote, folder, store, way, save, pull, elsewhere } = await begin()
    await save({ 'home.md': 'one\n', 'work.md': 'one\n' })
    await store.push(way)
    elsewhere(remote.clone(), 'home.md', 'theirs\n')
    const head = await save({ 'work.md': 'ours\n' })
    await expect(store.push(way)).rejects.toMatchObject({ code: 'RemoteAhead' })
    const pulled = await pull()
    expect(pulled).toMatchObject({ found: 'changes', from: head })
    expect(Object.fromEntries(await store.workingFiles())).toEqual({ 'home.md': { text: 'theirs\n' }, 'work.md': { text: 'ours\n' } })
    await store.push(way)
    expect(await pull()).toEqual({ found: 'nothing' })
    expect(await store.history({ limit: 9 })).toHaveLength(4)
    expect(troubleOf(folder)).toBe('')
  })

  test('changes of the same file are a conflict until it is settled with both parents', async () => {
    const { remote, folder, store, way, save, pull, elsewhere } = await begin()
    await save({ 'home.md': 'one\n', 'home.lock.yaml': 'one\n', 'work.md': 'one\n' })
    await store.push(way)
    const clone = remote.clone()
    elsewhere(clone, 'home.lock.yaml', 'theirs\n')
    elsewhere(clone, 'work.md', 'theirs\n')
    const theirs = elsewhere(clone, 'home.md', 'theirs\n')
    const ours = await save({ 'home.md': 'ours\n', 'home.lock.yaml': 'ours\n' })
    const conflict = { found: 'conflict', files: [{ path: 'home.md', ours: 'ours\n', theirs: 'theirs\n' }] }
    expect(await pull()).toEqual(conflict)
    expect(await pull()).toEqual(conflict)
    expect(await store.head()).toBe(ours)
    const settled = await store.settle(way, { files: { 'home.md': 'both\n' }, author: 'Ada', at: 2 })
    expect(runGit(folder, 'log', '-1', '--format=%P', settled).split(' ')).toEqual([ours, theirs])
    expect(Object.fromEntries(await store.workingFiles())).toEqual({
      'home.lock.yaml': { text: 'ours\n' },
      'home.md': { text: 'both\n' },
      'work.md': { text: 'theirs\n' },
    })
    expect(await pull()).toEqual({ found: 'ahead' })
    await store.push(way)
    expect(runGit(remote.folder, 'rev-parse', 'main')).toBe(settled)
    expect(troubleOf(folder)).toBe('')
  })

  test('a file that one side removed and the other changed is a conflict too', async () => {
    const { remote, store, way, save, pull, elsewhere } = await begin()
    await save({ 'home.md': 'one\n', 'home.lock.yaml': 'one\n' })
    await store.push(way)
    elsewhere(remote.clone(), 'home.md', 'theirs\n')
    await save({ 'home.md': undefined, 'home.lock.yaml': undefined })
    expect(await pull()).toEqual({ found: 'conflict', files: [{ path: 'home.md', ours: '', theirs: 'theirs\n' }] })
    await store.settle(way, { files: { 'home.md': '' }, author: 'Ada', at: 2 })
    expect(await store.workingFiles()).toEqual(new Map())
  })

  test('an edit in the folder that nobody committed is never written over by a pull', async () => {
    const { remote, folder, store, way, save, pull, elsewhere } = await begin()
    await save({ 'home.md': 'one\n' })
    await store.push(way)
    elsewhere(remote.clone(), 'home.md', 'theirs\n')
    writeFileSync(join(folder, 'home.md'), 'by hand\n')
    expect(await pull()).toEqual({ found: 'conflict', files: [{ path: 'home.md', ours: 'by hand\n', theirs: 'theirs\n' }] })
    expect((await store.history({ limit: 1 }))[0]?.author).toBe('Outside MycoPod')
  })

  test('a rewritten history is told, changes nothing here and is never overwritten there', async () => {
    const { remote, folder, store, way, save, pull, elsewhere } = await begin()
    await save({ 'home.md': 'one\n' })
    const head = await save({ 'home.md': 'two\n' })
    await store.push(way)
    const clone = remote.clone()
    runGit(clone, 'reset', '-q', '--hard', 'HEAD~1')
    const theirs = elsewhere(clone, 'work.md', 'theirs\n', '--force')
    expect(await pull()).toEqual({ found: 'rewritten', theirs })
    expect(await pull()).toEqual({ found: 'rewritten', theirs })
    await expect(store.push(way)).rejects.toMatchObject({ code: 'RemoteAhead' })
    expect([await store.head(), runGit(remote.folder, 'rev-parse', 'main')]).toEqual([head, theirs])
    await store.settle(way, { files: {}, author: 'Ada', at: 2 })
    expect(await pull()).toEqual({ found: 'ahead' })
    await store.push(way)
    expect(Object.fromEntries(await store.workingFiles())).toEqual({ 'home.md': { text: 'two\n' }, 'work.md': { text: 'theirs\n' } })
    expect(troubleOf(folder)).toBe('')
  })

  test('two histories without a common beginning come together', async () => {
    const { remote, store, way, save, pull } = await begin()
    const clone = remote.clone()
    writeFileSync(join(clone, 'work.md'), 'theirs\n')
    runGit(clone, 'add', '-A')
    runGit(clone, 'commit', '-q', '-m', 'Begin')
    runGit(clone, 'push', '-q', 'origin', 'HEAD:main')
    await save({ 'home.md': 'ours\n' })
    expect(await pull()).toMatchObject({ found: 'changes' })
    await store.push(way)
    expect((await store.workingFiles()).size).toBe(2)
  })
})

describe.skipIf(!hasGit)('a remote that does not do what is wanted', () => {
  test('a wrong token, no repository and a page that is no Git are told, without the token', async () => {
    const { remote, store, way } = await begin()
    const tries = [
      { ...way, token: 'wrong-token' },
      { url: way.url, branch: 'main' },
      { ...way, url: way.url.replace('lab', 'other') },
    ]
    for (const each of tries) {
      const error = await store.pull(each, 'a', 1).catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({ code: 'RemoteRefused' })
      expect(JSON.stringify([error, String(error)])).not.toMatch(/wrong-token|ghp_/)
    }
    remote.instead = (_, response) => Boolean(response.writeHead(200, { 'content-type': 'text/html' }).end('<html>hello</html>'))
    await expect(store.pull(way, 'a', 1)).rejects.toMatchObject({ code: 'RemoteRefused' })
    remote.instead = (_, response) => Boolean(response.writeHead(503).end())
    await expect(store.pull(way, 'a', 1)).rejects.toMatchObject({ code: 'RemoteUnreachable' })
  })

  test('a server that refuses the commits is quoted', async () => {
    const { remote, store, way, save } = await begin()
    writeFileSync(join(remote.folder, 'hooks/update'), `#!/bin/sh\nexit 1\n`, { mode: 0o755 })
    await save({ 'home.md': 'one\n' })
    const error = await store.push(way).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'RemoteRefused', data: { because: expect.stringContaining('hook declined') } })
  })

  test('the token goes to no other place', async () => {
    const { remote, store, way } = await begin()
    const other = await startGitRemote()
    remote.instead = (request, response) =>
      Boolean(response.writeHead(302, { location: `${new URL(other.url).origin}${request.url}` }).end())
    await expect(store.pull(way, 'a', 1)).rejects.toMatchObject({ code: 'RemoteRefused' })
    expect(other.asked).toEqual([])
    remote.instead = (request, response) =>
      !request.url?.includes('moved') && Boolean(response.writeHead(301, { location: '/moved' }).end())
    await expect(store.pull(way, 'a', 1)).rejects.toMatchObject({ code: 'RemoteRefused' })
  })

  test('addresses that would give the token away are refused before anything is sent', async () => {
    const { remote, store, way } = await begin()
    const urls = [
      'http://git.example.org/lab.git',
      'https://ada:pw@git.example.org/lab.git',
      'git@github.com:ada/lab.git',
      'file:///etc',
      '/etc',
      'https://git.example.org/lab.git?token=x',
    ]
    for (const url of urls) {
      const error = await store.pull({ ...way, url }, 'a', 1).catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({ code: 'RemoteRefused' })
      expect(JSON.stringify(error)).not.toContain('pw')
    }
    for (const branch of ['', '../x', 'a b', '-x', 'x.lock', 'a..b'])
      await expect(store.pull({ ...way, branch }, 'a', 1)).rejects.toMatchObject({ code: 'RemoteRefused' })
    expect(remote.asked).toEqual([])
  })

  test('nobody there, one that hangs, and a cancel', async () => {
    const { remote, store, way } = await begin({ exchangeMs: 300 })
    await expect(store.pull({ ...way, url: 'http://127.0.0.1:9/lab.git' }, 'a', 1)).rejects.toMatchObject({ code: 'RemoteUnreachable' })
    remote.instead = () => true
    await expect(store.pull(way, 'a', 1)).rejects.toMatchObject({
      code: 'RemoteUnreachable',
      data: { because: 'It did not answer in time.' },
    })
    const cancel = new AbortController()
    const reason = new Error('enough')
    const pulling = store.pull(way, 'a', 1, cancel.signal)
    cancel.abort(reason)
    await expect(pulling).rejects.toBe(reason)
    const deaf = createServer(socket => socket.destroy()).listen(0, '127.0.0.1')
    onTestFinished(() => void deaf.close())
    const address = deaf.address()
    const port = typeof address === 'object' && address ? address.port : 0
    await expect(store.pull({ ...way, url: `http://127.0.0.1:${port}/lab.git` }, 'a', 1)).rejects.toMatchObject({
      code: 'RemoteUnreachable',
    })
  })

  test('too much is told, and nothing of it is kept', async () => {
    const small = await begin({ bytes: 20_000 })
    small.elsewhere(small.remote.clone(), 'home.md', Array.from({ length: 9000 }, (_, at) => `${at * 7919} `).join(''))
    await expect(small.pull()).rejects.toMatchObject({ code: 'RemoteRefused' })
    expect([await small.store.head(), troubleOf(small.folder)]).toEqual([undefined, ''])
    const few = await begin({ objects: 2 })
    few.elsewhere(few.remote.clone(), 'home.md', 'one\n')
    await expect(few.pull()).rejects.toMatchObject({ code: 'RemoteRefused' })
  })

  test('an answer that breaks off in the middle leaves the repository as it was', async () => {
    const { remote, folder, store, way, save, pull, elsewhere } = await begin({ exchangeMs: 2000 })
    await save({ 'home.md': 'one\n' })
    await store.push(way)
    const theirs = elsewhere(remote.clone(), 'home.md', 'theirs\n')
    remote.instead = (request, response) => {
      if (request.method !== 'POST') return false
      return Boolean(
        response
          .writeHead(200, { 'content-type': 'application/x-git-upload-pack-result' })
          .end('0008NAK\n0040\x01PACK\0\0\0\x02\0\0\0\x03half'),
      )
    }
    await expect(pull()).rejects.toMatchObject({ code: 'RemoteUnreachable' })
    expect(troubleOf(folder)).toBe('')
    remote.instead = undefined
    expect(await pull()).toMatchObject({ found: 'changes', to: theirs })
  })
})
