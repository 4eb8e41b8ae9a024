import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { place, replay } from '../../../electron/core/place/place.ts'
import { placementRecordSchema } from '../../../shared/model/placement.ts'
import { aDevice, anAsk, askArbitrary, devicesArbitrary } from './arbitraries.ts'

const GiB = 1024 ** 3
const stamp = { id: 'decision', at: 1_760_000_000_000 }
const exact = (points: readonly number[]): number => points.reduce((sum, value) => sum + Math.round(value * 10), 0)

describe('placement laws', () => {
  it('replays a stored record to the same bytes, whatever the order of the devices', () => {
    fc.assert(
      fc.property(askArbitrary, devicesArbitrary, fc.integer(), (ask, devices, turn) => {
        const record = place(ask, devices, stamp)
        const stored = JSON.stringify(record)
        expect(JSON.stringify(replay(placementRecordSchema.parse(JSON.parse(stored))))).toBe(stored)
        const turned = devices.map((_, index) => devices[(index + Math.abs(turn)) % devices.length] ?? aDevice('none'))
        expect(JSON.stringify(place(ask, turned, stamp))).toBe(stored)
      }),
    )
  })

  it('accounts for every device once and every point exactly', () => {
    fc.assert(
      fc.property(askArbitrary, devicesArbitrary, (ask, devices) => {
        const record = place(ask, devices, stamp)
        expect([...record.ranked.map(candidate => candidate.device), ...record.rejected.map(entry => entry.device)].sort()).toEqual(
          devices.map(device => device.name).sort(),
        )
        for (const candidate of record.ranked) {
          expect(exact([...Object.values(candidate.points), ...candidate.bonuses.map(bonus => bonus.points)])).toBe(
            exact([candidate.total]),
          )
          for (const [factor, points] of Object.entries(candidate.points)) {
            expect(points).toBeGreaterThanOrEqual(0)
            expect(points).toBeLessThanOrEqual(record.weights[factor as keyof typeof record.weights])
          }
        }
        const { lead, differences } = record.explanation
        if (lead !== null) {
          expect(exact(differences.map(difference => difference.points))).toBe(exact([lead]))
          expect(lead).toBeGreaterThanOrEqual(0)
        }
        for (const entry of record.rejected) expect(entry.reasons.length).toBeGreaterThan(0)
      }),
    )
  })

  it('never likes a device less for having more room, a faster or a calmer processor', () => {
    fc.assert(
      fc.property(askArbitrary, devicesArbitrary, fc.integer({ min: 1, max: 64 }), (ask, devices, more) => {
        for (const device of devices) {
          const before = place(ask, [device], stamp).ranked[0]
          if (before === undefined || ask.profile === 'save-power') continue
          const better = {
            ...device,
            memoryAvailableBytes: Math.min(device.memoryTotalBytes, device.memoryAvailableBytes + more * GiB),
            storageFreeBytes: Math.min(device.storageTotalBytes, device.storageFreeBytes + more * GiB),
            coreSpeed: device.coreSpeed + more / 10,
            cpuFraction: Math.max(0, device.cpuFraction - more / 100),
          }
          expect(place(ask, [better], stamp).ranked[0]?.total).toBeGreaterThanOrEqual(before.total)
        }
      }),
    )
  })
})

