import { z } from 'zod'
import { bridgeViewSchema, clusterLoginInputSchema, clusterTaskSchema, clusterViewSchema, fingerprintSchema } from '../model/cluster.ts'
import { guestBackupSchema, guestDetailSchema, guestViewSchema, imageSchema, loadPointSchema } from '../model/guest.ts'
import { guestChangePreviewSchema, guestChangeSchema, guestCreationSchema, guestNameSchema } from '../model/guest-wish.ts'
import { nameSchema, portSchema } from '../model/name.ts'
import { call, clusterCallErrors, deviceCallErrors } from './base.ts'

/** A cluster by its name or id. */
const clusterRef = z.object({ cluster: z.string() })
/** A guest by its name or number; the cluster is needed only where several have one so called. */
const guestRef = z.object({ guest: z.string(), cluster: z.string().optional() })
/** Guests that MycoPod did not make are changed only when approved. */
const change = guestRef.extend({ approved: z.boolean().default(false) })
const jobRef = z.object({ job: z.string() })
const rangeSchema = z.enum(['hour', 'day', 'week'])
const snapshotName = z
  .string()
  .trim()
  .regex(/^[a-zA-Z][a-zA-Z0-9_-]{1,39}$/, 'Begin with a letter; then letters, digits, hyphens and underscores, 2 to 40 in all')

/** Where a cluster is and how to log in. Without an accepted fingerprint an unsigned certificate is answered with ClusterFingerprintNotAccepted. */
export const clusterInputSchema = z.object({
  url: z.string().trim().min(1).max(253),
  login: clusterLoginInputSchema,
  fingerprint: fingerprintSchema.optional(),
  name: nameSchema.optional(),
})
export type ClusterInput = z.output<typeof clusterInputSchema>

const view = (path: `/${string}`, summary: string) => call('view').errors(clusterCallErrors).route({ method: 'GET', path, summary })
const operate = (path: `/${string}`, summary: string) => call('operate').errors(clusterCallErrors).route({ method: 'POST', path, summary })
const admin = (path: `/${string}`, summary: string) => call('admin').errors(clusterCallErrors).route({ method: 'POST', path, summary })
const guestPath = '/guests/{guest}'

