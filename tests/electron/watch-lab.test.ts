import { expect, test } from 'vitest'
import { deviceNews, jobNews, type News } from '../../electron/main/lab-news.ts'
import { type LabStatus, labStatus } from '../../electron/main/lab-status.ts'
import { type LabClient, watchLab } from '../../electron/main/watch-lab.ts'
import type { Change } from '../../shared/api/system.ts'
import type { AppView } from '../../shared/model/app.ts'
import type { DeviceView } from '../../shared/model/device.ts'
import type { JobView } from '../../shared/model/job.ts'
import type { Overview } from '../../shared/model/overview.ts'
import type { Drift } from '../../shared/model/plan.ts'
import { type Settings, settingsSchema } from '../../shared/model/settings.ts'
import { differs } from './differs.ts'

const everything = settingsSchema.parse({})
const wanted = everything.notifications

function device(name: string, state: DeviceView['state'], more: Partial<DeviceView> = {}): DeviceView {
  return {
    id: `id-${name}`,
    name,
    kind: 'ssh',
    address: '192.168.1.20',
    port: 22,
    user: 'pi',
    loginMethod: 'key',
    hasSudoPassword: false,
    maintenance: false,
    demo: false,
    addedAt: 0,
    state,
    ...more,
  }
}

function job(id: string, status: JobView['status'], more: Partial<JobView> = {}): JobView {
  const ended = status === 'succeeded' || status === 'failed' || status === 'cancelled'
  return {
    id,
    kind: 'deploy',
    subject: { kind: 'app', name: 'nextcloud' },
    startedBy: 'You',
    title: 'Install Nextcloud',
    status,
    state: 'running',
    fraction: 1,
    steps: [],
    undos: [],
    undone: false,
    lines: 0,
    seq: 1,
    createdAt: 0,
    cancellable: false,
    ...(ended && { endedAt: 1 }),
    ...more,
  }
}

const noTotals: Overview['totals'] = {
  devices: { online: 0, degraded: 0, offline: 0, unknown: 0, counted: 0 },
  memory: { usedBytes: 0, totalBytes: 0 },
  storage: { usedBytes: 0, totalBytes: 0 },
  cpu: { usedFraction: 0, cores: 0 },
  network: { receivedBytesPerSecond: 0, sentBytesPerSecond: 0 },
  apps: { running: 0, stopped: 0, troubled: 0, total: 0 },
}

function overview(devices: readonly DeviceView[], apps: readonly Partial<AppView>[] = [], jobs: readonly JobView[] = []): Overview {
  return { at: 0, totals: noTotals, devices: [...devices], sparklines: {}, networkSparkline: [], apps: apps as AppView[], jobs: [...jobs] }
}

test.each<[string, Overview, LabStatus, Drift[]?]>([
  ['nothing is there', overview([]), { state: 'well', sentence: 'No device has been added yet.' }],
  ['all is well', overview([device('nuc-1', 'online')]), { state: 'well', sentence: 'Everything is running.' }],
  [
    'a job runs',
    overview([device('nuc-1', 'online')], [], [job('1', 'running')]),
    { state: 'well', sentence: 'Install Nextcloud is under way.' },
  ],
  [
    'a device is silent',
    overview([device('nuc-1', 'offline'), device('pi-4', 'online')]),
    { state: 'bad', sentence: 'nuc-1 does not answer.' },
  ],
  [
    'devices are silent',
    overview([device('a', 'offline'), device('b', 'offline')]),
    { state: 'bad', sentence: '2\u00a0devices do not answer.' },
  ],
  [
    'a silent device is being worked on',
    overview([device('a', 'offline', { maintenance: true })]),
    { state: 'well', sentence: 'Everything is running.' },
  ],
  [
    'an app is not well',
    overview([device('a', 'online')], [{ title: 'Jellyfin', state: 'unhealthy' }]),
    { state: 'warn', sentence: 'Jellyfin does not run as it should.' },
  ],
  [
    'an app was stopped',
    overview([device('a', 'online')], [{ title: 'Jellyfin', state: 'stopped' }]),
    { state: 'well', sentence: 'Everything is running.' },
  ],
  ['a device is strained', overview([device('nas', 'degraded')]), { state: 'warn', sentence: 'nas needs a look.' }],
  [
    'something is not as declared',
    overview([device('a', 'online')]),
    { state: 'warn', sentence: 'web-01 has 2 cores instead of 3.' },
    [differs('cores'), differs('state', { ignoredUntil: 9 }), differs('tags', { automatic: {} })],
  ],
  [
    'much is not as declared',
    overview([device('a', 'online')], [], [job('1', 'running')]),
    { state: 'warn', sentence: '2\u00a0things are not as you declared them.' },
    [differs('cores'), differs('state', { automatic: { failed: 'pve1 does not answer.' } })],
  ],
  [
    'what differs is ignored or about to be put back',
    overview([device('a', 'online')]),
    { state: 'well', sentence: 'Everything is running.' },
    [differs('state', { ignoredUntil: 9 }), differs('tags', { automatic: {} })],
  ],
])('the tray says it when %s', (_name, lab, expected, drift = []) => {
  expect(labStatus(lab, drift)).toEqual(expected)
})

