import type { GuestState, GuestType, GuestView } from '../../../shared/model/guest.ts'
import { formatBytes, formatDuration, formatShare, nothing } from '../../lib/format.ts'
import type { Depth } from '../../lib/look.ts'
import type { Tone } from '../../ui/status-dot.tsx'

/** Colour and word of each state of a guest. */
export const guestStates: Readonly<Record<GuestState, { readonly tone: Tone; readonly word: string }>> = {
  running: { tone: 'ok', word: 'Running' },
  stopped: { tone: 'off', word: 'Stopped' },
  paused: { tone: 'warn', word: 'Paused' },
  unknown: { tone: 'unknown', word: 'Not known' },
}

const locks: Readonly<Record<string, string>> = {
  backup: 'Backing up',
  migrate: 'Moving',
  clone: 'Copying',
  create: 'Being made',
  snapshot: 'Snapshot',
  'snapshot-delete': 'Tidying up',
  rollback: 'Going back',
  suspending: 'Falling asleep',
  suspended: 'Asleep',
}

/** Colour and word of how a guest is: what holds it comes before its state. */
export function guestCondition(guest: Pick<GuestView, 'state' | 'lock' | 'template'>): { readonly tone: Tone; readonly word: string } {
  if (guest.lock !== undefined) return { tone: 'run', word: locks[guest.lock] ?? `Held: ${guest.lock}` }
  return guest.template ? { tone: 'off', word: 'Template' } : guestStates[guest.state]
}

/** What a guest is, in the words of a depth. */
export function guestKind(type: GuestType, depth: Depth): string {
  if (depth === 'basic') return type === 'vm' ? 'Full machine' : 'Small machine'
  return type === 'vm' ? 'Virtual machine' : 'Container'
}

/** Which guests a list shows. */
export type GuestSegment = 'all' | 'vm' | 'lxc' | 'template'

/** Whether a guest belongs to a segment; templates stand in their own only. */
export function inSegment(guest: GuestView, segment: GuestSegment): boolean {
  if (segment === 'template') return guest.template
  return !guest.template && (segment === 'all' || guest.type === segment)
}

/** Whether a guest holds every word of a search in its name, number, node, state, kind or tags. */
export function guestMatches(guest: GuestView, search: string): boolean {
  const kind = `${guestKind(guest.type, 'basic')} ${guestKind(guest.type, 'advanced')}`
  const text = `${guest.name} ${guest.vmid} ${guest.node} ${guestCondition(guest).word} ${kind} ${guest.tags.join(' ')}`.toLowerCase()
  return search
    .toLowerCase()
    .split(/\s+/)
    .every(word => text.includes(word))
}

/** What guests can be ordered by. */
export type GuestOrder = 'vmid' | 'name' | 'state' | 'node' | 'cpu' | 'memory' | 'disk' | 'up'

/** Guests in an order: names as people count, numbers with the largest first; equals stay by their number. `turned` is the other way round. */
export function sortGuests(guests: readonly GuestView[], order: GuestOrder, turned: boolean): readonly GuestView[] {
  const sign = turned ? -1 : 1
  return [...guests].sort((one, other) => sign * comparisons[order](one, other) || one.vmid - other.vmid)
}

const collator = new Intl.Collator('en', { numeric: true })
const byNumber = (read: (guest: GuestView) => number | undefined) => (one: GuestView, other: GuestView) =>
  (read(other) ?? -1) - (read(one) ?? -1)
const live = (guest: GuestView, value: number | undefined) => (guest.state === 'running' ? value : undefined)

const comparisons: Readonly<Record<GuestOrder, (one: GuestView, other: GuestView) => number>> = {
  vmid: (one, other) => one.vmid - other.vmid,
  name: (one, other) => collator.compare(one.name, other.name),
  state: (one, other) => guestCondition(one).word.localeCompare(guestCondition(other).word),
  node: (one, other) => collator.compare(one.node, other.node),
  cpu: byNumber(guest => live(guest, guest.cpuFraction)),
  memory: byNumber(guest => live(guest, guest.memoryUsedBytes) ?? -1 / (guest.memoryTotalBytes ?? 1)),
  disk: byNumber(guest => guest.diskTotalBytes),
  up: byNumber(guest => live(guest, guest.uptimeSeconds)),
}

