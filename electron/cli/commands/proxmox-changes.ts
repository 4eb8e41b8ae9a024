import { guestSizes } from '../../../shared/model/guest-sizes.ts'
import type { GuestSource } from '../../../shared/model/guest-wish.ts'
import { type Client, type Command, given, type Invocation, positional, text } from '../command.ts'
import { UsageError } from '../failure.ts'
import { choice, defined, numberOption, secretFromInput, texts } from '../options.ts'
import { table } from '../table.ts'
import { follow, guestName, guestRef } from './proxmox-guests.ts'
import { clusterOption, keysFromFiles, oneCluster } from './proxmox-words.ts'

const networkOptions = {
  bridge: { type: 'string' },
  vlan: { type: 'string' },
  address: { type: 'string' },
  gateway: { type: 'string' },
} as const

/** Commands that make guests and change their settings. */
export const changeCommands: readonly Command[] = [
  {
    name: 'proxmox guest create',
    takes: ['NAME'],
    options: {
      ...clusterOption,
      ...networkOptions,
      type: { type: 'string' },
      image: { type: 'string' },
      clone: { type: 'string' },
      linked: { type: 'boolean' },
      size: { type: 'string' },
      node: { type: 'string' },
      cores: { type: 'string' },
      memory: { type: 'string' },
      disk: { type: 'string' },
      storage: { type: 'string' },
      tag: { type: 'string', multiple: true },
      user: { type: 'string' },
      key: { type: 'string', multiple: true },
      'password-stdin': { type: 'boolean' },
      vmid: { type: 'string' },
      'no-start': { type: 'boolean' },
      'start-on-boot': { type: 'boolean' },
      privileged: { type: 'boolean' },
      'no-nesting': { type: 'boolean' },
    },
    optionHelp:
      '(--image VOLUME | --clone GUEST [--linked]) [--type vm|lxc] [--cluster C] [--node N] [--size small|medium|large] [--cores N] [--memory MIB] [--disk GIB] [--storage S] [--bridge B] [--vlan N] [--address dhcp|CIDR] [--gateway A] [--tag T …] [--user U] [--key FILE …] [--password-stdin] [--vmid N] [--no-start] [--start-on-boot] [--privileged] [--no-nesting]',
    summary: 'Make a container or virtual machine out of an image (see: mycopod proxmox images) or as a copy; undone wholly if it fails',
    async run(invocation) {
      const client = await invocation.client()
      const cluster = await oneCluster(client, text(invocation, 'cluster'))
      const { source, type } = await sourceOf(invocation, client, cluster)
      const size = choice(invocation, 'size', ['small', 'medium', 'large'])
      const login = await loginOf(invocation)
      const guest = {
        name: positional(invocation, 0),
        type,
        source,
        ...(size !== undefined && guestSizes[type][size]),
        ...amounts(invocation),
        ...network(invocation),
        ...defined({
          node: text(invocation, 'node'),
          storage: text(invocation, 'storage'),
          vmid: numberOption(invocation, 'vmid', 100),
          login,
        }),
        ...(texts(invocation, 'tag').length > 0 && { tags: [...texts(invocation, 'tag')] }),
        start: !given(invocation, 'no-start'),
        ...(given(invocation, 'start-on-boot') && { startOnBoot: true }),
        nesting: !given(invocation, 'no-nesting'),
        unprivileged: !given(invocation, 'privileged'),
      }
      return follow(invocation, client, client.proxmox.create({ cluster, guest }))
    },
  },
  {
    name: 'proxmox guest change',
    takes: guestName,
    options: {
      ...clusterOption,
      ...networkOptions,
      name: { type: 'string' },
      cores: { type: 'string' },
      memory: { type: 'string' },
      disk: { type: 'string' },
      network: { type: 'string' },
      tag: { type: 'string', multiple: true },
      'boot-order': { type: 'string' },
      'start-on-boot': { type: 'string' },
      protected: { type: 'string' },
      description: { type: 'string' },
      preview: { type: 'boolean' },
    },
    optionHelp:
      '[--cluster C] [--name N] [--cores N] [--memory MIB] [--disk GIB] [--network net0] [--bridge B] [--vlan N|none] [--address dhcp|CIDR] [--gateway A] [--tag T …] [--boot-order SLOT,SLOT] [--start-on-boot yes|no] [--protected yes|no] [--description TEXT] [--preview]',
    summary: 'Change the settings of a guest; --preview says what takes effect when, and changes nothing',
    async run(invocation) {
      const change = {
        ...defined({ name: text(invocation, 'name'), description: text(invocation, 'description') }),
        ...amounts(invocation),
        ...(texts(invocation, 'tag').length > 0 && { tags: texts(invocation, 'tag').filter(tag => tag !== '') }),
        ...defined({
          bootOrder: text(invocation, 'boot-order')?.split(','),
          startOnBoot: yesOrNo(invocation, 'start-on-boot'),
          protected: yesOrNo(invocation, 'protected'),
        }),
        ...changedNetwork(invocation),
      }
      if (Object.keys(change).length === 0) throw new UsageError('Nothing to change: give --cores, --memory or another setting')
      const client = await invocation.client()
      if (!given(invocation, 'preview'))
        return follow(invocation, client, client.proxmox.change({ ...guestRef(invocation), change, approved: invocation.yes }))
      const preview = await client.proxmox.previewChange({ ...guestRef(invocation), change })
      invocation.answer(preview, () =>
        [
          table(
            ['SETTING', 'NOW', 'NEXT', 'WHEN'],
            preview.changes.map(each => [each.field, each.from, each.to, each.when === 'now' ? 'at once' : 'at its next start']),
          ),
          preview.downtime,
        ].join('\n'),
      )
      return preview.changes.length === 0 ? 0 : 3
    },
  },
  {
    name: 'proxmox guest revert',
    takes: guestName,
    options: { ...clusterOption, field: { type: 'string', multiple: true } },
    optionHelp: '[--cluster C] [--field F …]',
    summary: 'Drop changes that wait for a restart: the named ones, or all',
    async run(invocation) {
      const client = await invocation.client()
      const named = texts(invocation, 'field')
      const waiting = named.length > 0 ? named : (await client.proxmox.guest(guestRef(invocation))).pending.map(each => each.field)
      if (waiting.length === 0) {
        invocation.answer({ dropped: [] }, 'Nothing waits for a restart.')
        return 0
      }
      const detail = await client.proxmox.revert({ ...guestRef(invocation), fields: [...waiting], approved: invocation.yes })
      invocation.answer(detail, `Dropped: ${waiting.join(', ')}.`)
      return 0
    },
  },
  {
    name: 'proxmox guest migrate',
    takes: ['GUEST', 'NODE'],
    options: { ...clusterOption, preview: { type: 'boolean' } },
    optionHelp: '[--cluster C] [--preview]',
    summary: 'Move a guest to another node; --preview says what it means, and moves nothing',
    async run(invocation) {
      const client = await invocation.client()
      const wanted = { ...guestRef(invocation), node: positional(invocation, 1) }
      if (!given(invocation, 'preview')) return follow(invocation, client, client.proxmox.migrate({ ...wanted, approved: invocation.yes }))
      const preview = await client.proxmox.migrationPreview(wanted)
      invocation.answer(preview, () =>
        [preview.possible ? preview.downtime : `It cannot move: ${preview.because ?? preview.downtime}`].join('\n'),
      )
      return preview.possible ? 0 : 1
    },
  },
  {
    name: 'proxmox guest move-disk',
    takes: ['GUEST', 'SLOT', 'STORAGE'],
    options: clusterOption,
    optionHelp: '[--cluster C]',
    summary: 'Move a disk of a guest to another storage, for example: web-01 scsi0 ceph',
    async run(invocation) {
      const client = await invocation.client()
      const to = { slot: positional(invocation, 1), storage: positional(invocation, 2) }
      return follow(invocation, client, client.proxmox.moveDisk({ ...guestRef(invocation), ...to, approved: invocation.yes }))
    },
  },
]

