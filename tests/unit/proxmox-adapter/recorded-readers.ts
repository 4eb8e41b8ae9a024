import type { z } from 'zod'
import * as answers from '../../../electron/adapters/proxmox/answers.ts'
import { comingSettings, guestConfig, pendingChanges } from '../../../electron/adapters/proxmox/guest-config.ts'
import { seeCluster } from '../../../electron/adapters/proxmox/see-cluster.ts'
import { guestNow } from '../../../electron/adapters/proxmox/seen-status.ts'
import { seenTask, taskState } from '../../../electron/adapters/proxmox/seen-task.ts'
import { guestConfigSchema, pendingChangeSchema } from '../../../shared/model/guest.ts'

const about = { cluster: 'home', doing: 'this', guest: 'VM 100', vmid: 100, writes: true }
const place = { vmid: 100, type: 'vm', node: 'pve1' } as const
const configs = (type: 'vm' | 'lxc') => answers.settings.transform(raw => guestConfigSchema.parse(guestConfig(type, 100, raw)))
const pendings = (type: 'vm' | 'lxc') =>
  answers.pendingSettings.transform(rows => ({
    config: guestConfigSchema.parse(guestConfig(type, 100, comingSettings(rows))),
    pending: pendingChanges(rows).map(change => pendingChangeSchema.parse(change)),
  }))

/** Who reads the answer to a request: the name of the reader, the request lines that are its own, and its schema. */
export const readers: readonly (readonly [name: string, line: RegExp, schema: z.ZodType])[] = [
  ['version', /^GET \/version$/, answers.version],
  ['login', /^POST \/access\/ticket$/, answers.ticket],
  ['permissions', /^GET \/access\/permissions$/, answers.permissions],
  ['roles', /^GET \/access\/roles$/, answers.roles],
  ['users', /^GET \/access\/users$/, answers.users],
  ['new token', /^POST \/access\/users\/[^/]+\/token\/[^/]+$/, answers.newToken],
  ['cluster status', /^GET \/cluster\/status$/, answers.clusterStatus.transform(rows => seeCluster(rows, [], [], new Map()))],
  ['resources', /^GET \/cluster\/resources$/, answers.resources.transform(rows => seeCluster([], rows, [], new Map()))],
  ['tasks', /^GET \/(?:cluster|nodes\/\w+)\/tasks$/, answers.tasks.transform(rows => rows.map(row => seenTask(row, () => undefined)))],
  ['free number', /^GET \/cluster\/nextid$/, answers.vmid],
  ['nodes', /^GET \/nodes$/, answers.nodes],
  ['storages', /^GET \/nodes\/\w+\/storage$/, answers.storages],
  ['storage', /^GET \/nodes\/\w+\/storage\/\w+\/status$/, answers.storageStatus],
  ['contents', /^GET \/nodes\/\w+\/storage\/\w+\/content$/, answers.storageContent],
  ['networks', /^GET \/nodes\/\w+\/network$/, answers.networks],
  ['history', /^GET \/nodes\/\w+\/rrddata$/, answers.rrdPoints],
  ['guests of a node', /^GET \/nodes\/\w+\/(?:qemu|lxc)$/, answers.nodeGuests],
  [
    'guest state',
    /^GET \/nodes\/\w+\/(?:qemu|lxc)\/\d+\/status\/current$/,
    answers.guestStatus.transform(status => guestNow(place, status)),
  ],
  ['machine settings', /^GET \/nodes\/\w+\/qemu\/\d+\/(?:snapshot\/\w+\/)?config$/, configs('vm')],
  ['container settings', /^GET \/nodes\/\w+\/lxc\/\d+\/config$/, configs('lxc')],
  ['machine settings that wait', /^GET \/nodes\/\w+\/qemu\/\d+\/pending$/, pendings('vm')],
  ['container settings that wait', /^GET \/nodes\/\w+\/lxc\/\d+\/pending$/, pendings('lxc')],
  ['snapshots', /^GET \/nodes\/\w+\/(?:qemu|lxc)\/\d+\/snapshot$/, answers.snapshots],
  ['container addresses', /^GET \/nodes\/\w+\/lxc\/\d+\/interfaces$/, answers.containerInterfaces],
  ['migration check', /^GET \/nodes\/\w+\/qemu\/\d+\/migrate$/, answers.migrationCheck],
  ['task state', /^GET \/nodes\/\w+\/tasks\/[^/]+\/status$/, answers.taskStatus.transform(read => taskState(read, about))],
  ['task log', /^GET \/nodes\/\w+\/tasks\/[^/]+\/log$/, answers.taskLog],
  ['task end', /^DELETE \/nodes\/\w+\/tasks\/[^/]+$/, answers.nothing],
  ['accepted task', /^POST \/nodes\/\w+\/(?:qemu|lxc)$/, answers.upid],
  ['accepted task', /^POST \/nodes\/\w+\/vzdump$/, answers.upid],
  [
    'accepted task',
    /^POST \/nodes\/\w+\/(?:qemu|lxc)\/\d+\/(?:status\/\w+|clone|move_disk|migrate|snapshot(?:\/\w+\/rollback)?)$/,
    answers.upid,
  ],
  ['accepted task', /^PUT \/nodes\/\w+\/(?:qemu|lxc)\/\d+\/resize$/, answers.upid],
  ['accepted task', /^DELETE \/nodes\/\w+\/(?:qemu|lxc)\/\d+(?:\/snapshot\/\w+)?$/, answers.upid],
  ['accepted task', /^DELETE \/nodes\/\w+\/storage\/\w+\/content\/.+$/, answers.upid],
  ['task or done', /^POST \/nodes\/\w+\/(?:qemu|lxc)\/\d+\/(?:template|config)$/, answers.maybeUpid],
  ['task or done', /^PUT \/nodes\/\w+\/(?:qemu|lxc)\/\d+\/config$/, answers.maybeUpid],
  ['done', /^(?:PUT|POST|DELETE) \/access\/(?!ticket)/, answers.nothing],
]

/** What MycoPod does not ask; its answer is still an answer of Proxmox, with data. */
export const notAsked = ['not asked by MycoPod', answers.nothing] as const

/** The error that a refusal means, by status line. */
export const meanings: readonly (readonly [line: RegExp, code: string])[] = [
  [/^401 /, 'ClusterLoginRefused'],
  [/^403 Permission check failed \(URI/, 'ClusterRefused'],
  [/^403 /, 'ClusterForbidden'],
  [/^595 /, 'NodeDown'],
  [/no quorum|cluster not ready|Permission denied$/, 'ClusterNoQuorum'],
  [/is locked/, 'GuestLocked'],
  [/checksum mismatch/, 'GuestChangedMeanwhile'],
  [/^500 Configuration file .* does not exist/, 'GuestGone'],
  [/already exists on node/, 'VmidTaken'],
  [/hostname lookup|no such cluster node/, 'NotFound'],
  [/is running - destroy failed/, 'GuestRunning'],
  [/^(?:400|500|501|506) /, 'ClusterRefused'],
]

/** Answers whose meaning is not in their status line. */
export const exceptions: Readonly<Record<string, string>> = {
  // Other forms of answers than the one the client asks for.
  '050-extjs-error': 'ClusterGarbled',
  '053-html-formatter': 'ClusterGarbled',
  // A 400 that says in its fields that the number is taken.
  '109-nextid-used': 'VmidTaken',
}
