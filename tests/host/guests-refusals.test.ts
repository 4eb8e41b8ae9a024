import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type DemoCluster, startDemoCluster } from '../../electron/demo/proxmox/demo-cluster.ts'
import { problemOf } from '../../shared/errors/app-error.ts'
import type { GuestChange, GuestCreation, GuestWish } from '../../shared/model/guest-wish.ts'
import { type GuestHost, newRemains, sources, startGuestHost } from '../support/guest-lab.ts'

let home: DemoCluster
let host: GuestHost
/** What was asked of Proxmox besides reading. */
const writes: string[] = []
beforeAll(async () => {
  home = await startDemoCluster({
    speed: 2000,
    heard: (method, path) => void (method !== 'GET' && !path.endsWith('/access/ticket') && writes.push(`${method} ${path}`)),
  })
  host = await startGuestHost(newRemains(), home)
})
afterEach(() => {
  expect(writes).toEqual([])
  expect(host.jobs.running()).toEqual([])
})
afterAll(async () => {
  await host.kill()
  await home.close()
})

/** The refusal as a person reads it, which is never without a sentence and a way on. */
async function refusalOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (thrown: { toWire?: () => Parameters<typeof problemOf>[0] }) => thrown,
  )
  if (!error?.toWire) throw new Error(`not refused: ${error}`)
  const { title, because, fixes } = problemOf(error.toWire())
  expect(fixes.length).toBeGreaterThan(0)
  return `${title}. ${because}`.replaceAll('\u00a0', ' ')
}

describe('a creation that cannot be', () => {
  const box = { name: 'box', type: 'lxc', source: sources.container } as const
  const vm = { name: 'vm', type: 'vm', source: sources.image } as const
  const wrong: readonly (readonly [Parameters<GuestHost['create']>[0], string])[] = [
    [{ ...box, name: 'Pihole' }, 'Pihole cannot have this name. The guest 101 of home is called pihole already.'],
    [{ ...box, vmid: 101 }, 'home has a guest 101 already. Every guest has a number of its own.'],
    [{ ...box, node: 'pve9' }, 'box cannot have this node. home has no node called pve9.'],
    [{ ...box, cores: 64 }, 'box cannot have this cores. pve1 has 8 of them.'],
    [
      { ...box, node: 'pve2', memoryMiB: 65_536 },
      'pve2 has less memory than that. The guest would have 64.0 GB, and pve2 has 15.5 GB altogether.',
    ],
    [{ ...box, node: 'pve2', storage: 'tank' }, 'box cannot have this storage. pve2 has no storage called tank.'],
    [{ ...box, storage: 'local' }, 'box cannot have this storage. local is not set up to hold disks of containers.'],
    [{ ...vm, storage: 'ceph', diskGiB: 900 }, 'The storage ceph is full. home found no room for the disk.'],
    [{ ...vm, bridge: 'vmbr7' }, 'vm cannot have this bridge. pve1 has no network called vmbr7.'],
    [{ ...box, address: '10.0.0.0/24' }, 'box cannot have this address. 10.0.0.0 stands for the network 10.0.0.0/24 as a whole.'],
    [{ ...box, address: '10.0.0.5/24', gateway: '10.0.1.1' }, 'box cannot have this gateway. 10.0.1.1 is not in 10.0.0.5/24.'],
    [{ ...box, address: '10.0.0.5/24', gateway: 'fe80::1' }, 'box cannot have this gateway. fe80::1 is of another kind than 10.0.0.5.'],
    [
      { ...box, address: 'dhcp', gateway: '10.0.0.1' },
      'box cannot have this gateway. With DHCP the network itself says which way leads out.',
    ],
    [
      { ...vm, source: sources.container },
      'vm cannot have this source. A virtual machine cannot be made from local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst.',
    ],
    [
      { ...vm, source: { kind: 'disk-image', volume: 'local:import/none.qcow2' } },
      'vm cannot have this source. local:import/none.qcow2 is in no storage of home.',
    ],
    [{ ...vm, source: { kind: 'clone', vmid: 777, full: true } }, 'vm cannot have this source. home has no guest 777 to copy.'],
    [
      { ...vm, source: { kind: 'clone', vmid: 102, full: false } },
      'vm cannot have this source. Only a template can share its disk, and win-desktop is none.',
    ],
    [
      { ...vm, source: { kind: 'clone', vmid: 102, full: true }, node: 'pve2' },
      'vm cannot have this node. win-desktop has a disk in tank, which only pve1 sees.',
    ],
    [
      { ...vm, source: { kind: 'clone', vmid: 101, full: true } },
      'vm cannot have this source. pihole is a container and not a virtual machine.',
    ],
  ]
  test.each(wrong)('%j', async (creation, sentence) => {
    expect(await refusalOf(host.create(creation))).toBe(sentence)
  })

  test.each([{ name: 'two words' }, { name: '-x' }, { vlan: 4095 }, { memoryMiB: 4 }, { address: '10.0.0.5' }, { tags: ['a b'] }])(
    'what no guest can have does not get as far as that: %j',
    async more => {
      await expect(Promise.resolve().then(() => host.create({ ...box, ...more } as GuestCreation))).rejects.toThrow()
    },
  )
})

