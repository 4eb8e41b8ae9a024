import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest'
import { deployRequestSchema } from '../../shared/model/app.ts'
import type { Device } from '../../shared/model/device.ts'
import type { JobView } from '../../shared/model/job.ts'
import { type AppHost, notesRecipe, notesWith, startAppHost, tracesOn } from '../support/app-lab.ts'
import { createMemoryStore } from '../support/memory-store.ts'
import { createMemorySecrets } from '../support/small-ports.ts'
import { fillDisk, powerOff, reboot, slowRegistry, stopDocker, stopRegistry, takePort, type Undo, unplug } from './setup/faults.ts'
import { clearDevice, dev2, hostKeyFingerprint, images } from './setup/lab.ts'

const remains = { store: createMemoryStore(), secrets: createMemorySecrets() }
let host: AppHost
let device: Device

beforeAll(async () => {
  host = await startAppHost(remains, { patienceMs: 100_000 })
  const login = { method: 'password', password: dev2.passwords.pi } as const
  device = await host.inventory.add(
    { name: dev2.name, address: dev2.address, port: 22, user: 'pi', login, acceptHostKey: await hostKeyFingerprint(dev2) },
    'anna',
  )
})
afterAll(() => host.kill())
beforeEach(async () => {
  await clearDevice(dev2, { images: true })
  for (const app of await remains.store.apps.list()) await remains.store.apps.remove(app.id)
  for (const name of await remains.secrets.names('app/')) await remains.secrets.remove(name)
  await host.monitoring.examine(device)
})

const request = (compose?: string) =>
  deployRequestSchema.parse({ recipe: 'notes', settings: { TYPED: 'typed' }, ...(compose !== undefined && { compose }) })

/** The recipe with an image of 48 MB, so that there is time in the middle of its download. */
const large = notesRecipe.compose.replace('image: mycopod-lab/hello:2', `image: ${images.large}`)

async function expectNothingLeft(view: JobView): Promise<void> {
  expect(view).toMatchObject({ undone: true, state: 'rolled_back' })
  if (view.undos.length > 0) expect(view.checked).toEqual({ clean: true, sentence: 'Checked afterwards: nothing of Notes is on dev2.' })
  expect(await tracesOn(await host.inventory.session(device))).toEqual({ traces: [], images: [] })
  expect(await remains.store.apps.list()).toEqual([])
  expect(await remains.secrets.names('app/')).toEqual([])
}

interface Fault {
  readonly codes: readonly string[]
  readonly compose?: string
  readonly before?: () => Promise<Undo>
  /** Happens when this step is under way, with some of its work done. */
  readonly during?: readonly [step: string, fault: () => Promise<Undo>]
  readonly slowly?: number
}

const lost = ['DeviceConnectionLost', 'DeviceSilent', 'DeviceUnreachable', 'DockerStopped', 'PortClosed', 'CommandFailed', 'StartFailed']

const faults: Readonly<Record<string, Fault>> = {
  'the registry is gone': { codes: ['RegistryUnreachable'], before: stopRegistry },
  'the registry goes away in the middle': {
    codes: ['RegistryUnreachable'],
    compose: large,
    slowly: 8e6,
    during: ['download', stopRegistry],
  },
  'the image does not exist': { codes: ['ImageNotFound'], compose: notesWith('mycopod-lab/nothing:1') },
  'the disk is full': { codes: ['StorageLow'], before: () => fillDisk(dev2, 10) },
  'the disk fills up during the download': {
    codes: ['DiskFull'],
    compose: large,
    slowly: 12e6,
    during: ['download', () => fillDisk(dev2, 1)],
  },
  'it never becomes healthy': { codes: ['NeverHealthy'], compose: notesWith(images.neverHealthy) },
  'it ends right after its start': { codes: ['ContainerCrashed'], compose: notesWith(images.exits) },
  'it takes too much memory': { codes: ['OutOfMemory'], compose: notesWith(images.outOfMemory, '\n    mem_limit: 32m') },
  'its door is taken after the check': {
    codes: ['PortTaken'],
    compose: large,
    slowly: 20e6,
    during: ['download', () => takePort(dev2, 8930)],
  },
  'Docker stops during the download': { codes: lost, compose: large, slowly: 8e6, during: ['download', () => stopDocker(dev2)] },
  'the device reboots during the download': { codes: lost, compose: large, slowly: 8e6, during: ['download', () => reboot(dev2)] },
  'the device loses its power at the start': { codes: lost, during: ['start', () => powerOff(dev2)] },
  'the device loses its network at the start': { codes: lost, during: ['start', () => unplug(dev2)] },
}

for (const [name, fault] of Object.entries(faults)) {
  test(`${name}: told, and nothing is left`, { timeout: 180_000 }, async () => {
    if (fault.slowly !== undefined) onTestFinished(await slowRegistry(fault.slowly))
    let undo = await fault.before?.()
    const mend = async () => {
      const mending = undo
      undo = undefined
      await mending?.()
    }
    onTestFinished(mend)
    const { job } = await host.deployments.deploy(request(fault.compose), 'anna')
    if (fault.during) {
      await host.reached(job, fault.during[0])
      undo = await fault.during[1]()
      // Nothing can be taken away from a device that is gone for good: it comes back while the undo waits for it.
      if (fault.codes === lost) {
        await host.reached(job, 'rolling_back')
        await mend()
      }
    }
    const view = await host.ended(job)
    await mend()
    expect(fault.codes).toContain(view.error?.code)
    await expectNothingLeft(view)
  })
}

for (const step of ['ready', 'prepare', 'download', 'start', 'answers']) {
  test(`cancelled during “${step}”: nothing is left`, async () => {
    const { job } = await host.deployments.deploy(request(large), 'anna')
    await host.reached(job, step)
    await host.jobs.cancel(job, 'anna')
    const view = await host.ended(job)
    expect(view.status).toBe('cancelled')
    await expectNothingLeft(view)
  })
}
