import { describe, expect, test } from 'vitest'
import type { Store } from '../../../electron/ports/store.ts'
import { newJobView } from '../../../shared/jobs/reduce-job.ts'
import type { App } from '../../../shared/model/app.ts'
import type { AuditEntry } from '../../../shared/model/audit.ts'
import type { Cluster } from '../../../shared/model/cluster.ts'
import type { Device } from '../../../shared/model/device.ts'
import type { Job } from '../../../shared/model/job.ts'

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs
const start = Date.UTC(2026, 0, 1)

const device = (id: string, name: string): Device => ({
  id,
  name,
  kind: 'ssh',
  address: '192.0.2.1',
  port: 22,
  user: 'root',
  loginMethod: 'key',
  hasSudoPassword: false,
  maintenance: false,
  demo: false,
  addedAt: start,
})
const app = (id: string, name: string): App => ({
  id,
  name,
  title: name,
  recipe: 'gitea',
  version: '1',
  deviceId: 'd1',
  settings: { A: "quote ' and ü" },
  secretSettings: [],
  ports: [],
  stage: 'deployed',
  createdAt: start,
  updatedAt: start,
})
const cluster = (id: string, name: string): Cluster => ({
  id,
  name,
  doors: [{ node: 'pve1', url: 'https://192.0.2.1:8006' }],
  login: { method: 'token', tokenId: 'mycopod@pve!mycopod' },
  demo: false,
  addedAt: start,
})
const job = (id: string, createdAt: number, name = 'app'): Job => ({
  id,
  kind: 'apps.deploy',
  subject: { kind: 'app', name },
  startedBy: 'Ann',
  input: { nested: { list: [1, 'two'] } },
  createdAt,
})
const entry = (last: AuditEntry | undefined, what: string, at = start): AuditEntry => ({
  seq: (last?.seq ?? 0) + 1,
  at,
  who: 'Ann',
  action: 'apps.deploy',
  what,
  hash: `h${(last?.seq ?? 0) + 1}`,
  previousHash: last?.hash ?? '',
})

