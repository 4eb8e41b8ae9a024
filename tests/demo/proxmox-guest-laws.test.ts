import fc from 'fast-check'
import { expect, test } from 'vitest'
import { loadOf } from '../../electron/demo/proxmox/guests/guest-load.ts'
import { memoryBytesOf } from '../../electron/demo/proxmox/guests/guest-sizes.ts'
import { readProperties, writeProperties } from '../../electron/demo/proxmox/guests/property-format.ts'
import { cardFormat, driveFormat } from '../../electron/demo/proxmox/guests/property-formats.ts'
import { readSize, writeSize } from '../../electron/demo/proxmox/guests/sizes.ts'
import { createGuestCalls, type GuestCalls } from '../support/guest-calls.ts'

const path = '/nodes/pve1/qemu/100'

async function start(calls: GuestCalls): Promise<void> {
  const scsi0 = 'thin:0,import-from=local:import/debian-13-genericcloud-amd64.qcow2'
  await calls.run('POST', '/nodes/pve1/qemu', { vmid: '100', name: 'law', memory: '512', scsi0, net0: 'virtio,bridge=vmbr0' })
}

const change = fc.record(
  {
    cores: fc.integer({ min: 1, max: 8 }).map(String),
    memory: fc.integer({ min: 16, max: 8192 }).map(String),
    name: fc.constantFrom('law', 'other', 'third'),
    tags: fc.constantFrom('a', 'b;a', 'c'),
    net0: fc.constantFrom('virtio=BC:24:11:00:00:01,bridge=vmbr0', 'e1000=BC:24:11:00:00:02,bridge=vmbr1'),
    onboot: fc.constantFrom('0', '1'),
    cpu: fc.constantFrom('host', 'x86-64-v3'),
  },
  { requiredKeys: [] },
)

test('what waits comes to the same as a change of a machine that is off', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 6 }), async changes => {
      const [off, on] = [createGuestCalls(), createGuestCalls()]
      await start(off)
      await start(on)
      await on.run('POST', `${path}/status/start`)
      for (const settings of changes)
        for (const calls of [off, on]) if (Object.keys(settings).length > 0) await calls.data('PUT', `${path}/config`, settings)
      const { digest: _, ...coming } = await on.data<Record<string, unknown>>('GET', `${path}/config`)
      await on.run('POST', `${path}/status/stop`)
      const { digest: __, ...now } = await on.data<Record<string, unknown>>('GET', `${path}/config`, { current: '1' })
      const { digest: ___, ...plain } = await off.data<Record<string, unknown>>('GET', `${path}/config`, { current: '1' })
      expect(coming).toEqual(now)
      expect(now).toEqual(plain)
    }),
    { numRuns: 25 },
  )
})

test('what is dropped was never wished', async () => {
  await fc.assert(
    fc.asyncProperty(change, async settings => {
      const calls = createGuestCalls()
      await start(calls)
      await calls.run('POST', `${path}/status/start`)
      if (Object.keys(settings).length === 0) return
      await calls.data('PUT', `${path}/config`, settings)
      const now = calls.world.guests.get(100)?.config
      await calls.data('PUT', `${path}/config`, { revert: Object.keys(settings).join(',') })
      expect(calls.world.guests.get(100)).toMatchObject({ pending: {}, config: now })
    }),
    { numRuns: 25 },
  )
})

test('a property string is written as it is read', () => {
  const card = fc.record(
    {
      model: fc.constantFrom('virtio', 'e1000'),
      macaddr: fc.constantFrom('BC:24:11:00:00:01', 'BC:24:11:AA:BB:CC'),
      bridge: fc.constantFrom('vmbr0', 'vmbr1'),
      firewall: fc.constantFrom('0', '1'),
      tag: fc.integer({ min: 1, max: 4094 }).map(String),
    },
    { requiredKeys: ['model'] },
  )
  fc.assert(
    fc.property(card, values => {
      const text = writeProperties(cardFormat, values)
      expect(readProperties(cardFormat, text, 'net0')).toEqual({ values, errors: [] })
      expect(writeProperties(cardFormat, readProperties(cardFormat, text, 'net0').values)).toBe(text)
    }),
  )
  expect(readProperties(driveFormat, 'local:1,ssd=on,volume=x', 'scsi0').errors).toEqual([
    'duplicate key in comma-separated list property: file',
  ])
})

test('a size is read as it is written', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 2 ** 40 }), bytes => readSize(writeSize(bytes)) === bytes))
})

test('load stays within what the guest has, its counters only grow, and the same moment is the same load', async () => {
  const calls = createGuestCalls()
  await start(calls)
  await calls.run('POST', `${path}/status/start`)
  const guest = calls.world.guests.get(100)
  if (!guest) throw new Error('there is no guest')
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 90 * 86_400 }), fc.integer({ min: 0, max: 86_400 }), (after, more) => {
      const at = guest.startedAt + after * 1000
      const [one, same, later] = [
        loadOf(guest, calls.world, at),
        loadOf(guest, calls.world, at),
        loadOf(guest, calls.world, at + more * 1000),
      ]
      expect(one).toEqual(same)
      expect(one.cpu).toBeGreaterThanOrEqual(0)
      expect(one.cpu).toBeLessThanOrEqual(1)
      expect(one.memoryBytes).toBeLessThanOrEqual(memoryBytesOf(guest))
      for (const counter of ['netInBytes', 'netOutBytes', 'diskReadBytes', 'diskWriteBytes', 'uptimeSeconds'] as const)
        expect(later[counter]).toBeGreaterThanOrEqual(one[counter])
    }),
  )
})
