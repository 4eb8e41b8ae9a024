import { expect, test } from 'vitest'
import { deployRequestSchema } from '../../shared/model/app.ts'
import type { JobView } from '../../shared/model/job.ts'
import { notesWith } from '../support/app-lab.ts'
import { createDemoApps } from '../support/demo-apps.ts'
import { codeOf } from '../support/small-lab.ts'

type World = Awaited<ReturnType<typeof createDemoApps>>
const notes = deployRequestSchema.parse({ recipe: 'notes', settings: { TYPED: 'typed by Anna' } })

/** Nothing of the app is anywhere but in the history. */
async function expectNothingLeft(world: World, before: Awaited<ReturnType<World['traces']>>, view: JobView): Promise<void> {
  expect(view).toMatchObject({ undone: true, state: 'rolled_back' })
  if (view.undos.length > 0)
    expect(view.checked).toEqual({ clean: true, sentence: expect.stringMatching(/^Checked afterwards: nothing of [\w ]+ is on nuc-1\.$/) })
  expect(await world.traces('nuc-1')).toEqual(before)
  expect(await world.remains.store.apps.list()).toEqual([])
  expect(await world.remains.secrets.names('app/')).toEqual([])
}

interface Fault {
  readonly code: string
  readonly recipe?: string
  readonly compose?: string
  readonly atOnce?: (world: World) => Promise<unknown>
  readonly at?: readonly [step: string, fault: (world: World) => Promise<unknown>]
  readonly speed?: number
}

const faults: Readonly<Record<string, Fault>> = {
  'the registry cannot be reached': { code: 'RegistryUnreachable', atOnce: ({ homelab }) => homelab.faults.registryGone('nuc-1') },
  'the registry goes away in the middle': {
    code: 'RegistryUnreachable',
    recipe: 'uptime-kuma',
    atOnce: ({ homelab }) => homelab.faults.registryGoneMidPull('nuc-1'),
  },
  'the image does not exist': { code: 'ImageNotFound', compose: notesWith('mycopod-lab/absent:1') },
  'the disk is full before': { code: 'StorageLow', atOnce: ({ homelab }) => homelab.faults.diskFull('nuc-1', 1000) },
  'the disk fills up during the download': {
    code: 'DiskFull',
    speed: 30,
    at: ['download', ({ homelab }) => homelab.faults.diskFull('nuc-1', 1000)],
  },
  'it never becomes healthy': { code: 'NeverHealthy', atOnce: ({ homelab }) => homelab.faults.neverHealthy('hello:1') },
  'it ends right after its start': { code: 'ContainerCrashed', atOnce: ({ homelab }) => homelab.faults.crash('hello:1') },
  'it takes too much memory': { code: 'OutOfMemory', atOnce: ({ homelab }) => homelab.faults.outOfMemory('hello:1') },
  'its door is taken after the check': {
    code: 'PortTaken',
    speed: 30,
    at: ['download', ({ homelab }) => homelab.faults.portTaken('nuc-1', 8930)],
  },
  'Docker is not running': { code: 'DockerStopped', atOnce: ({ homelab }) => homelab.faults.dockerStopped('nuc-1') },
}

for (const [name, fault] of Object.entries(faults)) {
  test(`${name}: told as ${fault.code}, and nothing is left`, async () => {
    const world = await createDemoApps(fault.speed === undefined ? {} : { speed: fault.speed })
    const { host } = world
    const before = await world.traces('nuc-1')
    const end = await fault.atOnce?.(world)
    const asked = fault.recipe === undefined ? notes : deployRequestSchema.parse({ recipe: fault.recipe })
    const { job } = await host.deployments.deploy({ ...asked, ...(fault.compose !== undefined && { compose: fault.compose }) }, 'anna')
    if (fault.at) {
      await host.reached(job, fault.at[0])
      await fault.at[1](world)
    }
    const view = await host.ended(job)
    if (typeof end === 'function') await end()
    expect(view.error?.code).toBe(fault.code)
    await expectNothingLeft(world, before, view)
  })
}

test('a door taken after the check: a free one is offered', async () => {
  const { host, homelab } = await createDemoApps({ speed: 30 })
  const { job } = await host.deployments.deploy(notes, 'anna')
  await host.reached(job, 'download')
  await homelab.faults.portTaken('nuc-1', 8930)
  expect((await host.ended(job)).error).toEqual({
    code: 'PortTaken',
    data: { device: 'nuc-1', port: 8930, by: 'Another program', freePort: 8931 },
  })
})

