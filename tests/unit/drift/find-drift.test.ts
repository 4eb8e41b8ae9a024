import { describe, expect, test } from 'vitest'
import { findDrift } from '../../../electron/core/drift/find-drift.ts'
import type { PolledWorld } from '../../../electron/core/drift/thing-drift.ts'
import type { Entry } from '../../../shared/model/declaration.ts'
import type { GuestView } from '../../../shared/model/guest.ts'
import { driftSchema } from '../../../shared/model/plan.ts'
import { anApp, app, GiB, guest, leaveAlone } from '../plan/plan-world.ts'

const web: GuestView = {
  cluster: 'home',
  vmid: 101,
  name: 'web-01',
  type: 'vm',
  node: 'pve1',
  state: 'running',
  template: false,
  tags: ['blue', 'mycopod'],
  ours: true,
  highlyAvailable: false,
  cores: 2,
  memoryTotalBytes: 4 * GiB,
  diskTotalBytes: 32 * GiB,
}

function polled(more: Partial<PolledWorld> = {}): PolledWorld {
  return {
    clusters: [{ name: 'home', nodesDown: [] }],
    guests: [web],
    devices: [{ name: 'nuc-1' }],
    apps: [anApp('jellyfin')],
    webPorts: { jellyfin: 'web' },
    busy: [],
    ...more,
  }
}

const applied = (...entries: readonly Entry[]) => entries.map(entry => ({ declaration: 'home', entry }))

/** What is found of these wishes, as sentences with risk. */
const told = (world: PolledWorld, ...entries: readonly Entry[]) =>
  findDrift(applied(...entries), world).drift.map(({ sentence, risk }) => [sentence, risk])

describe('a guest', () => {
  test('that is as it was applied is no drift, whatever else it is', () => {
    const entry = guest('web-01', {
      cores: 2,
      memoryMiB: 4096,
      diskGiB: 32,
      node: 'pve1',
      state: 'running',
      tags: ['Blue'],
      storage: 'ceph',
    })
    expect(findDrift(applied(entry, leaveAlone('web-01')), polled())).toEqual({ drift: [], unknown: [], silent: [] })
  })

  test('differs by field, with what putting it back takes', () => {
    const { drift } = findDrift(
      applied(guest('web-01', { cores: 3, memoryMiB: 6144, node: 'pve2', state: 'stopped', tags: ['red'], diskGiB: 64 })),
      polled(),
    )
    expect(drift.map(({ id, sentence, risk, downtime, value }) => ({ id, sentence, risk, downtime, value }))).toEqual([
      {
        id: 'guest:web-01/cores',
        sentence: 'web-01 has 2 cores instead of 3.',
        risk: 'disruptive',
        downtime: 'Down about 40\u00a0seconds',
        value: 2,
      },
      {
        id: 'guest:web-01/diskGiB',
        sentence: 'web-01 has a disk of 32.0\u00a0GB instead of 64.0\u00a0GB.',
        risk: 'safe',
        downtime: 'No downtime',
        value: 32,
      },
      {
        id: 'guest:web-01/memoryMiB',
        sentence: 'web-01 has 4.0\u00a0GB of memory instead of 6.0\u00a0GB.',
        risk: 'disruptive',
        downtime: 'Down about 40\u00a0seconds',
        value: 4096,
      },
      { id: 'guest:web-01/node', sentence: 'web-01 is on pve1 instead of pve2.', risk: 'safe', downtime: 'No downtime', value: 'pve1' },
      {
        id: 'guest:web-01/state',
        sentence: 'web-01 is running instead of stopped.',
        risk: 'disruptive',
        downtime: 'Switched off',
        value: 'running',
      },
      {
        id: 'guest:web-01/tags',
        sentence: 'The tags of web-01 are blue instead of red.',
        risk: 'safe',
        downtime: 'No downtime',
        value: ['blue'],
      },
    ])
    for (const found of drift) expect(driftSchema.safeParse({ ...found, since: 1 }).success).toBe(true)
  })

  test('that is a container only restarts to move', () => {
    const box = { ...web, type: 'lxc' as const, diskTotalBytes: 31.1 * GiB }
    expect(told(polled({ guests: [box] }), guest('web-01', { cores: 3, node: 'pve2', diskGiB: 32 }))).toEqual([
      ['web-01 has 2 cores instead of 3.', 'safe'],
      ['web-01 is on pve1 instead of pve2.', 'disruptive'],
    ])
  })

  test('whose disk grew is never made smaller by itself', () => {
    expect(told(polled(), guest('web-01', { diskGiB: 20 }))).toEqual([
      ['web-01 has a disk of 32.0\u00a0GB instead of 20.0\u00a0GB.', 'destructive'],
    ])
  })

  test('that is gone, or back', () => {
    expect(findDrift(applied(guest('web-02', { cores: 2 })), polled()).drift).toMatchObject([
      { field: 'state', found: 'gone', value: 'absent', sentence: 'web-02 is gone.', risk: 'disruptive' },
    ])
    expect(told(polled(), guest('web-01', { state: 'absent' }))).toEqual([['web-01 is there again, and was to be gone.', 'destructive']])
    expect(told(polled(), guest('web-02', { state: 'absent' }))).toEqual([])
  })

  test('that is locked or worked on is not drift yet', () => {
    const entry = guest('web-01', { cores: 3 })
    expect(told(polled({ guests: [{ ...web, lock: 'migrate' }] }), entry)).toEqual([])
    expect(told(polled({ busy: ['guest:web-01'] }), entry)).toEqual([])
  })

  test('that cannot be read is unknown, never missing', () => {
    const dark = [{ name: 'home', nodesDown: [], unreadable: 'home does not answer.' }]
    const entries = applied(guest('web-01', { cores: 3 }), guest('web-02', { cores: 3 }))
    expect(findDrift(entries, polled({ clusters: dark }))).toEqual({
      drift: [],
      unknown: ['web-01', 'web-02'].map(about => ({ about, because: 'home does not answer.' })),
      silent: ['guest:web-01', 'guest:web-02'],
    })
    expect(findDrift(entries.slice(0, 1), polled({ clusters: [{ name: 'home', nodesDown: ['pve1'] }] }))).toMatchObject({
      drift: [],
      unknown: [{ because: 'pve1, which it is on, does not answer.' }],
    })
  })
})