/** The memory of a guest for a table: what it uses of what it has, or what it would have. */
export function guestMemory(guest: GuestView): { readonly part?: string; readonly whole: string } {
  if (guest.memoryTotalBytes === undefined) return { whole: nothing }
  if (guest.state !== 'running' || guest.memoryUsedBytes === undefined) return { whole: formatBytes(guest.memoryTotalBytes) }
  return gigabytes(guest.memoryUsedBytes, guest.memoryTotalBytes)
}

/** Below one gigabyte too, so that the numbers of a column have one unit: “0.2 of 0.5 GB”. */
function gigabytes(used: number, total: number) {
  const gib = 1024 ** 3
  if (total >= gib || total < 0.1 * gib) return formatShare(used, total)
  return { part: (used / gib).toFixed(1), whole: `of ${(total / gib).toFixed(1)}\u00a0GB` }
}

/** A raw value of a setting as people read it: “6.0 GB” for 6144 of memory, “Yes” for 1 of a switch. */
export function valueWords(field: string, value: string): string {
  if (/^\d+$/.test(value) && mebibyteFields.has(field)) return formatBytes(Number(value) * 1024 ** 2)
  if (switchFields.has(field.toLowerCase()))
    return value === '1' || value === 'true' ? 'Yes' : value === '0' || value === 'false' ? 'No' : value
  return value
}

const mebibyteFields = new Set(['memory', 'balloon', 'swap'])
const switchFields = new Set(['onboot', 'protection'])

/** What a field of a guest's settings is called. */
export function fieldWords(field: string): string {
  const known = fields[field]
  if (known !== undefined) return known
  if (/^net\d+$/.test(field)) return `Network card ${Number(field.slice(3)) + 1}`
  if (/^(?:scsi|virtio|sata|ide|mp)\d+$/.test(field)) return `Disk ${field}`
  return field.charAt(0).toUpperCase() + field.slice(1)
}

const fields: Readonly<Record<string, string>> = {
  name: 'Name',
  hostname: 'Name',
  cores: 'Processor cores',
  sockets: 'Processor sockets',
  memory: 'Memory',
  balloon: 'Least memory',
  swap: 'Swap',
  disk: 'Disk',
  rootfs: 'Disk',
  description: 'Description',
  onboot: 'Starts with its node',
  'start on boot': 'Starts with its node',
  protection: 'Protected',
  tags: 'Tags',
  boot: 'Starts from',
  'boot order': 'Starts from',
  bridge: 'Network',
  vlan: 'VLAN',
  address: 'Address',
  gateway: 'Gateway',
}

/** A description without the line by which MycoPod knows its own guests, and that line. */
export function partDescription(description: string): { readonly text: string; readonly mark: string } {
  const mark = /\n*^Made by MycoPod \([^)\n]*\)\s*$/m.exec(description)?.[0] ?? ''
  return { text: description.replace(mark, '').trim(), mark: mark.trim() }
}

/** How long something has run, in its largest unit, so that columns keep their width: “40 s”, “12 min”, “5 h”, “41 days”. */
export function uptimeWords(seconds: number): string {
  if (seconds < 60) return formatDuration(Math.max(1, seconds))
  if (seconds < 3600) return formatDuration(seconds - (seconds % 60))
  return formatDuration(seconds < 2 * 86_400 ? seconds - (seconds % 3600) : seconds)
}

/** What is to be thought of before a guest is changed for good that MycoPod did not make. */
export function foreignNote(guest: Pick<GuestView, 'ours'>): string {
  return guest.ours ? '' : ' It was not made by MycoPod.'
}

/** The system of a guest as people call it; Proxmox has short words for machines, and names for containers. */
export function osWords(os: string | undefined): string {
  if (os === undefined || os === 'other' || os === 'unmanaged') return 'not told'
  const known = systems[os]
  if (known !== undefined) return known
  const windows = /^win(\d+)$/.exec(os)
  return windows === null ? os.charAt(0).toUpperCase() + os.slice(1) : `Windows ${windows[1]}`
}

const systems: Readonly<Record<string, string>> = {
  l24: 'Linux 2.4',
  l26: 'Linux',
  w2k: 'Windows 2000',
  w2k3: 'Windows 2003',
  w2k8: 'Windows 2008',
  wvista: 'Windows Vista',
  wxp: 'Windows XP',
  win7: 'Windows 7',
  win8: 'Windows 8, or Server 2012',
  win10: 'Windows 10, or Server 2016 or 2019',
  win11: 'Windows 11, or Server 2022 or 2025',
  archlinux: 'Arch Linux',
  nixos: 'NixOS',
  opensuse: 'openSUSE',
  centos: 'CentOS',
}
