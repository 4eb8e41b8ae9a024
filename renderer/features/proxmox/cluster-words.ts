import type { ClusterTask, ClusterView, NodeView, StorageView } from '../../../shared/model/cluster.ts'
import type { GuestView } from '../../../shared/model/guest.ts'
import { formatBytes, formatDay, formatDuration, formatNumberOf, formatTime } from '../../lib/format.ts'
import type { Tone } from '../../ui/status-dot.tsx'

/** How a cluster is: a bold sentence and what proves it. */
export interface ClusterSentence {
  readonly tone: Tone
  readonly sentence: string
  readonly rest: string
}

/** One sentence about a cluster and its nodes. */
export function clusterSentence(cluster: ClusterView): ClusterSentence {
  const { name, nodesOnline: online, nodesTotal: total, version } = cluster
  const alone = cluster.clusterName === undefined
  const called = alone ? name : `Cluster ${name}`
  const rest = alone
    ? version === undefined
      ? ''
      : `Version ${version}.`
    : `${online} of ${formatNumberOf(total, 'node')} agree${version === undefined ? '' : `, version ${version}`}.`
  switch (cluster.state) {
    case 'healthy':
      return { tone: 'ok', sentence: `${called} is healthy.`, rest }
    case 'degraded': {
      const off = cluster.nodes.filter(node => node.state !== 'online').map(node => node.name)
      const full = fullStorages(cluster.storages)
      return {
        tone: 'warn',
        sentence:
          off.length === 1 ? `${off[0]} is off.` : off.length > 1 ? `${off.length} nodes are off.` : (full ?? `${called} needs a look.`),
        rest,
      }
    }
    case 'no-quorum':
      return { tone: 'bad', sentence: `${called} has too few nodes online.`, rest: 'Guests keep running, but nothing can be changed.' }
    case 'unreachable':
      return {
        tone: 'bad',
        sentence: `${called} does not answer.`,
        rest: 'What is shown is from before.',
      }
    case 'unknown':
      return { tone: 'unknown', sentence: `Looking at ${name}.`, rest: '' }
  }
}

function fullStorages(storages: readonly StorageView[]): string | undefined {
  const [first] = storages.filter(each => (each.totalBytes ?? 0) > 0 && (each.usedBytes ?? 0) / (each.totalBytes ?? 1) >= 0.9)
  return first === undefined ? undefined : `The storage ${first.name} is nearly full.`
}

/** Colour and word of how a node is. */
export function nodeCondition(node: Pick<NodeView, 'state'>): { readonly tone: Tone; readonly word: string } {
  if (node.state === 'online') return { tone: 'ok', word: 'Online' }
  return node.state === 'offline' ? { tone: 'bad', word: 'Offline' } : { tone: 'unknown', word: 'Not known yet' }
}

/** Storages of one name as one line: those that every node has of its own are added up. */
export interface StorageRow {
  readonly name: string
  /** Where it is and what it is: “on each node”, “pve1, ZFS”, “shared by all”. */
  readonly place: string
  readonly available: boolean
  readonly usedBytes: number | undefined
  readonly totalBytes: number | undefined
}

const storageKinds: Readonly<Record<string, string>> = {
  zfspool: 'ZFS',
  lvmthin: 'LVM',
  lvm: 'LVM',
  rbd: 'Ceph',
  cephfs: 'Ceph',
  nfs: 'NFS',
  cifs: 'Windows share',
  btrfs: 'Btrfs',
  pbs: 'backup server',
  iscsi: 'iSCSI',
}

/** The storages of a cluster, one line a name, in the order they came. */
export function storageRows(storages: readonly StorageView[], nodes: number): readonly StorageRow[] {
  const names = [...new Set(storages.map(each => each.name))]
  return names.map(name => {
    const parts = storages.filter(each => each.name === name)
    const known = parts.filter(each => each.totalBytes !== undefined)
    const total = (read: (each: StorageView) => number | undefined) =>
      known.length === 0 ? undefined : known.reduce((sum, each) => sum + (read(each) ?? 0), 0)
    return {
      name,
      place: storagePlace(parts, nodes),
      available: parts.some(each => each.available),
      usedBytes: total(each => each.usedBytes),
      totalBytes: total(each => each.totalBytes),
    }
  })
}

function storagePlace(parts: readonly StorageView[], nodes: number): string {
  const [first] = parts
  if (first === undefined) return ''
  const kind = storageKinds[first.kind]
  const beside = kind === undefined ? '' : `, ${kind}`
  if (first.shared) return nodes > 1 ? 'shared by all' : (kind ?? 'shared')
  if (parts.length === 1) return nodes > 1 ? `${first.node ?? ''}${beside}` : (kind ?? 'on this node')
  return parts.length >= nodes ? 'on each node' : `on ${parts.map(each => each.node).join(' and ')}`
}

/** What the guests take and may take of what the nodes have, in one or two sentences. */
export function memorySentence(guests: readonly GuestView[], nodes: readonly NodeView[]): string {
  const running = guests.filter(guest => guest.state === 'running' && !guest.template)
  const sum = (values: readonly (number | undefined)[]) => formatBytes(values.reduce<number>((total, value) => total + (value ?? 0), 0))
  const have = sum(nodes.map(node => node.memoryTotalBytes))
  const whole = nodes.length === 1 ? `The node has ${have}.` : `The nodes have ${have}.`
  if (guests.some(guest => guest.state === 'unknown')) return `What some guests use is not known now. ${whole}`
  if (running.length === 0) return `No guest is running. ${whole}`
  const used = sum(running.map(guest => guest.memoryUsedBytes))
  return `Running guests use ${used} and may use up to ${sum(running.map(guest => guest.memoryTotalBytes))}. ${whole}`
}

/** How a task stands, in a few words: how long it took, or Proxmox's own words where it did not go well. */
export function taskNote(task: ClusterTask, nowMs: number): string {
  if (task.state === 'running') return `running for ${formatDuration((nowMs - task.startedAt) / 1000)}`
  const took = task.endedAt === undefined ? '' : formatDuration((task.endedAt - task.startedAt) / 1000)
  if (task.state === 'succeeded') return took === '' ? 'done' : `took ${took}`
  if (task.state === 'unknown') return 'how it ended is not known'
  return task.outcome ?? (task.state === 'warned' ? 'done with warnings' : 'did not work')
}

/** The storages that a node sees and that take such content, the one with the most room first. */
export function storagesFor(
  storages: readonly StorageView[],
  node: string | undefined,
  content: StorageView['content'][number],
): readonly StorageView[] {
  const seen = storages.filter(
    each => each.available && each.content.includes(content) && (node === undefined || each.node === undefined || each.node === node),
  )
  const first = new Map(seen.map(each => [each.name, each]))
  return [...first.values()].sort((one, other) => freeOf(other) - freeOf(one))
}

/** Storages as answers of a select, with what is free in each. */
export function storageOptions(
  storages: readonly StorageView[],
): readonly { readonly value: string; readonly label: string; readonly note?: string }[] {
  return storages.map(each => ({
    value: each.name,
    label: each.name,
    ...(each.totalBytes !== undefined && { note: `${formatBytes(freeOf(each))} free` }),
  }))
}

const freeOf = (storage: StorageView) => (storage.totalBytes ?? 0) - (storage.usedBytes ?? 0)

/** A moment inside a sentence: “today, 13:48”, “Tuesday 18 November, 02:14”. */
export function momentInWords(atMs: number, nowMs: number): string {
  return `${formatDay(atMs, nowMs).replace(/^(?:Today|Yesterday)$/, day => day.toLowerCase())}, ${formatTime(atMs)}`
}