export const proxmox = {
  list: view('/clusters', 'All Proxmox clusters').output(z.array(clusterViewSchema).readonly()),
  /** Adds after a connection test. */
  add: admin('/clusters', 'Add a Proxmox cluster after a connection test').input(clusterInputSchema).output(clusterViewSchema),
  /** Changes what is given; a changed connection is tested first. */
  edit: call('admin')
    .errors(clusterCallErrors)
    .route({ method: 'PATCH', path: '/clusters/{cluster}', summary: 'Rename a cluster, change its login, or accept a renewed certificate' })
    .input(
      clusterRef.extend({
        name: nameSchema.optional(),
        url: clusterInputSchema.shape.url.optional(),
        login: clusterLoginInputSchema.optional(),
        fingerprint: fingerprintSchema.optional(),
      }),
    )
    .output(clusterViewSchema),
  /** Makes a token with just the privileges needed and forgets the password. */
  useToken: admin('/clusters/{cluster}/use-token', 'Log in with a token of just the privileges needed from now on')
    .input(clusterRef)
    .output(clusterViewSchema),
  /** Forgets the cluster; nothing in it changes. */
  remove: call('admin')
    .errors(clusterCallErrors)
    .route({ method: 'DELETE', path: '/clusters/{cluster}', summary: 'Forget a cluster' })
    .input(clusterRef)
    .output(z.object({ forgotten: z.array(z.string()) })),
  /** Reads it now instead of at the next poll. */
  refresh: operate('/clusters/{cluster}/refresh', 'Read a cluster now').input(clusterRef).output(clusterViewSchema),
  guests: view('/guests', 'All guests of all clusters')
    .input(z.object({ cluster: z.string().optional() }))
    .output(z.array(guestViewSchema).readonly()),
  tasks: view('/clusters/{cluster}/tasks', 'Newest tasks of a cluster').input(clusterRef).output(z.array(clusterTaskSchema).readonly()),
  taskLog: view('/clusters/{cluster}/tasks/{task}/log', 'Lines a task wrote')
    .input(clusterRef.extend({ task: z.string(), after: z.coerce.number().int().default(0) }))
    .output(z.object({ task: clusterTaskSchema, lines: z.array(z.object({ number: z.number().int(), text: z.string() })).readonly() })),
  abortTask: operate('/clusters/{cluster}/tasks/{task}/abort', 'Abort a running task')
    .input(clusterRef.extend({ task: z.string() }))
    .output(z.object({})),
  bridges: view('/clusters/{cluster}/bridges', 'Networks that guests can be on')
    .input(clusterRef)
    .output(z.array(bridgeViewSchema).readonly()),
  images: view('/clusters/{cluster}/images', 'What guests can be made from')
    .input(clusterRef.extend({ node: z.string().optional() }))
    .output(z.array(imageSchema).readonly()),
  nodeLoad: view('/clusters/{cluster}/nodes/{node}/load', 'History of a node')
    .input(clusterRef.extend({ node: z.string(), range: rangeSchema.default('hour') }))
    .output(z.array(loadPointSchema).readonly()),
  /** Storage of the first disk and bridges of each guest asked for; at most 50 at once. */
  guestPlaces: view('/clusters/{cluster}/guest-places', 'On which storage and networks guests are')
    .input(clusterRef.extend({ guests: z.array(z.coerce.number().int()).max(50) }))
    .output(z.array(z.object({ vmid: z.number().int(), storage: z.string().optional(), bridges: z.array(z.string()) })).readonly()),
  guest: view(guestPath, 'One guest with its settings').input(guestRef).output(guestDetailSchema),
  guestLoad: view(`${guestPath}/load`, 'History of a guest')
    .input(guestRef.extend({ range: rangeSchema.default('hour') }))
    .output(z.array(loadPointSchema).readonly()),
  guestTasks: view(`${guestPath}/tasks`, 'Newest tasks of a guest').input(guestRef).output(z.array(clusterTaskSchema).readonly()),
  guestBackups: view(`${guestPath}/backups`, 'Backups of a guest').input(guestRef).output(z.array(guestBackupSchema).readonly()),
  backups: view('/clusters/{cluster}/backups', 'All backups of guests').input(clusterRef).output(z.array(guestBackupSchema).readonly()),

  create: admin('/guests', 'Make a guest; answers with a job')
    .input(clusterRef.extend({ guest: guestCreationSchema }))
    .output(jobRef),
  /** What a change would do, before it is done. */
  previewChange: call('view')
    .errors(clusterCallErrors)
    .route({ method: 'POST', path: `${guestPath}/preview`, summary: 'What a change of a guest would do' })
    .input(guestRef.extend({ change: guestChangeSchema }))
    .output(guestChangePreviewSchema),
  change: admin(`${guestPath}/change`, 'Change the settings of a guest; answers with a job')
    .input(change.extend({ change: guestChangeSchema }))
    .output(jobRef),
  revert: admin(`${guestPath}/revert`, 'Drop changes that wait for a restart')
    .input(change.extend({ fields: z.array(z.string()).min(1) }))
    .output(guestDetailSchema),
  /** `shutdown` waits so many seconds and then switches off where `force`. */
  power: operate(`${guestPath}/power`, 'Start, stop, shut down or reboot a guest; answers with a job')
    .input(
      guestRef.extend({
        action: z.enum(['start', 'stop', 'shutdown', 'reboot']),
        seconds: z.number().int().min(1).max(3600).default(120),
        force: z.boolean().default(false),
      }),
    )
    .output(jobRef),
  moveDisk: admin(`${guestPath}/move-disk`, 'Move a disk to another storage; answers with a job')
    .input(change.extend({ slot: z.string(), storage: z.string() }))
    .output(jobRef),
  migrationPreview: view(`${guestPath}/migration`, 'What moving a guest to another node would mean')
    .input(guestRef.extend({ node: z.string() }))
    .output(z.object({ possible: z.boolean(), because: z.string().optional(), downtime: z.string(), localDisks: z.array(z.string()) })),
  migrate: admin(`${guestPath}/migrate`, 'Move a guest to another node; answers with a job')
    .input(change.extend({ node: z.string() }))
    .output(jobRef),
  takeSnapshot: operate(`${guestPath}/snapshots`, 'Take a snapshot; answers with a job')
    .input(guestRef.extend({ name: snapshotName, description: z.string().max(500).default(''), withMemory: z.boolean().default(false) }))
    .output(jobRef),
  rollBack: admin(`${guestPath}/roll-back`, 'Go back to a snapshot; answers with a job')
    .input(guestRef.extend({ name: z.string(), approved: z.boolean().default(false) }))
    .output(jobRef),
  removeSnapshot: admin(`${guestPath}/remove-snapshot`, 'Remove a snapshot; answers with a job')
    .input(guestRef.extend({ name: z.string() }))
    .output(jobRef),
  backUp: operate(`${guestPath}/back-up`, 'Back a guest up; answers with a job')
    .input(
      guestRef.extend({
        storage: z.string().optional(),
        mode: z.enum(['snapshot', 'suspend', 'stop']).default('snapshot'),
        notes: z.string().max(200).default(''),
      }),
    )
    .output(jobRef),
  /** Into a new guest, or over the old one where `replace` (its present disks are lost). */
  restore: admin('/clusters/{cluster}/restore', 'Restore a backup; answers with a job')
    .input(
      clusterRef.extend({
        volume: z.string(),
        node: z.string(),
        storage: z.string().optional(),
        name: guestNameSchema.optional(),
        replace: z.boolean().default(false),
        start: z.boolean().default(false),
        approved: z.boolean().default(false),
      }),
    )
    .output(jobRef),
  removeBackup: admin('/clusters/{cluster}/remove-backup', 'Remove a backup of a guest; answers with a job')
    .input(clusterRef.extend({ volume: z.string(), approved: z.boolean().default(false) }))
    .output(jobRef),
  makeTemplate: admin(`${guestPath}/template`, 'Make a template of a guest; answers with a job').input(change).output(jobRef),
  /** With a disk the name has to be typed. A running guest is refused. */
  removeGuest: call('admin')
    .errors(clusterCallErrors)
    .route({ method: 'DELETE', path: guestPath, summary: 'Destroy a guest with its disks; answers with a job' })
    .input(change.extend({ typedName: z.string().optional() }))
    .output(jobRef),
  /** Its key by cloud-init was given when it was made, or a login is given here; waits until it answers, then adds it. */
  makeDevice: call('admin')
    .errors({ ...clusterCallErrors, ...deviceCallErrors })
    .route({ method: 'POST', path: `${guestPath}/make-device`, summary: 'Make a guest a managed device; answers with a job' })
    .input(
      guestRef.extend({
        name: nameSchema.optional(),
        user: z.string().default('root'),
        password: z.string().min(1).optional(),
        /** Where nothing in the guest tells it. */
        address: z.string().trim().min(1).max(253).optional(),
        port: portSchema.default(22),
        installDocker: z.boolean().default(true),
      }),
    )
    .output(jobRef),
}