test('a job gives news when it ended, was not cancelled, and the person wants to hear of it', () => {
  expect(jobNews(job('1', 'succeeded'), wanted)).toEqual({ title: 'Install Nextcloud', body: 'It is done.', route: '/apps/nextcloud' })
  expect(jobNews(job('1', 'failed', { undone: true }), wanted)?.body).toBe('It did not work. Everything was undone.')
  expect(jobNews(job('1', 'failed', { error: { code: 'Internal', data: { ref: 'x' } } }), wanted)?.body).toBe(
    'Something went wrong inside MycoPod.',
  )
  expect(jobNews(job('1', 'succeeded', { subject: { kind: 'none', name: '' } }), wanted)?.route).toBe('/activity')
  const web = { kind: 'guest', name: 'web-01', device: 'home' } as const
  expect(jobNews(job('1', 'succeeded', { subject: web }), wanted)?.route).toBe('/proxmox/guests/home/web-01')
  for (const status of ['running', 'queued', 'undoing', 'cancelled', 'interrupted'] as const)
    expect(jobNews(job('1', status), wanted)).toBeUndefined()
  expect(jobNews(job('1', 'succeeded'), { ...wanted, finished: false })).toBeUndefined()
  expect(jobNews(job('1', 'failed'), { ...wanted, failed: false })).toBeUndefined()
})

test('what a policy put back is told once, as the whole of it; that it failed is told of what differs', () => {
  const byItself = (kind: string, status: JobView['status'], more: Partial<JobView> = {}) =>
    jobNews(job('1', status, { kind, startedBy: 'MycoPod', title: 'Start Uptime Kuma', ...more }), wanted)
  expect(byItself('declarations.apply', 'succeeded')).toEqual({
    title: 'Start Uptime Kuma',
    body: 'It was not as you declared it, and is put back.',
    route: '/declare',
  })
  expect(byItself('declarations.apply', 'failed')).toBeUndefined()
  expect(byItself('start-app', 'succeeded')).toBeUndefined()
  expect(byItself('remove-app', 'succeeded', { title: 'Remove Gitea' })).toMatchObject({ title: 'Remove Gitea' })
  const quiet = { ...wanted, drift: false }
  expect(jobNews(job('1', 'succeeded', { kind: 'declarations.apply', startedBy: 'MycoPod' }), quiet)).toBeUndefined()
})

test('a device gives news when it falls silent and when it is back', () => {
  expect(deviceNews('online', device('nuc-1', 'offline'), wanted)).toMatchObject({
    title: 'nuc-1 does not answer',
    route: '/devices/nuc-1',
  })
  expect(deviceNews('offline', device('nuc-1', 'online'), wanted)).toMatchObject({ title: 'nuc-1 is back' })
  expect(deviceNews('offline', device('nuc-1', 'offline'), wanted)).toBeUndefined()
  expect(deviceNews(undefined, device('nuc-1', 'offline'), wanted)).toBeUndefined()
  expect(deviceNews('online', device('nuc-1', 'offline', { maintenance: true }), wanted)).toBeUndefined()
  expect(deviceNews('online', device('nuc-1', 'offline'), { ...wanted, devices: false })).toBeUndefined()
})