describe('an app', () => {
  test('differs in its state, device and settings', () => {
    expect(told(polled(), app('jellyfin', { state: 'stopped', device: 'nuc-2', settings: { TITLE: 'Films' } }))).toEqual([
      ['Jellyfin is on nuc-1 instead of nuc-2.', 'destructive'],
      ['TITLE of Jellyfin is Home instead of Films.', 'disruptive'],
      ['Jellyfin is running instead of stopped.', 'disruptive'],
    ])
    expect(told(polled(), app('jellyfin', { state: 'running', settings: { TITLE: 'Home' } }))).toEqual([])
  })

  test('is at another port: kept so here, or open there only', () => {
    const at = (kept: number, open?: number) =>
      polled({
        apps: [
          anApp('jellyfin', {
            ports: [{ id: 'web', host: kept, protocol: 'tcp' }],
            ...(open !== undefined && { openPorts: [{ id: 'web', host: open }] }),
          }),
        ],
      })
    const wished = applied(app('jellyfin', { port: 8096 }))
    const sentence = 'Jellyfin is at port 9000 instead of 8096.'
    expect(findDrift(wished, at(9000)).drift).toMatchObject([{ field: 'port', sentence, risk: 'disruptive', value: 9000 }])
    expect(findDrift(wished, at(9000)).drift[0]).not.toHaveProperty('onlyThere')
    expect(findDrift(wished, at(8096, 9000)).drift).toMatchObject([{ sentence, value: 9000, onlyThere: true }])
    expect(told(at(8096, 8096), app('jellyfin', { port: 8096 }))).toEqual([])
    // A container that is off opens nothing: that tells nothing of its port.
    expect(told(at(8096), app('jellyfin', { port: 8096 }))).toEqual([])
    expect(told(at(9000), app('jellyfin'))).toEqual([])
  })

  test('that is gone, lost its containers, or is back', () => {
    expect(told(polled(), app('immich'))).toEqual([['immich is gone.', 'disruptive']])
    expect(told(polled({ apps: [anApp('jellyfin', { state: 'missing' })] }), app('jellyfin'))).toEqual([
      ['The containers of Jellyfin are gone.', 'safe'],
    ])
    expect(told(polled(), app('jellyfin', { state: 'absent' }))).toEqual([['Jellyfin is there again, and was to be gone.', 'destructive']])
  })

  test('that is worked on is not drift yet, and on a silent device it is unknown', () => {
    expect(
      told(polled({ apps: [anApp('jellyfin', { stage: 'deploying', state: 'deploying' })] }), app('jellyfin', { state: 'stopped' })),
    ).toEqual([])
    const silent = polled({
      devices: [{ name: 'nuc-1', unreadable: 'nuc-1 does not answer.' }],
      apps: [anApp('jellyfin', { state: 'unknown' })],
    })
    expect(findDrift(applied(app('jellyfin', { state: 'stopped' })), silent)).toEqual({
      drift: [],
      unknown: [{ about: 'jellyfin', because: 'nuc-1 does not answer.' }],
      silent: ['app:jellyfin'],
    })
  })

  test('tells nothing of a secret', () => {
    const world = polled({ apps: [anApp('jellyfin', { settings: {} })] })
    expect(findDrift(applied(app('jellyfin', { settings: { ADMIN_PASSWORD: 'hunter2' } })), world).drift).toEqual([])
  })
})
