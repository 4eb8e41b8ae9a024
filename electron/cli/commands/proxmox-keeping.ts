import { AppError } from '../../../shared/errors/app-error.ts'
import { bytesInWords } from '../../../shared/errors/problem.ts'
import type { GuestBackup } from '../../../shared/model/guest.ts'
import { type Command, given, type Invocation, positional, text } from '../command.ts'
import { UsageError } from '../failure.ts'
import { choice, defined } from '../options.ts'
import { moment, table } from '../table.ts'
import { follow, guestName, guestRef } from './proxmox-guests.ts'
import { clusterOption, oneCluster } from './proxmox-words.ts'

const restoreOptions = {
  ...clusterOption,
  node: { type: 'string' },
  storage: { type: 'string' },
  name: { type: 'string' },
  replace: { type: 'boolean' },
  start: { type: 'boolean' },
} as const
const restoreHelp = '[--cluster C] [--node N] [--storage S] [--name N] [--replace] [--start]'

/** Commands about snapshots and backups. */
export const keepingCommands: readonly Command[] = [
  {
    name: 'proxmox guest snapshots',
    takes: guestName,
    options: clusterOption,
    optionHelp: '[--cluster C]',
    summary: 'Snapshots of a guest',
    async run(invocation) {
      const { guest, snapshots } = await (await invocation.client()).proxmox.guest(guestRef(invocation))
      invocation.answer(snapshots, () =>
        snapshots.length === 0
          ? `${guest.name} has no snapshot.`
          : table(
              ['NAME', 'WHEN', 'MEMORY', 'NOW', 'DESCRIPTION'],
              snapshots.map(each => [
                each.name,
                each.at === undefined ? undefined : moment(each.at),
                each.withMemory ? 'kept' : 'not kept',
                each.current ? 'here' : undefined,
                each.description,
              ]),
            ),
      )
      return 0
    },
  },
  {
    name: 'proxmox guest snapshot',
    takes: ['GUEST', 'SNAPSHOT'],
    options: { ...clusterOption, description: { type: 'string' }, memory: { type: 'boolean' } },
    optionHelp: '[--cluster C] [--description TEXT] [--memory]',
    summary: 'Take a snapshot of a guest; with --memory also of what it has in memory',
    async run(invocation) {
      const client = await invocation.client()
      const how = {
        name: positional(invocation, 1),
        withMemory: given(invocation, 'memory'),
        ...defined({ description: text(invocation, 'description') }),
      }
      return follow(invocation, client, client.proxmox.takeSnapshot({ ...guestRef(invocation), ...how }))
    },
  },
  {
    name: 'proxmox guest rollback',
    takes: ['GUEST', 'SNAPSHOT'],
    options: clusterOption,
    optionHelp: '[--cluster C]',
    summary: 'Go back to a snapshot; what changed since is lost',
    async run(invocation) {
      const client = await invocation.client()
      const name = positional(invocation, 1)
      return follow(invocation, client, client.proxmox.rollBack({ ...guestRef(invocation), name, approved: invocation.yes }))
    },
  },
  {
    name: 'proxmox guest remove-snapshot',
    takes: ['GUEST', 'SNAPSHOT'],
    options: clusterOption,
    optionHelp: '[--cluster C]',
    summary: 'Remove a snapshot; the guest stays as it is',
    async run(invocation) {
      const client = await invocation.client()
      return follow(invocation, client, client.proxmox.removeSnapshot({ ...guestRef(invocation), name: positional(invocation, 1) }))
    },
  },
  {
    name: 'proxmox guest backups',
    takes: guestName,
    options: clusterOption,
    optionHelp: '[--cluster C]',
    summary: 'Backups of a guest',
    async run(invocation) {
      const backups = await (await invocation.client()).proxmox.guestBackups(guestRef(invocation))
      invocation.answer(backups, () => backupTable(backups))
      return 0
    },
  },
  {
    name: 'proxmox guest backup',
    takes: guestName,
    options: { ...clusterOption, storage: { type: 'string' }, mode: { type: 'string' }, notes: { type: 'string' } },
    optionHelp: '[--cluster C] [--storage S] [--mode snapshot|suspend|stop] [--notes TEXT]',
    summary: 'Back a guest up',
    async run(invocation) {
      const client = await invocation.client()
      const how = defined({
        storage: text(invocation, 'storage'),
        mode: choice(invocation, 'mode', ['snapshot', 'suspend', 'stop']),
        notes: text(invocation, 'notes'),
      })
      return follow(invocation, client, client.proxmox.backUp({ ...guestRef(invocation), ...how }))
    },
  },
  {
    name: 'proxmox guest restore',
    takes: guestName,
    options: { ...restoreOptions, backup: { type: 'string' } },
    optionHelp: `[--backup VOLUME] ${restoreHelp}`,
    summary: 'Restore the newest backup of a guest, or the named one: into a new guest, or with --replace over it',
    async run(invocation) {
      const client = await invocation.client()
      const ref = guestRef(invocation)
      const [{ guest }, backups] = await Promise.all([client.proxmox.guest(ref), client.proxmox.guestBackups(ref)])
      const wanted = text(invocation, 'backup')
      const newest = [...backups].sort((one, other) => other.at - one.at)
      const backup = wanted === undefined ? newest[0] : newest.find(each => each.volume === wanted)
      if (backup === undefined)
        throw new UsageError(wanted === undefined ? `${guest.name} has no backup` : `${guest.name} has no backup ${wanted}`)
      return follow(invocation, client, client.proxmox.restore({ cluster: guest.cluster, ...restoreOf(invocation, backup, guest.node) }))
    },
  },
  {
    name: 'proxmox backups',
    takes: ['[CLUSTER]'],
    options: {},
    summary: 'All backups of guests, also of those that are gone',
    async run(invocation) {
      const client = await invocation.client()
      const backups = await client.proxmox.backups({ cluster: await oneCluster(client, invocation.positionals[0]) })
      invocation.answer(backups, () => backupTable(backups))
      return 0
    },
  },
  {
    name: 'proxmox restore',
    takes: ['VOLUME'],
    options: restoreOptions,
    optionHelp: restoreHelp,
    summary: 'Restore a backup, also of a guest that is gone (see: mycopod proxmox backups)',
    async run(invocation) {
      const client = await invocation.client()
      const cluster = await oneCluster(client, text(invocation, 'cluster'))
      const volume = positional(invocation, 0)
      const backup = (await client.proxmox.backups({ cluster })).find(each => each.volume === volume)
      if (backup === undefined) throw new UsageError(`There is no backup ${volume}. See all: mycopod proxmox backups ${cluster}`)
      return follow(invocation, client, client.proxmox.restore({ cluster, ...restoreOf(invocation, backup, backup.node) }))
    },
  },
  {
    name: 'proxmox remove-backup',
    takes: ['VOLUME'],
    options: clusterOption,
    optionHelp: '[--cluster C]',
    summary: 'Remove a backup of a guest',
    async run(invocation) {
      const volume = positional(invocation, 0)
      if (!invocation.yes)
        throw new AppError('NeedsApproval', { what: `Removing the backup ${volume}`, consequence: 'Nothing brings it back.' })
      const client = await invocation.client()
      const cluster = await oneCluster(client, text(invocation, 'cluster'))
      return follow(invocation, client, client.proxmox.removeBackup({ cluster, volume, approved: true }))
    },
  },
]

function restoreOf(invocation: Invocation, backup: GuestBackup, node: string) {
  return {
    volume: backup.volume,
    node: text(invocation, 'node') ?? node,
    ...defined({ storage: text(invocation, 'storage'), name: text(invocation, 'name') }),
    replace: given(invocation, 'replace'),
    start: given(invocation, 'start'),
    approved: invocation.yes,
  }
}

function backupTable(backups: readonly GuestBackup[]): string {
  if (backups.length === 0) return 'There is no backup.'
  return table(
    ['WHEN', 'GUEST', 'SIZE', 'NODE', 'NOTES', 'VOLUME'],
    backups.map(each => [moment(each.at), String(each.vmid), bytesInWords(each.sizeBytes), each.node, each.notes, each.volume]),
  )
}
