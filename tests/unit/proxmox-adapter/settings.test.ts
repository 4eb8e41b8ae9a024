import { describe, expect, test } from 'vitest'
import { pendingSettings } from '../../../electron/adapters/proxmox/answers.ts'
import { changedSettings } from '../../../electron/adapters/proxmox/changed-settings.ts'
import { comingSettings, guestConfig, pendingChanges } from '../../../electron/adapters/proxmox/guest-config.ts'
import { newGuestParameters } from '../../../electron/adapters/proxmox/new-guest.ts'
import type { NewGuest } from '../../../electron/ports/cluster-words.ts'
import { guestConfigSchema } from '../../../shared/model/guest.ts'

const machine = {
  name: 'web-01',
  memory: '512',
  cores: '2',
  sockets: '2',
  scsi0: 'local-lvm:vm-100-disk-0,discard=on,size=32G',
  scsi10: 'tank:vm-100-disk-3,size=1T',
  scsi2: 'tank:vm-100-disk-2,size=512M',
  ide2: 'local-lvm:vm-100-cloudinit,media=cdrom',
  sata0: 'local:iso/debian-13.iso,media=cdrom,size=600M',
  efidisk0: 'local-lvm:vm-100-disk-1,efitype=4m,size=4M',
  unused0: 'local:100/vm-100-disk-9.qcow2',
  net0: 'virtio=BC:24:11:7B:CC:B8,bridge=vmbr0,firewall=1,tag=20',
  ipconfig0: 'ip=10.0.0.5/24,gw=10.0.0.1,ip6=auto',
  ciuser: 'debian',
  sshkeys: 'ssh-ed25519%20AAAA',
  boot: 'order=scsi0;net0',
  agent: 'enabled=1,fstrim_cloned_disks=1',
  balloon: '256',
  onboot: '1',
  protection: '1',
  ostype: 'l26',
  tags: 'Zeta;alpha;alpha',
  description: 'one\ntwo\n',
  digest: 'abc',
}

const box = {
  hostname: 'ct1',
  memory: '300',
  swap: '0',
  rootfs: 'local:200/vm-200-disk-0.raw,size=1G',
  mp0: '/srv/data,mp=/data',
  features: 'nesting=1,mount=nfs;cifs',
  net0: 'name=eth0,bridge=vmbr0,gw=10.99.0.1,hwaddr=BC:24:11:48:D1:86,ip=10.99.0.50/24,type=veth',
  unprivileged: '1',
  digest: 'abc',
}