describe('a change that cannot be', () => {
  const wrong: readonly (readonly [string, Partial<GuestChange>, string])[] = [
    ['web-01', { name: 'pihole' }, 'pihole cannot have this name. The guest 101 of home is called pihole already.'],
    ['web-01', { cores: 9 }, 'web-01 cannot have this cores. pve1 has 8 of them.'],
    ['web-01', { memoryMiB: 65_536 }, 'pve1 has less memory than that. The guest would have 64.0 GB, and pve1 has 31.2 GB altogether.'],
    [
      'web-01',
      { diskGiB: 16 },
      'The disk of web-01 cannot become smaller. scsi0 has 32 GB, and 16 GB were asked for. Making a disk smaller would cut off data.',
    ],
    ['web-01', { diskGiB: 4000 }, 'The storage local-lvm is full. home found no room for the disk.'],
    ['web-01', { disks: { scsi7: 40 } }, 'web-01 cannot have this disk. It has no disk called scsi7.'],
    ['web-01', { network: { slot: 'net0', bridge: 'vmbr7' } }, 'web-01 cannot have this bridge. pve1 has no network called vmbr7.'],
    ['web-01', { network: { slot: 'net3', vlan: 5 } }, 'web-01 cannot have this network. It has no network card net3.'],
    ['web-01', { bootOrder: ['scsi5'] }, 'web-01 cannot have this boot order. It has no scsi5 to start from.'],
    ['pihole', { bootOrder: ['rootfs'] }, 'pihole cannot have this boot order. A container has none: it starts from its only disk.'],
    [
      'pihole',
      { network: { slot: 'net0', address: '10.0.0.5/24', gateway: '10.0.0.5' } },
      "pihole cannot have this gateway. 10.0.0.5 is the guest's own address.",
    ],
  ]
  test.each(wrong)('%s %j', async (guest, change, sentence) => {
    expect(await refusalOf(host.guests.change({ guest, approved: true, change }, 'Ada'))).toBe(sentence)
  })
})

test.each([
  [
    'a node nobody has',
    () => host.guests.migrate({ guest: 'web-01', approved: true, node: 'pve9' }, 'Ada'),
    'There is no node called pve9; there are pve1, pve2, pve3.',
  ],
  ['the node it is on', () => host.guests.migrate({ guest: 'web-01', approved: true, node: 'pve1' }, 'Ada'), 'It is on pve1 already.'],
  [
    'a node without its storage',
    () => host.guests.migrate({ guest: 'win-desktop', approved: true, node: 'pve2' }, 'Ada'),
    'home says: storage tank is not available on pve2.',
  ],
  [
    'no such disk',
    () => host.guests.moveDisk({ guest: 'web-01', approved: true, slot: 'scsi9', storage: 'ceph' }, 'Ada'),
    'It has no disk called scsi9.',
  ],
  [
    'a storage for other things',
    () => host.guests.moveDisk({ guest: 'web-01', approved: true, slot: 'scsi0', storage: 'local' }, 'Ada'),
    'local is not set up to hold disks of virtual machines.',
  ],
  [
    'the disk of a running container',
    () => host.guests.moveDisk({ guest: 'pihole', approved: true, slot: 'rootfs', storage: 'ceph' }, 'Ada'),
    'It has to be switched off before its disk can move.',
  ],
  [
    'a storage without backups',
    () => host.guests.backUp({ guest: 'pihole', storage: 'ceph', mode: 'snapshot', notes: '' }, 'Ada'),
    'ceph holds no backups, or pve1 does not see it.',
  ],
  [
    'a backup nobody has',
    () =>
      host.guests.restore(
        { cluster: 'home', volume: 'local:backup/none', node: 'pve1', replace: false, start: false, approved: false },
        'Ada',
      ),
    'no backup',
  ],
  ['a guest nobody has', () => host.guests.power({ guest: 'nobody', action: 'start', seconds: 9, force: false }, 'Ada'), 'nobody'],
] as const)('%s is refused in words', async (_what, call, sentence) => {
  expect(await refusalOf(call())).toContain(sentence)
})

describe('a wish that cannot be', () => {
  const reconcile = (wish: GuestWish) => host.guests.reconcile({ cluster: host.cluster, wish }, 'Ada')
  test.each([
    [{ name: 'new', os: 'debian 12' }, 'new cannot have this type. It is not said whether it is a virtual machine or a container.'],
    [{ name: 'new', type: 'lxc' }, 'new cannot have this os. It is not said what it is made from.'],
    [{ name: 'new', type: 'lxc', os: 'plan 9' }, 'pve1 has no image for plan 9. None of the images in the storages of home is one.'],
    [{ name: 'new', clone: 'nothing' }, 'new cannot have this clone. home has no guest called nothing to copy.'],
    [{ name: 'new', clone: 'pihole', node: 'pve2' }, 'new cannot have this node. pihole has a disk in local-lvm, which only pve1 sees.'],
    [{ name: 'two words', type: 'lxc', os: 'debian 12' }, 'two words cannot have this name. Use letters, digits and hyphens.'],
  ] as const)('%j', async (wish, sentence) => {
    expect(await refusalOf(reconcile(wish as GuestWish))).toBe(sentence)
  })
})