async function sourceOf(invocation: Invocation, client: Client, cluster: string): Promise<{ source: GuestSource; type: 'vm' | 'lxc' }> {
  const [wanted, copied] = [text(invocation, 'image'), text(invocation, 'clone')]
  const type = choice(invocation, 'type', ['vm', 'lxc'])
  if ((wanted === undefined) === (copied === undefined)) throw new UsageError('Give one of --image VOLUME and --clone GUEST')
  if (copied !== undefined) {
    const { guest } = await client.proxmox.guest({ guest: copied, cluster })
    return { source: { kind: 'clone', vmid: guest.vmid, full: !given(invocation, 'linked') }, type: guest.type }
  }
  const node = text(invocation, 'node')
  const images = await client.proxmox.images({ cluster, ...defined({ node }) })
  const image = images.find(each => each.volume === wanted || each.name === wanted)
  if (image === undefined) throw new UsageError(`There is no image ${wanted}. See what there is: mycopod proxmox images ${cluster}`)
  const fits = image.kind === 'container-template' ? 'lxc' : 'vm'
  if (type !== undefined && type !== fits)
    throw new UsageError(`Of ${image.name} a ${fits === 'lxc' ? 'container' : 'virtual machine'} is made`)
  return { source: { kind: image.kind, volume: image.volume }, type: fits }
}

async function loginOf(invocation: Invocation): Promise<{ user: string; keys: string[]; password?: string } | undefined> {
  const [user, keys] = [text(invocation, 'user'), await keysFromFiles(texts(invocation, 'key'))]
  const password = given(invocation, 'password-stdin') ? await secretFromInput(invocation, 'password-stdin') : undefined
  if (user === undefined && keys.length === 0 && password === undefined) return undefined
  return { user: user ?? 'root', keys, ...(password !== undefined && { password }) }
}

function amounts(invocation: Invocation): { cores?: number; memoryMiB?: number; diskGiB?: number } {
  return defined({
    cores: numberOption(invocation, 'cores', 1),
    memoryMiB: numberOption(invocation, 'memory', 16),
    diskGiB: numberOption(invocation, 'disk'),
  })
}

function network(invocation: Invocation): { bridge?: string; vlan?: number; address?: string; gateway?: string } {
  return defined({
    bridge: text(invocation, 'bridge'),
    vlan: numberOption(invocation, 'vlan', 1),
    address: text(invocation, 'address'),
    gateway: text(invocation, 'gateway'),
  })
}

function changedNetwork(invocation: Invocation) {
  const noVlan = text(invocation, 'vlan') === 'none'
  const { vlan, ...rest } = noVlan
    ? { ...network({ ...invocation, values: { ...invocation.values, vlan: undefined } }) }
    : network(invocation)
  const parts = { ...rest, ...(noVlan ? { vlan: null } : defined({ vlan })) }
  return Object.keys(parts).length === 0 ? {} : { network: { slot: text(invocation, 'network') ?? 'net0', ...parts } }
}

function yesOrNo(invocation: Invocation, option: string): boolean | undefined {
  const word = choice(invocation, option, ['yes', 'no'])
  return word === undefined ? undefined : word === 'yes'
}
