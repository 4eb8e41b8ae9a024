import type { Asked } from '../route.ts'
import { findVolume } from '../volumes.ts'
import type { PveGuest, PveStorage, PveTask } from '../world.ts'
import { backupName, packedBytes, pruneBackups, putBackup } from './backup-file.ts'
import { mountsOf } from './container-mounts.ts'
import { copySeconds, passCopy } from './copy-progress.ts'
import { canSnapshot } from './disk-volumes.ts'
import { refuseLocked, underLock } from './find-guest.ts'
import { agentEnabled } from './guest-agent.ts'
import { uuidOf } from './guest-digest.ts'
import { nameOf } from './guest-words.ts'
import { guestLock, holding } from './hold-guest.ts'
import { drivesOf } from './machine-drives.ts'
import { shutDown, switchOn } from './power-work.ts'
import { clockSeconds, mib, readSize, tellBytes, tellMoment, tellSeconds } from './sizes.ts'

/** A backup of one guest that is under way. */
export interface BackupWork {
  readonly asked: Asked
  readonly guest: PveGuest
  readonly storage: PveStorage
  readonly task: PveTask
  readonly signal: AbortSignal
}

/** Backs one guest up with the lines Proxmox writes; tells whether it worked. */
export async function backUpGuest(work: BackupWork): Promise<boolean> {
  const { asked, guest, task, signal } = work
  const { time } = asked.world
  const say = (line: string) => void task.log.push(`INFO: ${line}`)
  const started = time.now()
  say(`Starting Backup of VM ${guest.vmid} (${guest.type})`)
  say(`Backup started at ${tellMoment(started)}`)
  say(`status = ${guest.status}`)
  try {
    await holding(asked.world, guestLock(guest.type, guest.vmid), () => refuseLocked(guest))
    await underLock(guest, 'backup', () => (guest.type === 'qemu' ? backUpMachine(work, say) : backUpContainer(work, say)))
    prune(work, say)
    say(`Finished Backup of VM ${guest.vmid} (${clockSeconds((time.now() - started) / 1000)})`)
    say(`Backup finished at ${tellMoment(time.now())}`)
    return true
  } catch (error) {
    const words = signal.aborted ? 'interrupted by signal' : error instanceof Error ? error.message : String(error)
    task.log.push(`ERROR: Backup of VM ${guest.vmid} failed - ${words}`)
    say(`Failed at ${tellMoment(time.now())}`)
    if (signal.aborted) throw error
    return false
  }
}

function archiveOf({ asked, guest, storage }: BackupWork): { readonly name: string; readonly path: string; readonly at: number } {
  const at = asked.world.time.now()
  const name = backupName(guest.type, guest.vmid, at, asked.params.compress ?? '0')
  return { name, at, path: `${storage.path ?? '/var/lib/vz'}/dump/${name}` }
}

function notesOf({ asked, guest }: BackupWork): string | undefined {
  const values: Readonly<Record<string, string>> = {
    cluster: asked.world.clusterName ?? 'standalone node',
    guestname: nameOf(guest),
    node: asked.node.name,
    vmid: String(guest.vmid),
  }
  const template = asked.params['notes-template']
  return template?.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => values[name] ?? whole).replaceAll('\\n', '\n')
}

function finish(work: BackupWork, archive: ReturnType<typeof archiveOf>, usedTotal: number, say: (line: string) => void): void {
  const { asked, guest, storage } = work
  const sizeBytes = packedBytes(guest, usedTotal, asked.params.compress ?? '0')
  const notes = notesOf(work)
  putBackup(asked.world, asked.node, storage, guest, { ...archive, sizeBytes, notes, protects: asked.params.protected === '1' })
  say(`archive file size: ${sizeBytes >= 1024 * mib ? `${(sizeBytes / 1024 / mib).toFixed(2)}GB` : `${Math.round(sizeBytes / mib)}MB`}`)
  if (notes !== undefined) say('adding notes to backup')
  if (asked.params.protected === '1') say('marking backup as protected')
}

function prune({ asked, guest, storage }: BackupWork, say: (line: string) => void): void {
  const keep = /(?:^|,)keep-last=(\d+)/.exec(asked.params['prune-backups'] ?? '')?.[1]
  if (keep === undefined || asked.params.remove === '0') return
  say(`prune older backups with retention: keep-last=${keep}`)
  const gone = pruneBackups(asked.world, asked.node, storage, guest.vmid, Number(keep))
  for (const volid of gone) say(`removing backup '${volid}'`)
  say(`pruned ${gone.length} backup(s) not covered by keep-retention policy`)
}

