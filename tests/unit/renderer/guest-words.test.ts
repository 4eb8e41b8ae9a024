import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  fieldWords,
  type GuestOrder,
  guestCondition,
  guestMatches,
  guestMemory,
  inSegment,
  partDescription,
  sortGuests,
  valueWords,
} from '../../../renderer/features/proxmox/guest-words.ts'
import type { GuestView } from '../../../shared/model/guest.ts'

const gib = 1024 ** 3

function guest(change: Partial<GuestView> = {}): GuestView {
  return {
    cluster: 'c1',
    vmid: 100,
    name: 'web-01',
    type: 'vm',
    node: 'pve1',
    state: 'running',
    template: false,
    tags: [],
    ours: false,
    memoryUsedBytes: 3.1 * gib,
    memoryTotalBytes: 4 * gib,
    highlyAvailable: false,
    ...change,
  }
}

test('what holds a guest is said before its state, and a template is no stopped guest', () => {
  expect(guestCondition(guest())).toEqual({ tone: 'ok', word: 'Running' })
  expect(guestCondition(guest({ lock: 'backup' })).word).toBe('Backing up')
  expect(guestCondition(guest({ lock: 'something-new' })).word).toBe('Held: something-new')
  expect(guestCondition(guest({ template: true, state: 'stopped' })).word).toBe('Template')
})

test('the memory of a column has one unit, and a stopped guest shows what it would have', () => {
  expect(guestMemory(guest())).toEqual({ part: '3.1', whole: 'of 4.0\u00a0GB' })
  expect(guestMemory(guest({ memoryUsedBytes: 0.2 * gib, memoryTotalBytes: gib / 2 }))).toEqual({ part: '0.2', whole: 'of 0.5\u00a0GB' })
  expect(guestMemory(guest({ state: 'stopped' }))).toEqual({ whole: '4.0\u00a0GB' })
})

test('a search finds by name, number, node, tag and by the words of both depths', () => {
  const found = (search: string) => guestMatches(guest({ tags: ['shop'] }), search)
  expect(['web', '100', 'pve1', 'shop', 'full machine', 'virtual running', ''].every(found)).toBe(true)
  expect(found('web pve2')).toBe(false)
})

test('templates stand in their own segment only', () => {
  const template = guest({ template: true })
  expect([inSegment(template, 'all'), inSegment(template, 'vm'), inSegment(template, 'template')]).toEqual([false, false, true])
  expect([inSegment(guest(), 'all'), inSegment(guest(), 'vm'), inSegment(guest(), 'lxc')]).toEqual([true, true, false])
})

test('an order keeps every guest, and turned it is the other way round where values differ', () => {
  const guests = fc.uniqueArray(
    fc.record({
      vmid: fc.integer({ min: 100, max: 999 }),
      name: fc.string({ minLength: 1, maxLength: 8 }),
      cpuFraction: fc.double({ min: 0, max: 1, noNaN: true }),
      state: fc.constantFrom('running' as const, 'stopped' as const),
    }),
    { selector: each => each.vmid },
  )
  const orders: readonly GuestOrder[] = ['vmid', 'name', 'state', 'node', 'cpu', 'memory', 'disk', 'up']
  fc.assert(
    fc.property(guests, fc.constantFrom(...orders), fc.boolean(), (changes, order, turned) => {
      const all = changes.map(change => guest(change))
      const sorted = sortGuests(all, order, turned)
      expect(new Set(sorted)).toEqual(new Set(all))
      expect(sortGuests(sorted, order, turned)).toEqual(sorted)
    }),
  )
  const [two, ten] = [guest({ name: 'node-2', vmid: 101 }), guest({ name: 'node-10', vmid: 102 })]
  expect(sortGuests([ten, two], 'name', false)).toEqual([two, ten])
  expect(sortGuests([ten, two], 'name', true)).toEqual([ten, two])
})

test('settings and their raw values are said in words', () => {
  expect([fieldWords('memory'), fieldWords('boot order'), fieldWords('net1'), fieldWords('scsi0')]).toEqual([
    'Memory',
    'Starts from',
    'Network card 2',
    'Disk scsi0',
  ])
  expect(valueWords('memory', '6144')).toBe('6.0\u00a0GB')
  expect(valueWords('onboot', '1')).toBe('Yes')
  expect(valueWords('name', '1')).toBe('1')
})

test('the line by which MycoPod knows its guests is not part of the description', () => {
  expect(partDescription('The web server.\n\nMade by MycoPod (j1)')).toEqual({ text: 'The web server.', mark: 'Made by MycoPod (j1)' })
  expect(partDescription('Made by MycoPod (j1)\n')).toEqual({ text: '', mark: 'Made by MycoPod (j1)' })
  expect(partDescription('By hand.')).toEqual({ text: 'By hand.', mark: '' })
})
