import { expect, test } from 'vitest'
import { deployRequestSchema } from '../../shared/model/app.ts'
import { notesWith } from '../support/app-lab.ts'
import { createDemoApps } from '../support/demo-apps.ts'
import { codeOf } from '../support/small-lab.ts'

type World = Awaited<ReturnType<typeof createDemoApps>>
const typed = 'typed by “Anna” $HOME'
const notes = deployRequestSchema.parse({ recipe: 'notes', settings: { TYPED: typed } })
const nothing = { settings: {}, ports: {} }

async function deployed(): Promise<World> {
  const world = await createDemoApps()
  expect(await world.host.deploy(notes)).toMatchObject({ status: 'succeeded' })
  return world
}

/** The containers of the app by service, and what its environment file says. */
async function seen({ host }: World) {
  const session = await host.inventory.session(host.inventory.resolve('nuc-1'))
  const containers = await session.engine().containers({ 'io.mycopod.app': 'notes' })
  const { out } = await session.run({ argv: ['cat', '/opt/mycopod/notes/.env'], asRoot: true })
  const listing = await session.run({ argv: ['ls', '-lA', '/opt/mycopod/notes'], asRoot: true })
  const ids = Object.fromEntries(containers.map(({ id, labels }) => [labels['com.docker.compose.service'], id]))
  return { ids, environment: out, files: listing.out, states: containers.map(({ state }) => state) }
}

test('the files are for nobody else, and no secret is in any record', async () => {
  const world = await deployed()
  const { files } = await seen(world)
  expect(files).toMatch(/^-rw-------.* \.env$/m)
  expect(files).toMatch(/^-rw-------.* compose\.yaml$/m)
  const [app] = await world.remains.store.apps.list()
  const generated = await world.host.secrets.get(`app/${app?.id}/DATABASE_PASSWORD`)
  expect(generated).toMatch(/^[A-Za-z0-9]{24}$/)
  const { store } = world.remains
  const jobs = await store.jobs.views({ limit: 10 })
  const events = await Promise.all(jobs.map(async job => [await store.jobs.get(job.id), await store.jobs.events(job.id, 0)]))
  const audit = await store.audit.list({ since: 0, limit: 100 })
  const recorded = JSON.stringify([app, jobs, events, audit, await world.host.apps.files('notes')])
  expect(recorded).not.toContain('typed by')
  expect(recorded).not.toContain(generated)
  expect(await world.host.apps.revealSecret('notes', 'TYPED', 'anna')).toBe(typed)
  expect(JSON.stringify(await store.audit.list({ since: 0, limit: 1 }))).toContain('Looked at TYPED of Notes')
  expect(await codeOf(world.host.apps.revealSecret('notes', 'TITLE', 'anna'))).toBe('NotFound')
})

test('a changed setting makes anew only what uses it', async () => {
  const world = await deployed()
  const { host } = world
  const before = await seen(world)
  const job = await host.deployments.change('notes', { ...nothing, settings: { TITLE: 'Ours\n"now"' } }, 'anna')
  expect(await host.ended(job.id)).toMatchObject({ status: 'succeeded', result: { changed: true } })
  const after = await seen(world)
  expect(after.ids.store).toBe(before.ids.store)
  expect(after.ids.web).not.toBe(before.ids.web)
  expect(after.environment).toContain('TITLE="Ours\\n\\"now\\""')
  expect(after.files).not.toContain('.before')
  expect((await host.apps.get('notes')).settings.TITLE).toBe('Ours\n"now"')
})

test('asking for what is there already changes nothing', async () => {
  const world = await deployed()
  const before = await seen(world)
  expect(await world.host.deploy({ recipe: 'notes' })).toMatchObject({
    kind: 'change-app',
    status: 'succeeded',
    result: { changed: false },
  })
  expect(await seen(world)).toEqual(before)
  expect(await codeOf(world.host.deployments.deploy({ ...notes, recipe: 'vaultwarden', name: 'notes' }, 'anna'))).toBe('NameTaken')
})