describe('settings as they are read', () => {
  test('of a virtual machine', () => {
    expect(guestConfigSchema.parse(guestConfig('vm', 100, machine))).toEqual({
      type: 'vm',
      name: 'web-01',
      description: 'one\ntwo',
      tags: ['alpha', 'zeta'],
      cores: 4,
      memoryMiB: 512,
      leastMemoryMiB: 256,
      disks: [
        { slot: 'efidisk0', kind: 'other', storage: 'local-lvm', volume: 'local-lvm:vm-100-disk-1', sizeBytes: 4 * 2 ** 20 },
        { slot: 'ide2', kind: 'cloud-init', storage: 'local-lvm', volume: 'local-lvm:vm-100-cloudinit' },
        { slot: 'sata0', kind: 'cdrom', storage: 'local', volume: 'local:iso/debian-13.iso', sizeBytes: 600 * 2 ** 20 },
        { slot: 'scsi0', kind: 'disk', storage: 'local-lvm', volume: 'local-lvm:vm-100-disk-0', sizeBytes: 32 * 2 ** 30 },
        { slot: 'scsi2', kind: 'disk', storage: 'tank', volume: 'tank:vm-100-disk-2', sizeBytes: 512 * 2 ** 20 },
        { slot: 'scsi10', kind: 'disk', storage: 'tank', volume: 'tank:vm-100-disk-3', sizeBytes: 2 ** 40 },
        { slot: 'unused0', kind: 'unused', storage: 'local', volume: 'local:100/vm-100-disk-9.qcow2' },
      ],
      networks: [
        { slot: 'net0', bridge: 'vmbr0', vlan: 20, mac: 'BC:24:11:7B:CC:B8', model: 'virtio', address: '10.0.0.5/24', gateway: '10.0.0.1' },
      ],
      bootOrder: ['scsi0', 'net0'],
      startOnBoot: true,
      os: 'l26',
      cloudInit: { user: 'debian', hasKeys: true },
      features: [],
      protected: true,
      agent: true,
      template: false,
      digest: 'abc',
    })
  })

  test('of a container', () => {
    expect(guestConfigSchema.parse(guestConfig('lxc', 200, box))).toMatchObject({
      name: 'ct1',
      // Without a number it may use every core.
      cores: 0,
      memoryMiB: 300,
      swapMiB: 0,
      disks: [
        { slot: 'mp0', kind: 'disk', path: '/data' },
        { slot: 'rootfs', kind: 'disk', storage: 'local', sizeBytes: 2 ** 30, path: '/' },
      ],
      networks: [{ slot: 'net0', bridge: 'vmbr0', mac: 'BC:24:11:48:D1:86', address: '10.99.0.50/24', gateway: '10.99.0.1' }],
      features: ['nesting', 'mount=nfs;cifs'],
      unprivileged: true,
      agent: false,
    })
  })

  test('with what waits for a restart', () => {
    const rows = pendingSettings.parse([
      { key: 'memory', value: '384', pending: '512' },
      { key: 'cores', value: 2, pending: 4 },
      { key: 'tags', value: 'lab', delete: 1 },
      { key: 'name', value: 'web1' },
      { key: 'digest', value: 'abc' },
    ])
    expect(comingSettings(rows)).toEqual({ memory: '512', cores: '4', name: 'web1', digest: 'abc' })
    expect(pendingChanges(rows)).toEqual([
      { field: 'cores', now: '2', next: '4' },
      { field: 'memory', now: '384', next: '512' },
      { field: 'tags', now: 'lab' },
    ])
  })
})

describe('settings as they are changed', () => {
  const change = (wished: Parameters<typeof changedSettings>[3]) => {
    const { parameters, allocates } = changedSettings('vm', 100, machine, wished)
    return { ...JSON.parse(JSON.stringify(parameters)), ...(allocates && { allocates }) }
  }

  test('only what is wished is sent', () => {
    expect(change({})).toEqual({})
    expect(change({ name: 'web-02', memoryMiB: 1024, tags: ['a', 'b'], bootOrder: ['scsi0'], startOnBoot: false })).toEqual({
      name: 'web-02',
      memory: 1024,
      tags: 'a;b',
      boot: 'order=scsi0',
      onboot: false,
    })
  })

  test('cores are those of all sockets', () => {
    expect([change({ cores: 6 }), change({ cores: 3 })]).toEqual([{ cores: 3 }, { cores: 3, sockets: 1 }])
    expect(changedSettings('lxc', 200, box, { cores: 3 }).parameters).toMatchObject({ cores: 3 })
  })

  test('a card keeps its hardware address and whatever is not named', () => {
    expect(change({ network: { slot: 'net0', bridge: 'vmbr1', vlan: null } })).toEqual({
      net0: 'virtio=BC:24:11:7B:CC:B8,bridge=vmbr1,firewall=1',
    })
    expect(change({ network: { slot: 'net0', address: 'dhcp' } })).toEqual({ ipconfig0: 'ip=dhcp,ip6=auto' })
    expect(change({ network: { slot: 'net0', address: 'fd00::5/64', gateway: 'fd00::1' } })).toEqual({
      ipconfig0: 'ip=10.0.0.5/24,gw=10.0.0.1,ip6=fd00::5/64,gw6=fd00::1',
    })
    expect(
      changedSettings('lxc', 200, box, { network: { slot: 'net0', address: '10.0.0.9/24', gateway: '10.0.0.1', vlan: 7 } }).parameters,
    ).toMatchObject({
      net0: 'name=eth0,bridge=vmbr0,gw=10.0.0.1,hwaddr=BC:24:11:48:D1:86,ip=10.0.0.9/24,type=veth,tag=7',
    })
    expect(change({ network: { slot: 'net1', bridge: 'vmbr1' } })).toEqual({ net1: 'virtio,bridge=vmbr1' })
  })

  test('a login reaches a machine through its cloud-init drive, which is made where there is none', () => {
    const login = { user: 'debian', keys: ['ssh-ed25519 AAAA'] }
    expect(change({ login })).toEqual({ ciuser: 'debian', sshkeys: 'ssh-ed25519%20AAAA' })
    const { ide2: _, ...bare } = machine
    expect(changedSettings('vm', 100, bare, { login })).toMatchObject({ parameters: { ide2: 'local-lvm:cloudinit' }, allocates: true })
  })
})