describe('filters', () => {
  const reasonsOf = (device: Parameters<typeof aDevice>[1], ask = anAsk()) =>
    place(ask, [aDevice('box', device)], stamp).rejected[0]?.reasons ?? []

  it.each([
    ['offline', { state: 'offline' }],
    ['maintenance', { maintenance: true }],
    ['stale-sample', { sampleAgeMs: 600_000 }],
    ['architecture', { architecture: 'arm' }],
    ['memory', { memoryAvailableBytes: GiB / 2 }],
    ['storage', { storageFreeBytes: GiB }],
    ['docker-missing', { docker: false }],
    ['compose-missing', { compose: false }],
  ] as const)('names %s', (rule, change) => {
    expect(reasonsOf(change).map(reason => reason.rule)).toContain(rule)
  })

  it('keeps every reason with its numbers', () => {
    const reasons = reasonsOf({ memoryAvailableBytes: 100 * 1024 ** 2, storageFreeBytes: GiB })
    expect(reasons.map(reason => reason.rule)).toEqual(['memory', 'storage'])
    expect(reasons[1]).toMatchObject({
      free: GiB,
      needed: 15 * GiB,
      unit: 'bytes',
      reason: 'needs 15.0\u00a0GB of storage, has 1.0\u00a0GB free',
    })
  })

  it('offers a free port for a movable one and refuses a fixed one', () => {
    const takenPorts = [{ port: 8080, protocol: 'tcp' as const, by: 'Paperless-ngx' }]
    expect(place(anAsk(), [aDevice('box', { takenPorts })], stamp).ranked[0]?.ports).toEqual({ web: 8081 })
    const fixed = anAsk({ ports: [{ id: 'dns', port: 8080, protocol: 'tcp', fixed: true }] })
    expect(reasonsOf({ takenPorts }, fixed)).toMatchObject([{ rule: 'port-taken', freePort: 8081 }])
  })

  it('keeps twins off the same metal when asked to keep them apart', () => {
    const apps = [{ name: 'first', recipe: 'nextcloud', memoryBytes: GiB }]
    const record = place(
      anAsk({ rules: [{ rule: 'apart', with: 'first' }] }),
      [aDevice('guest-a', { metal: 'pve1', apps }), aDevice('guest-b', { metal: 'pve1' }), aDevice('nuc')],
      stamp,
    )
    expect(record.chosen).toBe('nuc')
    expect(record.rejected.map(entry => entry.device)).toEqual(['guest-a', 'guest-b'])
  })
})

describe('twins', () => {
  it('count as together in two guests of one machine, and the reason says so', () => {
    const apps = [{ name: 'first', recipe: 'nextcloud', memoryBytes: GiB }]
    const record = place(
      anAsk(),
      [aDevice('guest-a', { metal: 'pve1', apps }), aDevice('guest-b', { metal: 'pve1' }), aDevice('nuc')],
      stamp,
    )
    const spread = (name: string) =>
      record.ranked.find(candidate => candidate.device === name)?.bonuses.find(bonus => bonus.name === 'spread')
    expect(record.chosen).toBe('nuc')
    expect([spread('guest-a'), spread('nuc')?.points]).toEqual([undefined, 4])
    expect(spread('guest-b')).toEqual({ name: 'spread', points: 0, because: 'another Nextcloud runs on the same machine, pve1' })
  })
})

describe('explanation', () => {
  it('says what decided and what would flip it', () => {
    const record = place(
      anAsk({ database: 'postgresql' }),
      [aDevice('nuc-1', { databases: ['postgresql'], cpuFraction: 0.2 }), aDevice('tower')],
      stamp,
    )
    expect(record.chosen).toBe('nuc-1')
    expect(record.explanation.differences[0]).toEqual({ label: 'PostgreSQL is here', points: 6 })
    expect(record.explanation.flip).toBe('tower would win, 88.8 to 87.5, if Nextcloud had a database of its own.')
    expect(record.explanation.sentence).toBe('It has 12.0\u00a0GB of memory free and the database Nextcloud needs.')
  })

  it('names the app whose move would flip the choice, and the move really does', () => {
    const apps = [{ name: 'jellyfin', recipe: 'jellyfin', memoryBytes: 11 * GiB }]
    const tight = aDevice('pi-4', { memoryAvailableBytes: GiB / 2, apps, cpuFraction: 0 })
    const record = place(anAsk(), [tight, aDevice('nuc-1', { cpuFraction: 0.9 })], stamp)
    expect(record.explanation.flip).toMatch(/^pi-4 wins if jellyfin moves off it: needs .* more free memory\.$/)
    const moved = place(anAsk(), [{ ...tight, memoryAvailableBytes: 11.5 * GiB, apps: [] }, aDevice('nuc-1', { cpuFraction: 0.9 })], stamp)
    expect(moved.chosen).toBe('pi-4')
  })

  it('says so when nothing fits', () => {
    expect(place(anAsk(), [], stamp).explanation.sentence).toBe('There is no device yet.')
    expect(place(anAsk(), [aDevice('a', { docker: false }), aDevice('b', { maintenance: true })], stamp)).toMatchObject({
      chosen: null,
      explanation: { sentence: 'None of your 2 devices fits.', flip: 'b would win if it were taken back into service.' },
    })
  })
})
