import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type DemoCluster, startDemoCluster } from '../../electron/demo/proxmox/demo-cluster.ts'
import { type GuestWish, guestChangeSchema } from '../../shared/model/guest-wish.ts'
import type { Job } from '../../shared/model/job.ts'
import { type GuestHost, guestIn, newRemains, sources, startGuestHost } from '../support/guest-lab.ts'
import { createLife, type Death, type Life } from '../support/mortal-host.ts'

const remains = newRemains()
let home: DemoCluster
let steady: GuestHost
let life: Life | undefined
let turns = 0
beforeAll(async () => {
  const heard = (method: string, path: string): void => {
    if (!life || method === 'GET' || path.endsWith('/access/ticket') || !life.passes('call')) return
    if (life.death.at === 'call-unheard') throw new Error('the host died before it was heard')
    home.faults.loseAnswers(1)
  }
  home = await startDemoCluster({ speed: 2000, heard })
  steady = await startGuestHost(remains, home)
})
afterAll(async () => {
  await steady.kill()
  await home.close()
})

/** What is done while the host is killed; `turn` is another number each time. */
interface Deed {
  readonly name: string
  /** Brings about what it begins with. */
  readonly arrange?: (turn: number) => Promise<unknown>
  readonly begin: (host: GuestHost, turn: number) => Promise<Job>
  /** What matters of the world. */
  readonly look: (turn: number) => unknown
  readonly after: (turn: number) => unknown
}

const named = (name: string) => [...home.world.guests.values()].filter(guest => [guest.config.name, guest.config.hostname].includes(name))
const backups = () =>
  [...home.world.volumes.values()].filter(({ content, vmid }) => content === 'backup' && vmid === 101).map(({ volid }) => volid)
/** What something that is brought from one to another is brought to. */
let target = ''
const at = (guest: string) => ({ guest, approved: true })
const ours = (name: string) =>
  named(name).map(({ status, config }) => [status, config.lock, config.tags, config.description?.includes('Made by MycoPod')])
const reconcile = async (host: GuestHost, wish: GuestWish) => {
  const seen = await host.guests.observeOne(host.cluster, wish.name)
  return host.guests.reconcile({ cluster: host.cluster, wish, ...(seen && { seen }) }, 'Ada')
}
const box = (turn: number, start: boolean) =>
  steady.done(steady.create({ name: `box-${turn}`, type: 'lxc', source: sources.container, start }))
const diskSize = (config: Readonly<Record<string, string>> | undefined) => /size=\d+G/.exec(config?.scsi0 ?? '')?.[0]

