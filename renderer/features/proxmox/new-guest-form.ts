import { z } from 'zod'
import type { NodeView } from '../../../shared/model/cluster.ts'
import type { GuestType } from '../../../shared/model/guest.ts'
import { type GuestSize, guestSizes } from '../../../shared/model/guest-sizes.ts'
import { type GuestCreation, guestCreationSchema, guestNameSchema, tagSchema } from '../../../shared/model/guest-wish.ts'
import type { SourceChoice } from './guest-sources.ts'

/** A new guest as it is being typed; what is empty is chosen by MycoPod. */
export interface NewGuestDraft {
  readonly type: GuestType
  readonly name: string
  readonly size: GuestSize
  readonly password: string
  /** Of a source; absent means the best. */
  readonly source: string | undefined
  readonly linked: boolean
  readonly cores: string
  /** In gigabytes. */
  readonly memory: string
  readonly disk: string
  readonly node: string | undefined
  readonly storage: string | undefined
  readonly bridge: string | undefined
  readonly vlan: string
  readonly address: string
  readonly gateway: string
  readonly user: string
  readonly keys: string
  readonly vmid: string
  readonly tags: string
  readonly startOnBoot: boolean
  readonly start: boolean
  readonly unprivileged: boolean
}

/** A new guest of which nothing is typed yet. */
export const emptyGuest: NewGuestDraft = {
  type: 'lxc',
  name: '',
  size: 'small',
  password: '',
  source: undefined,
  linked: false,
  cores: '',
  memory: '',
  disk: '',
  node: undefined,
  storage: undefined,
  bridge: undefined,
  vlan: '',
  address: '',
  gateway: '',
  user: 'root',
  keys: '',
  vmid: '',
  tags: '',
  startOnBoot: true,
  start: true,
  unprivileged: true,
}

/** Fields that can be wrong. */
export type NewGuestField =
  | 'name'
  | 'password'
  | 'cores'
  | 'memory'
  | 'disk'
  | 'vlan'
  | 'address'
  | 'gateway'
  | 'user'
  | 'keys'
  | 'vmid'
  | 'tags'

const cidr = z.union([z.cidrv4(), z.cidrv6()])
const ip = z.union([z.ipv4(), z.ipv6()])
const linesOf = (text: string) =>
  text
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '')
const wordsOf = (text: string) => text.split(/[\s,;]+/).filter(word => word !== '')
const numberOf = (text: string) => Number(text.replace(',', '.'))
const isWhole = (text: string, least: number, most: number) => {
  const value = Number(text)
  return Number.isInteger(value) && value >= least && value <= most
}

/** What is wrong with what was typed, field by field; an empty name is told only by the button that stays grey. */
export function problemsOf(draft: NewGuestDraft): Readonly<Partial<Record<NewGuestField, string>>> {
  const { name, password, cores, memory, disk, vlan, address, gateway, user, vmid } = draft
  const checks: readonly (readonly [field: NewGuestField, right: boolean, words: string])[] = [
    ['name', name === '' || guestNameSchema.safeParse(name).success, 'Letters, digits and hyphens, at most 63.'],
    ['password', password === '' || password.length >= 5, 'At least 5 characters.'],
    ['cores', cores === '' || isWhole(cores, 1, 512), 'A whole number from 1 to 512.'],
    ['memory', memory === '' || numberOf(memory) * 1024 >= 16, 'A number of gigabytes, for example 2 or 0.5.'],
    ['disk', disk === '' || numberOf(disk) > 0, 'A number of gigabytes, for example 32.'],
    ['vlan', vlan === '' || isWhole(vlan, 1, 4094), 'A number from 1 to 4094, or nothing.'],
    ['address', address === '' || cidr.safeParse(address.trim()).success, 'With its length, for example 192.168.1.50/24.'],
    ['gateway', gateway === '' || ip.safeParse(gateway.trim()).success, 'An address such as 192.168.1.1.'],
    ['user', /^[a-z_][a-z0-9_-]{0,31}$/.test(user), 'Lower-case letters, digits, hyphens and underscores, at most 32.'],
    ['keys', linesOf(draft.keys).every(key => /^(?:ssh-|ecdsa-|sk-)/.test(key)), 'Each line begins with ssh-, ecdsa- or sk-.'],
    ['vmid', vmid === '' || isWhole(vmid, 100, 999_999_999), 'A number from 100 up, or nothing.'],
    ['tags', wordsOf(draft.tags).every(tag => tagSchema.safeParse(tag).success), 'Letters, digits, hyphens, dots and underscores.'],
  ]
  return Object.fromEntries(checks.flatMap(([field, right, words]) => (right ? [] : [[field, words]])))
}

/** The wish that was typed; nothing while something is missing or wrong. A source that lies on some nodes only goes to the one with the most free memory. */
export function creationOf(draft: NewGuestDraft, source: SourceChoice | undefined, nodes: readonly NodeView[]): GuestCreation | undefined {
  if (source === undefined || draft.name.trim() === '' || Object.keys(problemsOf(draft)).length > 0) return undefined
  const amounts = guestSizes[draft.type][draft.size]
  const node = draft.node ?? roomiest(nodes, source.nodes)
  const copied = source.source.kind === 'clone'
  const keys = linesOf(draft.keys)
  const tags = wordsOf(draft.tags)
  const login = {
    user: draft.type === 'lxc' ? 'root' : draft.user,
    keys,
    ...(draft.password !== '' && { password: draft.password }),
  }
  const read = guestCreationSchema.safeParse({
    type: draft.type,
    name: draft.name,
    source: source.source.kind === 'clone' ? { ...source.source, full: !draft.linked } : source.source,
    cores: draft.cores === '' ? amounts.cores : Number(draft.cores),
    memoryMiB: draft.memory === '' ? amounts.memoryMiB : Math.round(numberOf(draft.memory) * 1024),
    ...((!copied || draft.disk !== '') && { diskGiB: draft.disk === '' ? amounts.diskGiB : numberOf(draft.disk) }),
    ...(node !== undefined && { node }),
    ...(draft.storage !== undefined && { storage: draft.storage }),
    ...(draft.bridge !== undefined && { bridge: draft.bridge }),
    ...(draft.vlan !== '' && { vlan: Number(draft.vlan) }),
    ...(source.setsItselfUp && { address: draft.address.trim() === '' ? 'dhcp' : draft.address.trim(), login }),
    ...(draft.address.trim() !== '' && draft.gateway.trim() !== '' && { gateway: draft.gateway.trim() }),
    ...(draft.vmid !== '' && { vmid: Number(draft.vmid) }),
    ...(tags.length > 0 && { tags }),
    startOnBoot: draft.startOnBoot,
    start: draft.start,
    unprivileged: draft.unprivileged,
  })
  return read.success ? read.data : undefined
}

function roomiest(nodes: readonly NodeView[], among: readonly string[] | undefined): string | undefined {
  if (among === undefined) return undefined
  const free = (node: NodeView) => (node.memoryTotalBytes ?? 0) - (node.memoryUsedBytes ?? 0)
  return nodes.filter(node => node.state === 'online' && among.includes(node.name)).sort((one, other) => free(other) - free(one))[0]?.name
}