test('a change that fails leaves files, containers and record as they were', async () => {
  const world = await deployed()
  const { host, homelab } = world
  const before = await seen(world)
  const images = (await world.traces('nuc-1')).images
  await homelab.faults.crash('faulty')
  const change = { settings: { TYPED: 'another password' }, ports: {}, compose: notesWith('mycopod-lab/faulty:1') }
  const view = await host.ended((await host.deployments.change('notes', change, 'anna')).id)
  expect(view).toMatchObject({ status: 'failed', undone: true, error: { code: 'ContainerCrashed' } })
  const after = await seen(world)
  expect(after.environment).toBe(before.environment)
  expect(after.files).not.toContain('.before')
  expect(after.ids.store).toBe(before.ids.store)
  expect(after.states).toEqual(['running', 'running'])
  expect((await world.traces('nuc-1')).images).toEqual(images)
  expect((await host.apps.get('notes')).customCompose).toBeUndefined()
  expect(await host.apps.revealSecret('notes', 'TYPED', 'anna')).toBe(typed)
  expect((await host.secrets.names('app/')).filter(name => name.includes('/new/'))).toEqual([])
})

test('stop, start and restart', async () => {
  const { host } = await deployed()
  expect(await host.ended((await host.deployments.stop('notes', 'anna')).id)).toMatchObject({ status: 'succeeded', state: 'stopped' })
  expect((await host.apps.get('notes')).state).toBe('stopped')
  expect(await host.ended((await host.deployments.start('notes', 'anna')).id)).toMatchObject({ status: 'succeeded', state: 'running' })
  expect(await host.ended((await host.deployments.restart('notes', 'anna')).id)).toMatchObject({ status: 'succeeded' })
  expect((await host.apps.get('notes')).state).toBe('running')
})

test('removing asks first; data that is kept comes back with the next deploy, and survives one that fails', async () => {
  const world = await deployed()
  const { host, homelab } = world
  const [app] = await world.remains.store.apps.list()
  const password = await host.secrets.get(`app/${app?.id}/DATABASE_PASSWORD`)
  expect(await codeOf(host.deployments.remove('notes', { keepData: false, approved: false }, 'anna'))).toBe('NeedsApproval')
  const removed = await host.ended((await host.deployments.remove('notes', { keepData: true, approved: false }, 'anna')).id)
  expect(removed.result).toEqual({ state: 'removed', app: 'notes', kept: ['/opt/mycopod/notes', 'mycopod-notes_data'] })
  const kept = (await world.traces('nuc-1')).traces
  expect(kept).toContain('volume mycopod-notes_data')
  expect(kept.filter(trace => /^(container|network) mycopod/.test(trace))).toEqual([])
  expect(await world.remains.store.apps.list()).toEqual([])

  const mend = await homelab.faults.crash('hello')
  const failed = await host.deploy(notes)
  await mend()
  expect(failed).toMatchObject({ status: 'failed', undone: true, checked: { clean: true } })
  expect((await world.traces('nuc-1')).traces).toEqual(kept)

  expect(await host.deploy(notes)).toMatchObject({ status: 'succeeded' })
  const [again] = await world.remains.store.apps.list()
  expect(await host.secrets.get(`app/${again?.id}/DATABASE_PASSWORD`)).toBe(password)
})

test('a preview says what would be done and what stands in the way', async () => {
  const { host, homelab } = await createDemoApps()
  await homelab.faults.portTaken('nuc-1', 8930)
  await host.monitoring.pollNow(host.inventory.resolve('nuc-1'))
  const preview = await host.deployments.preview(notes)
  expect(preview).toMatchObject({
    app: 'notes',
    device: 'nuc-1',
    ports: [{ id: 'web', host: 8931, wanted: 8930, takenBy: 'another program' }],
    storagePath: '/opt/mycopod/notes',
    problems: [],
  })
  expect(preview.files.map(file => file.path)).toEqual(['/opt/mycopod/notes/compose.yaml', '/opt/mycopod/notes/.env'])
  expect(JSON.stringify(preview)).not.toContain('typed by')
  expect(preview.downloadBytes).toBe(40 * 1024 ** 2)
  expect(preview.estimatedSeconds).toBeGreaterThan(0)
  const faulty = await host.deployments.preview({ ...notes, ports: { web: 8930 }, device: 'nuc-1', compose: 'services: 1' })
  expect(faulty.problems.map(problem => problem.code)).toEqual(expect.arrayContaining(['PortTaken', 'ComposeBroken']))
})

test('logs of all containers come in order and in batches', async () => {
  const { host } = await deployed()
  const lines: string[] = []
  for await (const batch of host.apps.logs('notes', { tail: 20, follow: false }, new AbortController().signal)) {
    lines.push(...batch.lines.map(line => line.container))
  }
  expect(new Set(lines)).toEqual(new Set(['web', 'store']))
})