for (const step of ['ready', 'prepare', 'download', 'start', 'set-up', 'answers']) {
  test(`cancelled during “${step}”: nothing is left`, async () => {
    const world = await createDemoApps({ speed: 60 })
    const before = await world.traces('nuc-1')
    // The last step is over before anybody can cancel it, unless it waits for something that never comes.
    if (step === 'answers') await world.homelab.faults.neverHealthy('hello:1')
    const { job } = await world.host.deployments.deploy(notes, 'anna')
    await world.host.reached(job, step)
    await world.host.jobs.cancel(job, 'anna')
    const view = await world.host.ended(job)
    expect(view.status).toBe('cancelled')
    await expectNothingLeft(world, before, view)
  })
}

for (const step of ['prepare', 'download', 'start', 'answers']) {
  test(`the device reboots during “${step}”: undone when it is back`, async () => {
    const world = await createDemoApps({ speed: 60 })
    const before = await world.traces('nuc-1')
    const { job } = await world.host.deployments.deploy(notes, 'anna')
    await world.host.reached(job, step)
    await world.homelab.faults.reboot('nuc-1')
    const view = await world.host.ended(job)
    if (view.status === 'succeeded') return
    await expectNothingLeft(world, before, view)
  })
}

test('a device that stays away: said honestly, and cleaned up when it is back', async () => {
  const world = await createDemoApps({ speed: 60, patienceMs: 500 })
  const { host, homelab } = world
  const before = await world.traces('nuc-1')
  const { job } = await host.deployments.deploy(notes, 'anna')
  await host.reached(job, 'start')
  const plugIn = await homelab.faults.deviceOff('nuc-1')
  const view = await host.ended(job)
  expect(view).toMatchObject({ status: 'failed', undone: false, checked: { clean: false } })
  expect(await host.apps.get('notes')).toMatchObject({ state: 'removing' })
  const cleaned = new Promise<JobView>(resolve => {
    host.jobs.onEnded(ended => ended.kind === 'remove-app' && ended.status === 'succeeded' && resolve(ended))
  })
  await plugIn()
  await host.monitoring.pollNow(host.inventory.resolve('nuc-1'))
  expect(await cleaned).toMatchObject({ status: 'succeeded', startedBy: 'MycoPod' })
  expect((await world.traces('nuc-1')).traces).toEqual(before.traces)
  expect(await world.remains.store.apps.list()).toEqual([])
  expect(await world.remains.secrets.names('app/')).toEqual([])
})

test('two deploys of the same app at once: the second is told that it is busy', async () => {
  const { host } = await createDemoApps()
  const [first, second] = await Promise.allSettled([host.deployments.deploy(notes, 'anna'), host.deployments.deploy(notes, 'ben')])
  expect([first.status, second.status]).toEqual(['fulfilled', 'rejected'])
  expect(second).toMatchObject({ reason: { code: 'Busy' } })
  if (first.status === 'fulfilled') expect((await host.ended(first.value.job)).status).toBe('succeeded')
})

test('faulty requests are refused before anything is stored', async () => {
  const { host, remains } = await createDemoApps()
  const code = (change: object) => codeOf(host.deployments.deploy({ ...notes, ...change }, 'anna'))
  expect(await code({ recipe: 'nothing' })).toBe('NotFound')
  expect(await code({ device: 'nowhere' })).toBe('NotFound')
  expect(await code({ compose: 'services:\n  web: {image: a:1\n' })).toBe('ComposeBroken')
  expect(await code({ compose: 'services:\n  web: {image: a:1, depends_on: [gone]}\n' })).toBe('ComposeBroken')
  expect(await code({ settings: { UNKNOWN: 'x' } })).toBe('SettingInvalid')
  expect(await code({ settings: { TITLE: 'a\0b' } })).toBe('SettingInvalid')
  expect(await code({ device: 'nuc-1', ports: { web: 22 } })).toBe('PortTaken')
  expect(await code({ ports: { other: 80 } })).toBe('BadInput')
  expect(await remains.store.apps.list()).toEqual([])
  expect(await remains.store.jobs.views({ limit: 10 })).toEqual([])
  expect(await remains.secrets.names('app/')).toEqual([])
})

test('what others made is not touched', async () => {
  const world = await createDemoApps()
  const { host } = world
  const session = await host.inventory.session(host.inventory.resolve('nuc-1'))
  await session.run({ argv: ['sh', '-c', 'mkdir -p /opt/mycopod/notes && echo mine >/opt/mycopod/notes/mine'], asRoot: true })
  const before = await world.traces('nuc-1')
  const view = await host.deploy(notes)
  expect(view.error).toEqual({ code: 'ForeignThing', data: { what: 'The folder /opt/mycopod/notes', device: 'nuc-1' } })
  expect(await world.traces('nuc-1')).toEqual(before)
})