async function backUpMachine(work: BackupWork, say: (line: string) => void): Promise<void> {
  const { asked, guest, task, signal } = work
  const { world } = asked
  const mode = asked.params.mode ?? 'snapshot'
  const running = guest.status === 'running'
  const drives = drivesOf(guest.config)
  const disks = drives.filter(drive => !drive.cdrom && !drive.cloudInit && drive.file.includes(':'))
  const kept = disks.filter(drive => drive.values.backup !== '0')
  say(`backup mode: ${running ? mode : 'stop'}`)
  say('ionice priority: 7')
  say(`VM Name: ${nameOf(guest)}`)
  for (const drive of disks) {
    const verb = kept.includes(drive) ? 'include' : 'exclude'
    say(`${verb} disk '${drive.key}' '${drive.file}' ${drive.values.size ?? '4M'}${verb === 'exclude' ? ' (backup=no)' : ''}`)
  }
  if (running && mode === 'stop') {
    say('stopping virtual guest')
    await shutDown(asked, guest, { timeoutSeconds: 600, force: true, skipLock: true }, task, signal)
  }
  const archive = archiveOf(work)
  say(`creating vzdump archive '${archive.path}'`)
  if (!running || mode === 'stop') {
    say('starting kvm to execute backup task')
    if (drives.some(drive => drive.cloudInit)) task.log.push('generating cloud-init ISO')
  } else if (mode === 'suspend') say('suspending guest')
  else if (agentEnabled(guest.config) && guest.obeys) {
    say("issuing guest-agent 'fs-freeze' command")
    say("issuing guest-agent 'fs-thaw' command")
  }
  await world.time.pass(1000, signal)
  if (running && mode === 'stop') {
    say('restarting vm')
    await switchOn(asked, guest, task, signal)
  }
  say(`started backup task '${uuidOf('backup', archive.name)}'`)
  if (running) say('resuming VM again')
  const used = kept.reduce((sum, drive) => sum + (findVolume(world, guest.node, drive.file)?.usedBytes ?? 0), 0)
  const total = kept.reduce((sum, drive) => sum + (readSize(drive.values.size ?? '4M') ?? 0), 0)
  await copyMachine(work, total, say)
  if (!running) say('stopping kvm after backup task')
  finish(work, archive, Math.max(used, total * (guest.obeys ? 0.2 : 0)), say)
}

async function copyMachine({ asked, signal }: BackupWork, total: number, say: (line: string) => void): Promise<void> {
  await passCopy(asked.world, total, signal, (done, seconds) => {
    const percent = String(Math.floor((done / Math.max(total, 1)) * 100)).padStart(3)
    const speed = `read: ${tellBytes(done / seconds)}/s, write: ${tellBytes(done / seconds / 4)}/s`
    say(`${percent}% (${tellBytes(done)} of ${tellBytes(total)}) in ${tellSeconds(Math.ceil(seconds))}, ${speed}`)
  })
  const seconds = Math.ceil(copySeconds(total))
  say(`transferred ${tellBytes(total, 2)} in ${seconds} seconds (${tellBytes(total / seconds)}/s)`)
}

async function backUpContainer(work: BackupWork, say: (line: string) => void): Promise<void> {
  const { asked, guest, task, signal } = work
  const { world } = asked
  const running = guest.status === 'running'
  const mounts = mountsOf(guest.config)
  const kept = mounts.filter(mount => mount.key === 'rootfs' || mount.values.backup === '1')
  const wished = running ? (asked.params.mode ?? 'snapshot') : 'stop'
  const volumes = kept.flatMap(mount => findVolume(world, guest.node, mount.volume) ?? [])
  const mode = wished === 'snapshot' && !volumes.every(volume => canSnapshot(world, volume)) ? 'suspend' : wished
  if (mode !== wished) {
    say('mode failure - some volumes do not support snapshots')
    say("trying 'suspend' mode instead")
  }
  say(`backup mode: ${mode}`)
  say('ionice priority: 7')
  say(`CT Name: ${nameOf(guest)}`)
  for (const mount of mounts)
    say(
      kept.includes(mount)
        ? `including mount point ${mount.key} ('${mount.path}') in backup`
        : `excluding ${mount.volume.includes(':') ? 'volume' : 'bind'} mount point ${mount.key} ('${mount.path}') from backup (disabled)`,
    )
  if (mode === 'stop' && running) {
    say('stopping virtual guest')
    await shutDown(asked, guest, { timeoutSeconds: 600, force: true, skipLock: true }, task, signal)
  }
  if (mode === 'suspend') {
    say(`starting first sync /proc/${task.pid}/root/ to /var/tmp/vzdumptmp${task.pid}_${guest.vmid}`)
    await world.time.pass(2000, signal)
    for (const line of ['suspending guest', `starting final sync /proc/${task.pid}/root/ to /var/tmp/vzdumptmp${task.pid}_${guest.vmid}`])
      say(line)
    await world.time.pass(500, signal)
    for (const line of ['resume vm', 'guest is online again after <1 seconds']) say(line)
  }
  if (mode === 'snapshot') say("create storage snapshot 'vzdump'")
  const archive = archiveOf(work)
  say(`creating vzdump archive '${archive.path}'`)
  const used = volumes.reduce((sum, volume) => sum + volume.usedBytes, 0)
  await passCopy(world, used * 2, signal, () => undefined)
  const written = Math.ceil(used / 10_240) * 10_240
  say(`Total bytes written: ${written} (${Math.round(written / mib)}MiB, 174MiB/s)`)
  finish(work, archive, used, say)
  if (mode === 'snapshot') say("cleanup temporary 'vzdump' snapshot")
  if (mode !== 'stop' || !running) return
  say('restarting vm')
  await switchOn(asked, guest, task, signal)
  say('guest is online again after 3 seconds')
}