/** What every store does, the one on disk and the one tests use in its place. */
export function describeStore(name: string, open: () => Promise<Store>): void {
  describe(name, () => {
    test('keeps devices by id with names of their own, and offers a free one', async () => {
      const { devices } = await open()
      await devices.save(device('d1', 'nuc-1'))
      await devices.save(device('d2', 'nuc-2'))
      await devices.save({ ...device('d1', 'nuc-1'), maintenance: true })
      expect(await devices.list()).toEqual([{ ...device('d1', 'nuc-1'), maintenance: true }, device('d2', 'nuc-2')])
      await expect(devices.save(device('d3', 'nuc-1'))).rejects.toMatchObject({
        code: 'NameTaken',
        data: { what: 'device', name: 'nuc-1' },
      })
      await devices.remove('d1')
      await devices.remove('d1')
      expect((await devices.list()).map(each => each.id)).toEqual(['d2'])
    })

    test('keeps clusters by id with names of their own', async () => {
      const { clusters } = await open()
      await clusters.save(cluster('c1', 'home'))
      await clusters.save({ ...cluster('c1', 'home'), login: { method: 'password', user: 'root@pam' } })
      expect(await clusters.list()).toEqual([{ ...cluster('c1', 'home'), login: { method: 'password', user: 'root@pam' } }])
      await expect(clusters.save(cluster('c2', 'home'))).rejects.toMatchObject({
        code: 'NameTaken',
        data: { what: 'cluster', name: 'home' },
      })
      await clusters.remove('c1')
      await clusters.remove('c1')
      expect(await clusters.list()).toEqual([])
    })

    test('keeps apps by id with names of their own', async () => {
      const { apps } = await open()
      await apps.save(app('a1', 'git'))
      await apps.save({ ...app('a1', 'git'), stage: 'removing' })
      expect(await apps.list()).toEqual([{ ...app('a1', 'git'), stage: 'removing' }])
      await expect(apps.save(app('a2', 'git'))).rejects.toMatchObject({ code: 'NameTaken', data: { what: 'app', name: 'git' } })
      await apps.remove('a1')
      expect(await apps.list()).toEqual([])
    })

    test('appends job events without gap or repeat, and nothing of a refused batch', async () => {
      const { jobs } = await open()
      await jobs.create(job('j1', start))
      await jobs.append('j1', [{ seq: 1, at: start, type: 'started' }])
      await jobs.append('j1', [
        { seq: 2, at: start, type: 'state', state: 'deploying' },
        { seq: 3, at: start, type: 'resumed' },
      ])
      await expect(jobs.append('j1', [{ seq: 3, at: start, type: 'resumed' }])).rejects.toThrow()
      await expect(jobs.append('j1', [{ seq: 5, at: start, type: 'resumed' }])).rejects.toThrow()
      expect((await jobs.events('j1', 1)).map(event => event.seq)).toEqual([2, 3])
      expect(await jobs.get('j1')).toEqual(job('j1', start))
      expect(await jobs.get('j9')).toBeUndefined()
    })

    test('lists views of jobs newest first, by subject and status', async () => {
      const { jobs } = await open()
      for (const [id, at, subject] of [
        ['j1', 1, 'git'],
        ['j2', 3, 'git'],
        ['j3', 2, 'photos'],
      ] as const) {
        await jobs.create(job(id, at, subject))
        await jobs.saveView({
          id,
          kind: 'apps.deploy',
          subject: { kind: 'app', name: subject },
          startedBy: 'Ann',
          title: 'T',
          status: id === 'j1' ? 'failed' : 'running',
          state: 's',
          fraction: 0,
          steps: [],
          undos: [],
          undone: false,
          lines: 0,
          seq: 1,
          createdAt: at,
          cancellable: true,
        })
      }
      const ids = async (filter: Parameters<typeof jobs.views>[0]) => (await jobs.views(filter)).map(view => view.id)
      expect(await ids({ limit: 10 })).toEqual(['j2', 'j3', 'j1'])
      expect(await ids({ limit: 1 })).toEqual(['j2'])
      expect(await ids({ limit: 10, subject: 'git' })).toEqual(['j2', 'j1'])
      expect(await ids({ limit: 10, status: ['failed', 'cancelled'] })).toEqual(['j1'])
      expect((await jobs.view('j3'))?.createdAt).toBe(2)
    })

    test('gives measured seconds of a step, newest first', async () => {
      const { jobs } = await open()
      for (const seconds of [5, 6, 7]) await jobs.recordStepSeconds('apps.deploy', 'pull', seconds, start + seconds)
      await jobs.recordStepSeconds('apps.deploy', 'other', 1, start)
      expect(await jobs.stepSeconds('apps.deploy', 'pull', 2)).toEqual([7, 6])
    })

    test('appends audit entries after the last one, and reads them both ways', async () => {
      const { audit } = await open()
      for (const what of ['Added nuc-1', 'Deployed Git', 'Removed Git']) await audit.append(last => entry(last, what))
      expect((await audit.list({ since: 0, limit: 2 })).map(each => each.seq)).toEqual([3, 2])
      expect((await audit.list({ since: 0, limit: 9, search: 'Git' })).map(each => each.what)).toEqual(['Removed Git', 'Deployed Git'])
      const pages: number[][] = []
      for await (const page of audit.pages(2)) pages.push(page.map(each => each.seq))
      expect(pages).toEqual([[1, 2], [3]])
    })

    test('keeps settings, and sessions until they end', async () => {
      const { settings, sessions } = await open()
      expect(await settings.get()).toEqual({})
      await settings.save({ labName: 'Home', notifications: { failed: true } })
      await settings.save({ labName: 'Flat' })
      expect(await settings.get()).toEqual({ labName: 'Flat' })
      await sessions.save({ tokenHash: 'x', person: 'Ann', createdAt: 1, expiresAt: 10 })
      await sessions.save({ tokenHash: 'y', person: 'Ann', createdAt: 1, expiresAt: 20 })
      expect(await sessions.find('x')).toMatchObject({ person: 'Ann', expiresAt: 10 })
      await sessions.trim(10)
      expect(await sessions.find('x')).toBeUndefined()
      await sessions.remove('y')
      expect(await sessions.find('y')).toBeUndefined()
    })

    test('forgets the first entries of the audit and remembers the last of them', async () => {
      const { audit } = await open()
      for (const what of ['one', 'two', 'three']) await audit.append(last => entry(last, what))
      expect(await audit.left()).toBeUndefined()
      await audit.forget({ seq: 1, hash: 'h1' })
      await audit.forget({ seq: 2, hash: 'h2' })
      expect(await audit.left()).toEqual({ seq: 2, hash: 'h2' })
      expect((await audit.list({ since: 0, limit: 9 })).map(({ what }) => what)).toEqual(['three'])
      expect(await audit.append(last => entry(last, 'four'))).toMatchObject({ seq: 4, previousHash: 'h3' })
    })

    test('forgets old jobs in some states with their events, and old measurements but the newest of each step', async () => {
      const { jobs } = await open()
      for (const [id, createdAt, end] of [
        ['j1', 1, 'succeeded'],
        ['j2', 1, undefined],
        ['j3', 5, 'succeeded'],
      ] as const) {
        await jobs.create(job(id, createdAt))
        await jobs.append(id, [{ seq: 1, at: createdAt, type: 'started' }])
        if (end) await jobs.saveView({ ...newJobView(job(id, createdAt)), status: end })
      }
      for (const at of [1, 2, 3, 9]) await jobs.recordStepSeconds('apps.deploy', 'pull', at, at)
      await jobs.recordStepSeconds('apps.deploy', 'check', 1, 1)
      expect(await jobs.trim({ before: 5, status: ['succeeded', 'failed'], kept: 2 })).toBe(1)
      expect([await jobs.get('j1'), await jobs.view('j1'), await jobs.events('j1', 0)]).toEqual([undefined, undefined, []])
      expect([await jobs.get('j2'), await jobs.get('j3')]).toEqual([job('j2', 1), job('j3', 5)])
      expect(await jobs.stepSeconds('apps.deploy', 'pull', 9)).toEqual([9, 3])
      expect(await jobs.stepSeconds('apps.deploy', 'check', 9)).toEqual([1])
    })

    test('keeps the language model, and adds up what is spent by month and currency', async () => {
      const { languageModel, modelSpending } = await open()
      expect(await languageModel.get()).toBeUndefined()
      const kept = { provider: 'ollama', url: 'http://127.0.0.1:11434/v1', model: 'm', hideNames: true } as const
      await languageModel.save(kept)
      await languageModel.save({ ...kept, model: 'other', monthlyLimit: 5 })
      expect(await languageModel.get()).toEqual({ ...kept, model: 'other', monthlyLimit: 5 })
      await languageModel.save(undefined)
      expect(await languageModel.get()).toBeUndefined()
      const spent = { month: '2026-01', currency: 'EUR', tokensIn: 10, tokensOut: 2, amount: 0.5 }
      for (const each of [spent, spent, { ...spent, currency: '' }, { ...spent, month: '2026-02' }]) await modelSpending.add(each)
      expect(await modelSpending.of('2026-01')).toEqual([
        { ...spent, currency: '' },
        { ...spent, tokensIn: 20, tokensOut: 4, amount: 1 },
      ])
      expect(await modelSpending.of('2026-03')).toEqual([])
    })

    test('counts answered polls', async () => {
      const { history } = await open()
      expect(await history.answeredFraction('d1', start)).toBeUndefined()
      await history.countPolls(
        [true, true, true, false].map((answered, index) => ({ deviceId: 'd1', at: start + dayMs + index, answered })),
      )
      expect(await history.answeredFraction('d1', start)).toBe(0.75)
      await history.removeDevice('d1')
      expect(await history.answeredFraction('d1', start)).toBeUndefined()
    })
  })
}
