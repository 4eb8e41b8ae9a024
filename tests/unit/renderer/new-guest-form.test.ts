import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sourcesFor, systemWords } from '../../../renderer/features/proxmox/guest-sources.ts'
import { emptyDraft, loginOf } from '../../../renderer/features/proxmox/login-draft.ts'
import { creationOf, emptyGuest, type NewGuestDraft, problemsOf } from '../../../renderer/features/proxmox/new-guest-form.ts'
import type { NodeView } from '../../../shared/model/cluster.ts'
import type { Image } from '../../../shared/model/guest.ts'
import { guestCreationSchema } from '../../../shared/model/guest-wish.ts'

const gib = 1024 ** 3
const image = (name: string, kind: Image['kind'], node?: string): Image => ({
  volume: `local:${kind}/${name}`,
  kind,
  name,
  storage: 'local',
  sizeBytes: 1,
  ...(node !== undefined && { node }),
})
const node = (name: string, used: number): NodeView => ({
  name,
  state: 'online',
  memoryUsedBytes: used * gib,
  memoryTotalBytes: 16 * gib,
  guestMemoryBytes: 0,
})
const nodes = [node('pve1', 12), node('pve2', 2), node('pve3', 6)]

test('the newest Debian is chosen, images that set themselves up before discs', () => {
  const images = [
    image('ubuntu-24.04-standard_24.04-2_amd64.tar.zst', 'container-template'),
    image('debian-12-standard_12.7-1_amd64.tar.zst', 'container-template'),
    image('debian-13-standard_13.1-1_amd64.tar.zst', 'container-template'),
    image('debian-13.1.0-amd64-netinst.iso', 'iso'),
    image('debian-12-genericcloud-amd64.qcow2', 'disk-image'),
  ]
  expect(sourcesFor('lxc', images, []).map(each => each.title)).toEqual(['Debian 13', 'Debian 12', 'Ubuntu 24.04'])
  expect(sourcesFor('vm', images, []).map(each => each.source.kind)).toEqual(['disk-image', 'iso'])
})

test('one image on several nodes is one choice that knows them', () => {
  const [choice] = sourcesFor(
    'lxc',
    [image('alpine.tar.zst', 'container-template', 'pve1'), image('alpine.tar.zst', 'container-template', 'pve3')],
    [],
  )
  expect(choice?.nodes).toEqual(['pve1', 'pve3'])
})

test('files are called what people call the system, else by their name', () => {
  expect(systemWords('alpine-3.22-default_20250617_amd64.tar.xz')).toBe('Alpine 3.22')
  expect(systemWords('rockylinux-9-default_2024.tar.xz')).toBe('Rocky Linux 9')
  expect(systemWords('noble-server-cloudimg-amd64.img')).toBe('Ubuntu 24.04')
  expect(systemWords('debian-13.1.0-amd64-netinst.iso')).toBe('Debian 13.1')
  expect(systemWords('virtio-win.iso')).toBe('virtio-win.iso')
})

test('a name is enough: the rest follows from the size, and the guest goes where its image is and room is', () => {
  const [source] = sourcesFor(
    'lxc',
    [image('debian-13.tar.zst', 'container-template', 'pve1'), image('debian-13.tar.zst', 'container-template', 'pve3')],
    [],
  )
  expect(creationOf({ ...emptyGuest, name: 'web-02', password: 'secret' }, source, nodes)).toMatchObject({
    name: 'web-02',
    type: 'lxc',
    cores: 1,
    memoryMiB: 512,
    diskGiB: 8,
    node: 'pve3',
    address: 'dhcp',
    login: { user: 'root', password: 'secret' },
    start: true,
  })
  expect(creationOf(emptyGuest, source, nodes)).toBeUndefined()
  expect(creationOf({ ...emptyGuest, name: 'web-02' }, undefined, nodes)).toBeUndefined()
})

test('a copy keeps the disk of its template unless another size is typed', () => {
  const clone = {
    id: 'clone 9000',
    source: { kind: 'clone', vmid: 9000, full: true },
    title: 'Debian 13',
    note: '',
    nodes: undefined,
    setsItselfUp: true,
  } as const
  const draft: NewGuestDraft = { ...emptyGuest, type: 'vm', name: 'copy', linked: true }
  expect(creationOf(draft, clone, nodes)).not.toHaveProperty('diskGiB')
  expect(creationOf({ ...draft, disk: '64' }, clone, nodes)).toMatchObject({ diskGiB: 64, source: { full: false } })
})

test('whatever is typed, what comes of it is a wish that the contract accepts, and a wrong field is named', () => {
  const [source] = sourcesFor('lxc', [image('debian-13.tar.zst', 'container-template')], [])
  const text = fc.oneof(fc.string({ maxLength: 12 }), fc.constantFrom('', '2', '0.5', '192.168.1.50/24', '192.168.1.1', 'ssh-ed25519 AAAA'))
  fc.assert(
    fc.property(
      fc.record({
        name: text,
        cores: text,
        memory: text,
        disk: text,
        vlan: text,
        address: text,
        gateway: text,
        vmid: text,
        tags: text,
        keys: text,
        password: text,
      }),
      typed => {
        const draft = { ...emptyGuest, ...typed }
        const creation = creationOf(draft, source, nodes)
        if (Object.keys(problemsOf(draft)).length > 0) expect(creation).toBeUndefined()
        if (creation !== undefined) expect(guestCreationSchema.safeParse(creation).success).toBe(true)
      },
    ),
  )
})

test('a bare user is one of the computer itself, and a token is written whole', () => {
  expect(loginOf({ ...emptyDraft, user: 'root', password: 'secret', code: '123 456' })).toEqual({
    method: 'password',
    user: 'root@pam',
    password: 'secret',
    code: '123456',
  })
  expect(loginOf({ ...emptyDraft, password: '' })).toBeUndefined()
  expect(loginOf({ ...emptyDraft, method: 'token', tokenId: 'mycopod@pve', secret: 's' })).toBeUndefined()
  expect(loginOf({ ...emptyDraft, method: 'token', tokenId: 'mycopod@pve!m', secret: ' s ' })).toMatchObject({ secret: 's' })
})
