import { describe, expect, test } from 'vitest'
import { createDeviceChecks } from '../../electron/services/device-checks.ts'
import type { Monitoring } from '../../electron/services/monitoring.ts'
import type { Device } from '../../shared/model/device.ts'
import { settled } from '../support/hand-clock.ts'
import { containerId } from '../support/poll-answer.ts'
import { codeOf, connectionTo, createSmallLab } from '../support/small-lab.ts'

type SmallLab = Awaited<ReturnType<typeof createSmallLab>>

async function watched(count: number): Promise<{ lab: SmallLab; monitoring: Monitoring; devices: Device[] }> {
  const lab = await createSmallLab()
  const devices: Device[] = []
  for (let number = 1; number <= count; number += 1) {
    const address = `10.0.0.${number}`
    let polls = 0
    lab.access.device(address).answer = () => {
      polls += 1
      return {
        uptimeSeconds: lab.clock.monotonic() / 1000 + 1000 + polls / 100,
        clockMs: lab.clock.now(),
        cpuTicks: { busy: polls * 50, idle: polls * 50 },
      }
    }
    devices.push(await lab.inventory.add({ ...connectionTo(address), name: `box-${number}` }, 'Ada'))
    lab.access.device(address).ran.length = 0
  }
  const monitoring = await lab.watch()
  await monitoring.start()
  await settled()
  return { lab, monitoring, devices }
}

const stateOf = (monitoring: Monitoring, name: string) => {
  const view = monitoring.views().find(device => device.name === name)
  return [view?.state, view?.problem?.code]
}

