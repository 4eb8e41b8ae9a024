import fc from 'fast-check'
import { expect, test } from 'vitest'
import { totalsOf } from '../../electron/core/totals/totals.ts'
import type { DeviceState, DeviceView } from '../../shared/model/device.ts'

const device = (state: DeviceState, cores: number, cpuFraction: number | undefined, memory: number): DeviceView => ({
  id: 'd',
  name: 'd',
  kind: 'ssh',
  address: '10.0.0.1',
  port: 22,
  user: 'pi',
  loginMethod: 'key',
  hasSudoPassword: false,
  maintenance: false,
  demo: false,
  addedAt: 0,
  state,
  facts: {
    hostname: 'd',
    os: { id: 'debian', version: '13', name: 'Debian' },
    kernel: '6',
    architecture: 'amd64',
    cpu: { model: 'N100', cores, coreSpeed: 1 },
    memoryTotalBytes: memory * 2,
    privilege: 'root',
    hardware: [],
    cgroupMemory: true,
    appsDir: '/opt/mycopod',
  },
  sample: {
    at: 0,
    ...(cpuFraction !== undefined && { cpuFraction }),
    load: [0, 0, 0],
    memoryTotalBytes: memory * 2,
    memoryAvailableBytes: memory,
    filesystems: [{ mount: '/', totalBytes: 10, freeBytes: 4 }],
    uptimeSeconds: 1,
    clockSkewMs: 0,
    roundTripMs: 1,
    listeningPorts: [],
  },
})

const anyDevice = fc
  .tuple(
    fc.constantFrom<DeviceState>('online', 'degraded', 'offline', 'unknown'),
    fc.integer({ min: 1, max: 64 }),
    fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }),
    fc.nat(),
  )
  .map(([state, cores, cpu, memory]) => device(state, cores, cpu, memory))

test('the busy share is weighed by cores', () => {
  expect(totalsOf([device('online', 1, 1, 1), device('online', 3, 0, 1)], []).cpu).toEqual({ usedFraction: 0.25, cores: 4 })
})

test('what is offline counts as a device and for nothing else', () => {
  const totals = totalsOf([device('online', 4, 0.5, 100), device('offline', 64, 1, 1e6)], [])
  expect(totals.devices).toMatchObject({ online: 1, offline: 1, counted: 1 })
  expect(totals.memory).toEqual({ usedBytes: 100, totalBytes: 200 })
  expect(totals.storage).toEqual({ usedBytes: 6, totalBytes: 10 })
})

test('totals of two homelabs add up, in any order', () => {
  fc.assert(
    fc.property(fc.array(anyDevice), fc.array(anyDevice), (some, others) => {
      const both = totalsOf([...some, ...others], [])
      expect(totalsOf([...others, ...some], []).memory).toEqual(both.memory)
      expect(totalsOf(some, []).memory.usedBytes + totalsOf(others, []).memory.usedBytes).toBe(both.memory.usedBytes)
      expect(totalsOf(some, []).cpu.cores + totalsOf(others, []).cpu.cores).toBe(both.cpu.cores)
      expect(both.cpu.usedFraction).toBeGreaterThanOrEqual(0)
      expect(both.cpu.usedFraction).toBeLessThanOrEqual(1)
      expect(both.memory.usedBytes).toBeLessThanOrEqual(both.memory.totalBytes)
    }),
  )
})
