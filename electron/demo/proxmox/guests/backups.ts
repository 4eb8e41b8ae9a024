import { type Asked, Refusal, type Route } from '../route.ts'
import type { PveGuest } from '../world.ts'
import { backupStorage, configText } from './backup-file.ts'
import { backUpGuest } from './backup-guest.ts'
import { backupRules } from './backup-rules.ts'
import { splitTags, storageRule } from './common-rules.ts'
import { demand } from './find-guest.ts'
import { holding } from './hold-guest.ts'

/** Backups: making them, what is usual, and the settings inside one. */
export const backupRoutes: readonly Route[] = [
  { method: 'POST', path: '/nodes/{node}/vzdump', rules: backupRules, handle: backUp },
  { method: 'GET', path: '/nodes/{node}/vzdump/defaults', rules: { storage: storageRule }, handle: defaults },
  {
    method: 'GET',
    path: '/nodes/{node}/vzdump/extractconfig',
    rules: { volume: { type: 'string' } },
    handle: ({ world, node, params }) => configText(world, node, params.volume ?? ''),
  },
]

function backUp(asked: Asked): string {
  const { world, node, params } = asked
  const vmids = splitTags(params.vmid ?? '')
  if (vmids.length === 0 && params.all !== '1' && params.pool === undefined)
    throw new Refusal(400, 'Parameter verification failed.', { vmid: 'property is missing and it is not optional' })
  for (const vmid of vmids) demand(asked, `/vms/${vmid}`, 'VM.Backup')
  const storageName = params.storage ?? 'local'
  demand(asked, `/storage/${storageName}`, 'Datastore.AllocateSpace')
  return asked.task('vzdump', vmids.length === 1 ? (vmids[0] ?? '') : '', async (task, signal) => {
    const storage = backupStorage(world, node, storageName)
    const lock = { file: `/var/run/vzdump.lock ${node.name}`, patienceMs: 3 * 3600_000 }
    task.log.push(`INFO: starting new backup job: vzdump ${[...vmids, ...told(asked)].join(' ')}`)
    const failed = await holding(world, lock, async () => {
      let failures = 0
      for (const guest of chosen(asked, vmids)) {
        if (typeof guest === 'number') {
          task.log.push(`ERROR: Backup of VM ${guest} failed - unable to find VM '${guest}'`)
          failures += 1
        } else if (!(await backUpGuest({ asked, guest, storage, task, signal }))) failures += 1
      }
      return failures
    })
    task.log.push(`INFO: Backup job finished ${failed > 0 ? 'with errors' : 'successfully'}`)
    if (failed > 0) throw new Error('job errors')
  })
}

/** The guests to back up; a number stands for one that the node does not have. */
function chosen({ world, node, params, caller }: Asked, vmids: readonly string[]): readonly (PveGuest | number)[] {
  const here = [...world.guests.values()].filter(guest => guest.node === node.name)
  if (vmids.length > 0) return vmids.map(vmid => here.find(guest => guest.vmid === Number(vmid)) ?? Number(vmid))
  const left = new Set(splitTags(params.exclude ?? '').map(Number))
  const pool = params.pool === undefined ? undefined : world.pools.get(params.pool)?.guests
  return here.filter(
    guest =>
      !left.has(guest.vmid) &&
      caller.may(`/vms/${guest.vmid}`, 'VM.Backup') &&
      (params.pool === undefined || pool?.has(guest.vmid) === true),
  )
}

function told({ params, node }: Asked): readonly string[] {
  const names = ['all', 'mode', 'storage', 'notes-template', 'compress', 'pool', 'remove', 'protected', 'prune-backups']
  const words = names.flatMap(name => {
    const value = params[name]
    return value === undefined ? [] : [`--${name} ${/^[\w=,.-]+$/.test(value) ? value : `'${value}'`}`]
  })
  return [...words, `--node ${node.name}`]
}

function defaults({ world, params }: Asked): Readonly<Record<string, unknown>> {
  return {
    all: 0,
    bwlimit: 0,
    compress: '0',
    dumpdir: '/var/lib/vz/dump',
    fleecing: { enabled: 0 },
    ionice: 7,
    lockwait: 180,
    mailnotification: 'always',
    mode: 'snapshot',
    'notification-mode': 'auto',
    ...(world.version === '8.4' && { 'notification-policy': 'always' }),
    performance: { 'max-workers': 16, 'pbs-entries-max': 1048576 },
    pigz: 0,
    'prune-backups': 'keep-all=1',
    quiet: 0,
    remove: 1,
    stdexcludes: 1,
    stop: 0,
    stopwait: 10,
    storage: params.storage ?? 'local',
    zstd: 1,
  }
}