describe('monitoring', () => {
  test('asks each device once an interval, with facts the first time, and knows its load from the second time on', async () => {
    const { lab, monitoring, devices } = await watched(3)
    expect(stateOf(monitoring, 'box-1')).toEqual(['online', undefined])
    const { ran } = lab.access.device('10.0.0.1')
    expect(ran.map(({ argv }) => argv[4])).toEqual(['1'])
    await lab.clock.pass(100_000)
    expect(ran.map(({ argv }) => argv[4])).toEqual(['1', '0', '0', '0'])
    expect(monitoring.latest(devices[0]?.id ?? '')?.cpuFraction).toBeCloseTo(0.5)
    expect(monitoring.recentCpu(devices[0]?.id ?? '')).toBeCloseTo(0.5)
    expect(monitoring.sparkline(devices[0]?.id ?? '').at(-1)).toBeCloseTo(0.5)
    await monitoring.close()
    await lab.clock.pass(100_000)
    expect(ran).toHaveLength(4)
  })

  test('a device that hangs is cut off and harms no other', async () => {
    const { lab, monitoring } = await watched(2)
    lab.access.device('10.0.0.1').hangs = true
    await lab.clock.pass(60_000)
    expect(stateOf(monitoring, 'box-1')).toEqual(['offline', 'DeviceSilent'])
    expect(stateOf(monitoring, 'box-2')).toEqual(['online', undefined])
    lab.access.device('10.0.0.1').hangs = false
    await lab.clock.pass(130_000)
    expect(stateOf(monitoring, 'box-1')).toEqual(['online', undefined])
  })

  test('twenty hanging devices keep nobody waiting longer than they are allowed to', async () => {
    const { lab, monitoring } = await watched(21)
    for (let number = 1; number <= 20; number += 1) lab.access.device(`10.0.0.${number}`).hangs = true
    await lab.clock.pass(100_000)
    expect(stateOf(monitoring, 'box-21')).toEqual(['online', undefined])
    expect(lab.access.device('10.0.0.21').ran.length).toBeGreaterThanOrEqual(2)
  })

  test('a device that lies is told apart and harms no other', async () => {
    const { lab, monitoring } = await watched(2)
    lab.access.device('10.0.0.1').answer = 'rm: cannot remove /: Is a directory\n'.repeat(1000)
    await lab.clock.pass(40_000)
    expect(stateOf(monitoring, 'box-1')).toEqual(['degraded', 'DeviceGarbled'])
    expect(stateOf(monitoring, 'box-2')).toEqual(['online', undefined])
  })

  test.each([
    ['StorageLow', { filesystems: [{ source: '/dev/sda2', mount: '/', totalKB: 1e8, freeKB: 0 }] }],
    ['DockerStopped', { docker: 'stopped' }],
    ['MemoryLow', { memory: { totalKB: 1e6, availableKB: 1e4 } }],
  ] as const)('%s makes a device degraded', async (code, answer) => {
    const { lab, monitoring } = await watched(1)
    lab.access.device('10.0.0.1').answer = () => ({ ...answer, clockMs: lab.clock.now() })
    await lab.clock.pass(40_000)
    expect(stateOf(monitoring, 'box-1')).toEqual(['degraded', code])
  })

  test('a device that is gone is asked less and less often, and at once when a person asks', async () => {
    const { lab, monitoring, devices } = await watched(1)
    const box = lab.access.device('10.0.0.1')
    box.up = false
    await lab.clock.pass(3600_000)
    expect(stateOf(monitoring, 'box-1')).toEqual(['offline', 'DeviceUnreachable'])
    expect(await monitoring.answeredFraction(devices[0]?.id ?? '')).toBeLessThan(0.2)
    box.up = true
    const view = await monitoring.pollNow(devices[0] as Device)
    expect(view.state).toBe('online')
    const asked = box.ran.length
    await lab.clock.pass(31_500)
    expect(box.ran.length).toBe(asked + 1)
  })

  test('a refused login is not tried again and again', async () => {
    const { lab, monitoring } = await watched(1)
    const box = lab.access.device('10.0.0.1')
    lab.inventory.reconnect(lab.inventory.resolve('box-1'))
    box.passwords = {}
    box.cut()
    await lab.clock.pass(40_000)
    expect(stateOf(monitoring, 'box-1')).toEqual(['offline', 'LoginRefused'])
    const tries = box.logins
    await lab.clock.pass(200_000)
    expect(box.logins).toBe(tries)
  })

  test('a lost connection is looked into at once', async () => {
    const { lab, monitoring } = await watched(1)
    await lab.clock.pass(10_000)
    lab.access.device('10.0.0.1').up = false
    lab.access.device('10.0.0.1').cut()
    await lab.clock.pass(1)
    expect(stateOf(monitoring, 'box-1')).toEqual(['offline', 'DeviceUnreachable'])
  })

  test('a jump of our clock neither stops nor floods the polls', async () => {
    const { lab, monitoring, devices } = await watched(1)
    const { ran } = lab.access.device('10.0.0.1')
    for (const jump of [365 * 24 * 3600_000, -2 * 365 * 24 * 3600_000]) {
      const before = ran.length
      lab.clock.jump(jump)
      await lab.clock.pass(60_500)
      expect(ran.length - before).toBe(2)
    }
    expect(monitoring.sampleAgeMs(devices[0]?.id ?? '')).toBeLessThan(31_500)
    expect(monitoring.sparkline(devices[0]?.id ?? '').at(-1)).not.toBeNull()
    expect(stateOf(monitoring, 'box-1')).toEqual(['online', undefined])
  })

  test('asks as root from then on where Docker is not for this user', async () => {
    const { lab, monitoring, devices } = await watched(1)
    const box = lab.access.device('10.0.0.1')
    box.dockerForbidden = true
    box.ran.length = 0
    await lab.clock.pass(62_000)
    expect(box.ran.map(({ asRoot }) => asRoot)).toEqual([false, true, true])
    expect(monitoring.latest(devices[0]?.id ?? '')?.containers).toEqual([])
  })

  test('reads facts again as soon as Docker appears', async () => {
    const { lab, monitoring, devices } = await watched(1)
    const box = lab.access.device('10.0.0.1')
    box.answer = { docker: 'missing' }
    await lab.clock.pass(40_000)
    expect(monitoring.view(devices[0] as Device).facts?.docker).toBeUndefined()
    box.answer = () => ({ clockMs: lab.clock.now() })
    await monitoring.pollNow(devices[0] as Device)
    expect(monitoring.view(devices[0] as Device)).toMatchObject({
      state: 'online',
      facts: { docker: { running: true, version: '28.5.1' } },
    })
  })

  test('says that something changed only when something did', async () => {
    const { lab } = await watched(2)
    await lab.clock.pass(60_000)
    const told: string[] = []
    lab.changes.on(({ topics }) => told.push(...topics))
    await lab.clock.pass(300_000)
    expect(told).toEqual([])
    const running = { id: containerId(1), name: 'web', app: 'vaultwarden' }
    lab.access.device('10.0.0.1').answer = () => ({ clockMs: lab.clock.now(), containers: [running], cpuTicks: { busy: 0, idle: 0 } })
    await lab.clock.pass(40_000)
    expect(new Set(told)).toEqual(new Set(['devices', 'apps']))
  })

  test('tells how much of the device each container uses', async () => {
    const { lab, monitoring, devices } = await watched(1)
    let used = 0
    lab.access.device('10.0.0.1').answer = () => {
      used += 30_000_000
      return {
        uptimeSeconds: 5000 + lab.clock.monotonic() / 1000,
        containers: [{ id: containerId(1), name: 'web', cpuMicroseconds: used }],
      }
    }
    await monitoring.pollNow(devices[0] as Device)
    await lab.clock.pass(15_000)
    await monitoring.pollNow(devices[0] as Device)
    expect(monitoring.containerCpu(devices[0]?.id ?? '').get(containerId(1))).toBeCloseTo(0.5)
  })

  test('writes history in batches and remembers it after a restart', async () => {
    const { lab, monitoring, devices } = await watched(1)
    await lab.clock.pass(120_000)
    const { bucketMs, points } = await monitoring.history(devices[0] as Device, '2h')
    expect(bucketMs).toBe(10_000)
    expect(points.length).toBe(5)
    await monitoring.close()
    const next = await lab.watch()
    expect(next.view(devices[0] as Device)).toMatchObject({ state: 'unknown', facts: { hostname: 'nuc' } })
    expect(next.sparkline(devices[0]?.id ?? '').filter(value => value !== null).length).toBeGreaterThan(0)
  })

  test('recalls a past that was written into the store', async () => {
    const { lab, monitoring, devices } = await watched(1)
    const [device] = devices as [Device]
    const at = lab.clock.now() - 3600_000
    await lab.store.history.add([{ deviceId: device.id, point: { at, cpuFraction: 0.25 } }])
    expect(monitoring.sparkline(device.id)).not.toContain(0.25)
    await monitoring.recall()
    expect(monitoring.sparkline(device.id)).toContain(0.25)
  })

  test('follows a new interval at once', async () => {
    const { lab } = await watched(1)
    const { ran } = lab.access.device('10.0.0.1')
    await lab.settings.change({ pollSeconds: 5 }, 'Ada')
    const before = ran.length
    await lab.clock.pass(21_000)
    expect(ran.length - before).toBeGreaterThanOrEqual(4)
  })

  test('watches what is added and leaves what is removed', async () => {
    const { lab, monitoring } = await watched(1)
    const added = await lab.inventory.add({ ...connectionTo('10.0.0.9'), name: 'new' }, 'Ada')
    await settled()
    expect(stateOf(monitoring, 'new')[0]).not.toBe('unknown')
    const box = lab.access.device('10.0.0.9')
    await lab.inventory.remove('new', { approved: false }, 'Ada')
    const asked = box.ran.length
    await lab.clock.pass(100_000)
    expect(box.ran.length).toBe(asked)
    expect(monitoring.view(added).state).toBe('unknown')
  })

  test('a poll that a person gives up on goes on without them', async () => {
    const { lab, monitoring, devices } = await watched(1)
    lab.access.device('10.0.0.1').hangs = true
    const giveUp = new AbortController()
    const asked = codeOf(monitoring.pollNow(devices[0] as Device, giveUp.signal))
    giveUp.abort()
    expect(await asked).toBe('Cancelled')
    await lab.clock.pass(21_000)
    expect(stateOf(monitoring, 'box-1')).toEqual(['offline', 'DeviceSilent'])
  })

  test('checks say how far they came when a device cannot be reached', async () => {
    const { lab, monitoring, devices } = await watched(1)
    const checks = createDeviceChecks({ monitoring })
    expect((await checks.run(devices[0] as Device)).every(check => check.result === 'passed')).toBe(true)
    lab.access.device('10.0.0.1').up = false
    const found = await checks.run(devices[0] as Device)
    expect(found.slice(0, 2)).toMatchObject([
      { id: 'reachable', result: 'failed', problem: { code: 'DeviceUnreachable' } },
      { id: 'login', result: 'unknown' },
    ])
  })
})