describe('a guest to be made', () => {
  const guest: NewGuest = {
    vmid: 150,
    type: 'vm',
    node: 'pve1',
    name: 'web-01',
    cores: 2,
    memoryMiB: 2048,
    diskGiB: 16,
    storage: 'local-lvm',
    network: { bridge: 'vmbr0', vlan: 20, address: '10.0.0.5/24', gateway: '10.0.0.1' },
    source: { kind: 'disk-image', volume: 'local:import/debian-13.qcow2' },
    login: { user: 'debian', keys: ['ssh-ed25519 AAAA'] },
    startOnBoot: true,
    tags: ['mycopod', 'web'],
    description: 'Made by MycoPod (job1)',
    nesting: true,
    unprivileged: true,
  }
  const sent = (changes: Partial<NewGuest>, kind?: string) => JSON.parse(JSON.stringify(newGuestParameters({ ...guest, ...changes }, kind)))

  test('of a cloud image: imported disk, cloud-init drive, serial console', () => {
    expect(sent({}, 'lvmthin')).toEqual({
      vmid: 150,
      name: 'web-01',
      cores: 2,
      memory: 2048,
      onboot: true,
      description: 'Made by MycoPod (job1)',
      tags: 'mycopod;web',
      ostype: 'l26',
      cpu: 'x86-64-v2-AES',
      agent: 1,
      scsihw: 'virtio-scsi-single',
      net0: 'virtio,bridge=vmbr0,tag=20',
      scsi0: 'local-lvm:0,import-from=local:import/debian-13.qcow2,discard=on,iothread=1',
      ide2: 'local-lvm:cloudinit',
      boot: 'order=scsi0',
      serial0: 'socket',
      vga: 'serial0',
      ipconfig0: 'ip=10.0.0.5/24,gw=10.0.0.1',
      ciuser: 'debian',
      sshkeys: 'ssh-ed25519%20AAAA',
    })
  })

  test('of a disc: an empty disk, qcow2 where the storage is a folder', () => {
    const { network: _, ...offline } = guest
    const parameters = JSON.parse(
      JSON.stringify(newGuestParameters({ ...offline, source: { kind: 'iso', volume: 'local:iso/a.iso' } }, 'dir')),
    )
    expect(parameters).toMatchObject({
      scsi0: 'local-lvm:16,format=qcow2,discard=on,iothread=1',
      ide2: 'local:iso/a.iso,media=cdrom',
      boot: 'order=scsi0;ide2',
    })
    expect(parameters).not.toHaveProperty('net0')
    expect(parameters).not.toHaveProperty('ciuser')
  })

  test('of a container template', () => {
    const source = { kind: 'container-template', volume: 'local:vztmpl/debian-13.tar.zst' } as const
    expect(sent({ type: 'lxc', source, network: { bridge: 'vmbr0' } })).toEqual({
      vmid: 150,
      hostname: 'web-01',
      cores: 2,
      memory: 2048,
      onboot: true,
      description: 'Made by MycoPod (job1)',
      tags: 'mycopod;web',
      ostemplate: 'local:vztmpl/debian-13.tar.zst',
      rootfs: 'local-lvm:16',
      unprivileged: true,
      features: 'nesting=1',
      net0: 'name=eth0,bridge=vmbr0,ip=dhcp',
      'ssh-public-keys': 'ssh-ed25519 AAAA',
    })
  })
})
