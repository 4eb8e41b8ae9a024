import ssh2 from 'ssh2'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { deviceFactsSchema, sampleSchema } from '../../shared/model/device.ts'
import { connectionToLab, createRealLab } from '../support/real-lab.ts'
import { fillDisk, freeze, replaceProgram, skewClock, stopDocker } from './setup/faults.ts'
import { clearDevice, dev1, dev2, images, onDevice } from './setup/lab.ts'

const labs: Awaited<ReturnType<typeof createRealLab>>[] = []

async function labWith(device: typeof dev1, user: 'pi' | 'anna' | 'ben') {
  const lab = await createRealLab()
  labs.push(lab)
  const added = await lab.inventory.add({ ...(await connectionToLab(device, user)), name: device.name }, 'Ada')
  return { ...lab, device: added }
}

afterEach(async () => {
  vi.restoreAllMocks()
  for (const lab of labs.splice(0)) await lab.close()
})

test('a real device answers a poll with facts in one round trip', async () => {
  onTestFinished(() => clearDevice(dev1))
  await onDevice(
    dev1,
    'docker',
    'run',
    '--detach',
    '--name',
    'probe',
    '--publish',
    '8088:8080',
    '--label',
    'io.mycopod.app=probe',
    '--memory',
    '64m',
    images.hello,
  )
  const { monitoring, device } = await labWith(dev1, 'pi')
  await monitoring.pollNow(device)
  const channels = vi.spyOn(ssh2.Client.prototype, 'exec')
  const view = await monitoring.pollNow(device)
  expect(channels).toHaveBeenCalledTimes(1)
  expect(view.state).toBe('online')
  expect(sampleSchema.parse(view.sample)).toEqual(view.sample)
  expect(deviceFactsSchema.parse(view.facts)).toMatchObject({
    hostname: 'dev1',
    os: { id: 'debian', version: '13' },
    docker: { version: expect.stringMatching(/^26\.1/), running: true },
  })
  expect(view.sample?.cpuFraction).toBeGreaterThanOrEqual(0)
  expect(Math.abs(view.sample?.clockSkewMs ?? 1e9)).toBeLessThan(1000)
  const probe = view.sample?.containers?.find(container => container.name === 'probe')
  expect(probe).toMatchObject({ app: 'probe', state: 'running', ports: [{ host: 8088, container: 8080, protocol: 'tcp' }] })
  const stats = await onDevice(dev1, 'docker', 'stats', '--no-stream', '--format', '{{.MemUsage}}', 'probe')
  const [, number = '0', unit = ''] = /^([\d.]+)(KiB|MiB)/.exec(stats) ?? []
  const counted = Number(number) * (unit === 'MiB' ? 1024 ** 2 : 1024)
  expect(Math.abs((probe?.memoryBytes ?? 0) - counted)).toBeLessThan(2 * 1024 ** 2)
})

test('a user with sudo alone sees the containers too, from the second round trip on with one', async () => {
  const { monitoring, device } = await labWith(dev1, 'anna')
  expect((await monitoring.pollNow(device)).sample?.containers).toEqual([])
  const channels = vi.spyOn(ssh2.Client.prototype, 'exec')
  await monitoring.pollNow(device)
  expect(channels).toHaveBeenCalledTimes(1)
})

test('a user who may do nothing is told so, and the rest is still seen', async () => {
  const { monitoring, device } = await labWith(dev1, 'ben')
  expect(await monitoring.pollNow(device)).toMatchObject({
    state: 'degraded',
    problem: { code: 'DockerForbidden' },
    sample: { uptimeSeconds: expect.any(Number) },
  })
})

test.each([
  ['DockerStopped', () => stopDocker(dev2)],
  ['StorageLow', () => fillDisk(dev2)],
  ['ClockSkewed', () => skewClock(dev2, 3600)],
  ['DockerStopped', () => replaceProgram(dev2, '/usr/bin/docker', '#!/bin/sh\nsleep 600\n')],
] as const)('%s is seen, and gone when it is over', async (code, fault) => {
  const { monitoring, device } = await labWith(dev2, 'pi')
  const undo = await fault()
  const during = await monitoring.pollNow(device)
  await undo()
  expect([during.state, during.problem?.code]).toEqual(['degraded', code])
  expect((await monitoring.pollNow(device)).state).toBe('online')
})

test('a frozen device is cut off, and back when it thaws', async () => {
  const { monitoring, device } = await labWith(dev2, 'pi')
  const undo = await freeze(dev2)
  const during = await monitoring.pollNow(device)
  await undo()
  expect([during.state, during.problem?.code]).toEqual(['offline', 'DeviceSilent'])
  expect(await monitoring.pollNow(device)).toMatchObject({ state: 'online' })
})

test('a security key takes the place of the password', async () => {
  onTestFinished(async () => {
    await onDevice(dev1, 'sed', '-i', '/mycopod-dev1$/d', '/home/pi/.ssh/authorized_keys')
  })
  const { inventory, secrets, device } = await labWith(dev1, 'pi')
  const before = await onDevice(dev1, 'cat', '/home/pi/.ssh/authorized_keys')
  expect(await inventory.useKey('dev1', 'Ada')).toMatchObject({ loginMethod: 'key', hasSudoPassword: true })
  const after = await onDevice(dev1, 'cat', '/home/pi/.ssh/authorized_keys')
  expect(after.startsWith(before)).toBe(true)
  expect(await onDevice(dev1, 'stat', '-c', '%a %U', '/home/pi/.ssh', '/home/pi/.ssh/authorized_keys')).toBe('700 pi\n600 pi\n')
  expect(secrets.values.has(`device/${device.id}/password`)).toBe(false)
  const session = await inventory.session(inventory.resolve('dev1'))
  expect((await session.run({ argv: ['id', '-u'], asRoot: true })).out.trim()).toBe('0')
})