interface ScriptedLab {
  settings: Settings
  overview: Overview
  jobs: JobView[]
  drift?: Drift[]
}

/** A lab whose changes the test makes, each answered when the watcher has looked. */
function scriptedClient(lab: ScriptedLab) {
  let change = Promise.withResolvers<Change | undefined>()
  const client = {
    system: {
      settings: async () => lab.settings,
      overview: async () => lab.overview,
      async changes() {
        return (async function* () {
          for (;;) {
            const next = await change.promise
            change = Promise.withResolvers()
            if (next === undefined) return
            yield next
          }
        })()
      },
    },
    jobs: { list: async () => lab.jobs },
    declarations: { drift: async () => ({ drift: lab.drift ?? [], unknown: [], checkedAt: 3 }) },
  }
  return {
    client: client as unknown as LabClient,
    changed: () => change.resolve({ topics: ['jobs'] }),
    drifted: () => change.resolve({ topics: ['declarations'] }),
    replaced: () => change.resolve(undefined),
  }
}

test('watching tells the state at once and what ends afterwards, once each, also after another lab was shown', async () => {
  const lab: ScriptedLab = {
    settings: everything,
    overview: overview([device('nuc-1', 'online')]),
    jobs: [job('old', 'succeeded'), job('new', 'running')],
  }
  const { client, changed, drifted, replaced } = scriptedClient(lab)
  const stop = new AbortController()
  const said: LabStatus[] = []
  const news: News[] = []
  let looked = Promise.withResolvers<void>()
  const watching = watchLab(
    client,
    {
      settings: () => undefined,
      status: status => {
        said.push(status)
        queueMicrotask(() => looked.resolve())
      },
      news: item => void news.push(item),
    },
    stop.signal,
  )
  const next = async (act: () => void): Promise<void> => {
    looked = Promise.withResolvers()
    act()
    await looked.promise
  }

  await looked.promise
  expect(said).toEqual([{ state: 'well', sentence: 'Everything is running.' }])
  lab.jobs = [job('old', 'succeeded'), job('new', 'succeeded')]
  lab.overview = overview([device('nuc-1', 'offline')])
  await next(changed)
  await next(changed)
  await next(replaced)
  expect(news.map(item => item.title)).toEqual(['nuc-1 does not answer', 'Install Nextcloud'])
  expect(said.at(-1)?.state).toBe('bad')
  lab.overview = overview([device('nuc-1', 'online')])
  lab.drift = [differs('cores')]
  await next(changed)
  expect(said.at(-1)?.state).toBe('well')
  await next(drifted)
  await next(drifted)
  expect(said.at(-1)).toEqual({ state: 'warn', sentence: 'web-01 has 2 cores instead of 3.' })
  expect(news.map(item => item.title).slice(2)).toEqual(['nuc-1 is back', 'web-01 is not as you declared it'])

  stop.abort()
  replaced()
  await watching
})

test('a look that fails is said in the tray and does not end the watching', async () => {
  const lab: ScriptedLab = { settings: everything, overview: overview([]), jobs: [] }
  const { client, changed, replaced } = scriptedClient(lab)
  const works = client.system.overview
  let broken = true
  Object.assign(client.system, { overview: async () => (broken ? Promise.reject(new Error('the disk is full')) : works()) })
  const stop = new AbortController()
  const said: string[] = []
  let looked = Promise.withResolvers<void>()
  const listener = {
    settings: () => undefined,
    news: () => undefined,
    status: (status: LabStatus) => {
      said.push(status.sentence)
      looked.resolve()
    },
  }
  const watching = watchLab(client, listener, stop.signal)
  await looked.promise
  broken = false
  looked = Promise.withResolvers()
  changed()
  await looked.promise
  expect(said).toEqual(['It is not known how the lab is.', 'No device has been added yet.'])
  stop.abort()
  replaced()
  await watching
})