const deeds: readonly Deed[] = [
  {
    name: 'make a container',
    begin: (host, turn) => host.create({ name: `box-${turn}`, type: 'lxc', source: sources.container }),
    look: turn => ours(`box-${turn}`),
    after: () => [['running', undefined, 'mycopod', true]],
  },
  {
    name: 'make a machine of an image',
    begin: (host, turn) => host.create({ name: `box-${turn}`, type: 'vm', source: sources.image, diskGiB: 9, start: false }),
    look: turn => [ours(`box-${turn}`), named(`box-${turn}`).map(({ config }) => diskSize(config))],
    after: () => [[['stopped', undefined, 'mycopod', true]], ['size=9G']],
  },
  {
    name: 'copy a template',
    begin: (host, turn) => host.create({ name: `box-${turn}`, type: 'vm', source: sources.template, cores: 1, start: false }),
    look: turn => [ours(`box-${turn}`), named(`box-${turn}`).map(({ config }) => config.cores)],
    after: () => [[['stopped', undefined, 'mycopod', true]], ['1']],
  },
  {
    name: 'change settings and a disk',
    arrange: async () => {
      const size = /size=(\d+)G/.exec(guestIn(home, 'web-01')?.config.scsi0 ?? '')?.[1]
      target = String(Number(size) + 1)
    },
    begin: (host, turn) => {
      const change = guestChangeSchema.parse({ description: `Turn ${turn}`, cores: 3 + (turn % 2), diskGiB: Number(target) })
      return host.guests.change({ ...at('web-01'), change }, 'Ada')
    },
    look: () => {
      const { config, pending } = guestIn(home, 'web-01') ?? {}
      return [config?.description, pending?.cores ?? config?.cores, diskSize(config), config?.lock]
    },
    after: turn => [`Turn ${turn}`, String(3 + (turn % 2)), `size=${target}G`, undefined],
  },
  {
    name: 'move a running machine',
    arrange: async () => {
      target = guestIn(home, 'db-1')?.node === 'pve2' ? 'pve3' : 'pve2'
    },
    begin: host => host.guests.migrate({ ...at('db-1'), node: target }, 'Ada'),
    look: () => named('db-1').map(({ node, status, config }) => [node, status, config.lock]),
    after: () => [[target, 'running', undefined]],
  },
  {
    name: 'back up',
    arrange: async () => {
      for (const volume of backups()) await steady.done(steady.guests.removeBackup({ cluster: 'home', volume, approved: true }, 'Ada'))
    },
    begin: host => host.guests.backUp({ guest: 'pihole', mode: 'snapshot', notes: '' }, 'Ada'),
    look: () => [backups().length, guestIn(home, 'pihole')?.config.lock],
    after: () => [1, undefined],
  },
  {
    name: 'restore a backup as a new guest',
    arrange: async () => {
      if (backups().length === 0) await steady.done(steady.guests.backUp({ guest: 'pihole', mode: 'snapshot', notes: '' }, 'Ada'))
    },
    begin: (host, turn) => {
      const ask = { cluster: 'home', volume: backups()[0] ?? '', node: 'pve1', name: `box-${turn}` }
      return host.guests.restore({ ...ask, replace: false, start: false, approved: false }, 'Ada')
    },
    look: turn => [ours(`box-${turn}`), named('pihole').map(({ vmid, status }) => [vmid, status])],
    after: () => [[['stopped', undefined, 'mycopod', true]], [[101, 'running']]],
  },
  {
    name: 'destroy a guest',
    arrange: turn => box(turn, false),
    begin: (host, turn) => host.guests.remove({ ...at(`box-${turn}`), typedName: `box-${turn}` }, 'Ada'),
    look: turn => ours(`box-${turn}`),
    after: () => [],
  },
  {
    name: 'carry out a plan that restarts a machine',
    arrange: () => steady.done(steady.guests.power({ guest: 'web-01', action: 'reboot', seconds: 60, force: false }, 'Ada')),
    begin: (host, turn) => reconcile(host, { name: 'web-01', cores: 3 + (turn % 2), tags: ['planned', `t${turn}`] }),
    look: () => {
      const { config, pending, status } = guestIn(home, 'web-01') ?? {}
      return [config?.cores, config?.tags, pending, status]
    },
    after: turn => [String(3 + (turn % 2)), `mycopod;planned;t${turn}`, {}, 'running'],
  },
  {
    name: 'carry out a plan that moves the disk of a running container',
    arrange: async () => {
      target = guestIn(home, 'pihole')?.config.rootfs?.startsWith('tank:') ? 'ceph' : 'tank'
    },
    begin: host => reconcile(host, { name: 'pihole', storage: target }),
    look: () => {
      const { config, status } = guestIn(home, 'pihole') ?? {}
      return [config?.rootfs?.split(':')[0], status]
    },
    after: () => [target, 'running'],
  },
  {
    name: 'carry out a plan that takes a running guest away',
    arrange: turn => box(turn, true),
    begin: (host, turn) => reconcile(host, { name: `box-${turn}`, state: 'absent' }),
    look: turn => ours(`box-${turn}`),
    after: () => [],
  },
]

describe.each(deeds)('killed while it is to $name', ({ arrange, begin, look, after }) => {
  test.each(['event', 'call-unheard', 'call-unanswered'] as const)(
    'at any %s: the next host brings it to its end, or nothing was begun',
    async where => {
      for (let number = 1; ; number += 1) {
        turns += 1
        const turn = turns
        const death: Death = { at: where, number }
        await arrange?.(turn)
        const before = look(turn)
        const [newest] = await remains.store.jobs.views({ limit: 1 })
        const mortal = createLife(death)
        const first = await startGuestHost(remains, home, mortal)
        life = mortal
        const began = begin(first, turn).then(job => first.ended(job))
        await Promise.race([mortal.ended, began])
        life = undefined
        await first.cut()
        const second = await startGuestHost(remains, home)
        await second.jobs.recover()
        await second.jobs.idle()
        const [view] = await remains.store.jobs.views({ limit: 1 })
        const isStored = view !== undefined && view.id !== newest?.id
        if (isStored) expect([death, view.status, view.error]).toEqual([death, 'succeeded', undefined])
        expect([death, look(turn)]).toEqual([death, isStored ? after(turn) : before])
        const names = [...home.world.guests.values()].map(({ config }) => config.name ?? config.hostname)
        expect([death, names]).toEqual([death, [...new Set(names)]])
        await second.kill()
        if (mortal.alive()) break
      }
    },
  )
})
