import { makeTask } from './tasks.ts'
import { putVolume } from './volumes.ts'
import type { PveGuest, PveWorld } from './world.ts'

interface PastTask {
  readonly node: string
  readonly type: string
  readonly id: string
  readonly agoMs: number
  readonly seconds: number
  readonly log: readonly string[]
  /** Absent: it worked. */
  readonly failure?: string
}

const mib = 1024 ** 2
const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs

/** Gives the demo's cluster what a lived-in one has: tasks of the last days, backups, a snapshot and a job for the nights. */
export function addPast(world: PveWorld): void {
  const now = world.time.now()
  const night = new Date(now).setUTCHours(2, 12, 0, 0)
  const lastNight = night < now - 30 * minuteMs ? night : night - dayMs
  const snapshotAt = now - 38 * minuteMs
  const tasks: readonly PastTask[] = [
    {
      node: 'pve2',
      type: 'qmsnapshot',
      id: '103',
      agoMs: 38 * minuteMs,
      seconds: 3,
      log: ["snapshotting 'drive-scsi0' (ceph:vm-103-disk-0)"],
    },
    backupTask(world, 100, now - lastNight - 2 * minuteMs, 128, 32),
    backupTask(world, 103, now - lastNight, 571, 100),
    {
      node: 'pve2',
      type: 'vzmigrate',
      id: '106',
      agoMs: 6 * dayMs + 5 * minuteMs,
      seconds: 64,
      log: moveLog('migration finished successfully (duration 00:01:04)'),
    },
    {
      node: 'pve2',
      type: 'vzmigrate',
      id: '106',
      agoMs: 6 * dayMs + 9 * minuteMs,
      seconds: 31,
      log: moveLog('ERROR: migration aborted (duration 00:00:31): connection timed out'),
      failure: 'migration aborted',
    },
  ]
  for (const [index, task] of tasks.entries()) addTask(world, task, 2048 + tasks.length - index)
  world.backupJobs.set('backup-nightly', {
    enabled: '1',
    schedule: '02:12',
    storage: 'local',
    mode: 'snapshot',
    vmid: '100,103',
    compress: 'zstd',
    'notes-template': '{{guestname}}',
    'prune-backups': 'keep-last=3',
  })
  const [web, db] = [world.guests.get(100), world.guests.get(103)]
  if (web) addBackup(world, web, lastNight + 2 * minuteMs, 11_673 * mib)
  if (!db) return
  addBackup(world, db, lastNight, 9_830 * mib)
  const { config } = db
  db.snapshots = [
    { name: 'before-tuning', description: 'Before the new settings', at: Math.floor(snapshotAt / 1000), config, vmstate: false },
  ]
  db.parent = 'before-tuning'
}

function moveLog(end: string): readonly string[] {
  return ["starting migration of CT 106 to node 'pve3'", end]
}

function backupTask(world: PveWorld, vmid: number, agoMs: number, seconds: number, diskGiB: number): PastTask {
  const node = world.guests.get(vmid)?.node ?? 'pve1'
  const time = `00:${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`
  const log = [
    `INFO: starting new backup job: vzdump ${vmid} --storage local --mode snapshot --compress zstd --notes-template '{{guestname}}'`,
    `INFO: Starting Backup of VM ${vmid} (qemu)`,
    `INFO: 100% (${diskGiB}.0 GiB of ${diskGiB}.0 GiB) in ${seconds}s`,
    `INFO: Finished Backup of VM ${vmid} (${time})`,
    'INFO: Backup job finished successfully',
  ]
  return { node, type: 'vzdump', id: String(vmid), agoMs, seconds, log }
}

function addTask(world: PveWorld, { node: name, type, id, agoMs, seconds, log, failure }: PastTask, pid: number): void {
  const node = world.nodes.get(name)
  if (!node) return
  const task = makeTask(node, 'root@pam', { type, id, pid, at: world.time.now() - agoMs })
  task.endedAt = task.startedAt + seconds
  task.exitstatus = failure ?? 'OK'
  task.log.push(...log, failure === undefined ? 'TASK OK' : `TASK ERROR: ${failure}`)
  world.tasks.push(task)
}

function addBackup(world: PveWorld, guest: PveGuest, at: number, sizeBytes: number): void {
  const stamp = new Date(at).toISOString().slice(0, 19).replaceAll('-', '_').replace('T', '-').replaceAll(':', '_')
  putVolume(world, {
    volid: `local:backup/vzdump-qemu-${guest.vmid}-${stamp}.vma.zst`,
    storage: 'local',
    node: guest.node,
    content: 'backup',
    format: 'vma.zst',
    sizeBytes,
    usedBytes: sizeBytes,
    ctime: Math.floor(at / 1000),
    vmid: guest.vmid,
    notes: guest.config.name ?? '',
    backupOf: { ...guest, snapshots: [] },
  })
}
