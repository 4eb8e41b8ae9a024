import type { Asked } from '../route.ts'
import { findVolume, putVolume, removeVolume, usedBytes } from '../volumes.ts'
import type { PveGuest, PveNode, PveTask, PveVolume } from '../world.ts'
import { ownVolumes } from './apply-setting.ts'
import { isCloudInit, renamed } from './clone-guest.ts'
import { passCopy } from './copy-progress.ts'
import { isFolder, makeDisk } from './disk-volumes.ts'
import { loadOf } from './guest-load.ts'
import { memoryBytesOf } from './guest-sizes.ts'
import { drivesOf } from './machine-drives.ts'
import { shutDown, switchOn } from './power-work.ts'
import { clockSeconds, mib, tellBytes, tellMoment } from './sizes.ts'

/** A move that is under way. */
export interface Way {
  readonly asked: Asked
  readonly guest: PveGuest
  readonly target: PveNode
  /** Where disks go; absent: to the storage of the same name. */
  readonly storage: string | undefined
  readonly task: PveTask
  readonly signal: AbortSignal
}

function journal({ asked: { world }, task }: Way): (line: string) => void {
  return line => void task.log.push(`${tellMoment(world.time.now())} ${line}`)
}

/** Moves a virtual machine, with its memory while it runs. */
export async function moveMachine(way: Way): Promise<void> {
  await told(way, async say => {
    const { guest, asked, signal, target } = way
    const running = guest.status === 'running'
    if (running) say('conntrack state migration not supported or disabled, active connections might get dropped')
    say(`starting migration of VM ${guest.vmid} to node '${target.name}' (${target.address})`)
    const volumes = localVolumes(way)
    for (const { volid } of volumes) say(`found local disk '${volid}' (${attached(guest, volid) ? 'attached' : 'unused'})`)
    refuseMachine(way, running, volumes)
    if (!running) {
      if (volumes.length > 0) say('copying local disk images')
      for (const volume of volumes) await copyVolume(way, volume, say)
    } else {
      say(`starting VM ${guest.vmid} on remote node '${target.name}'`)
      await asked.world.time.pass(2000, signal)
      say('start remote tunnel')
      say('ssh tunnel ver 1')
      if (volumes.length > 0) say('starting storage migration')
      for (const volume of volumes) await mirrorVolume(way, volume, say)
      await moveMemory(way, say)
    }
    guest.node = target.name
  })
}

/** Moves a container; one that runs is shut down, moved and started again. */
export async function moveContainer(way: Way): Promise<void> {
  await told(way, async say => {
    const { guest, asked, signal, target, task } = way
    const running = guest.status === 'running'
    if (running && asked.params.restart !== '1') throw new Error('lxc live migration is currently not implemented')
    if (running) {
      say(`shutdown CT ${guest.vmid}`)
      const how = { timeoutSeconds: Number(asked.params.timeout ?? 180), force: true, skipLock: true }
      await shutDown(asked, guest, how, task, signal)
    }
    say(`starting migration of CT ${guest.vmid} to node '${target.name}' (${target.address})`)
    for (const volume of localVolumes(way)) {
      say(`found local volume '${volume.volid}' (in current VM config)`)
      refuseOnlyHere(way, volume)
      await copyVolume(way, volume, say)
    }
    guest.node = target.name
    say('start final cleanup')
    if (!running) return
    say('start container on target node')
    await switchOn({ ...asked, node: target }, guest, task, signal)
  })
}

async function told(way: Way, work: (say: (line: string) => void) => Promise<void>): Promise<void> {
  const { world } = way.asked
  const say = journal(way)
  const started = world.time.now()
  const spent = () => clockSeconds((world.time.now() - started) / 1000)
  try {
    if (!way.target.online) throw new Error("Can't connect to destination address using public key")
    await work(say)
    say(`migration finished successfully (duration ${spent()})`)
  } catch (error) {
    if (way.signal.aborted) throw error
    const words = error instanceof Error ? error.message : String(error)
    say(`ERROR: ${words}`)
    say('aborting phase 1 - cleanup resources')
    say(`ERROR: migration aborted (duration ${spent()}): ${words}`)
    throw new Error('migration aborted', { cause: error })
  }
}

function localVolumes({ asked: { world }, guest }: Way): readonly PveVolume[] {
  return ownVolumes(guest).flatMap(([, volid]) => {
    const volume = findVolume(world, guest.node, volid)
    return volume && !world.storages.get(volume.storage)?.shared ? [volume] : []
  })
}

function attached(guest: PveGuest, volid: string): boolean {
  return ownVolumes(guest).some(([key, own]) => own === volid && !key.startsWith('unused'))
}

function refuseMachine(way: Way, running: boolean, volumes: readonly PveVolume[]): void {
  const { world, params } = way.asked
  const cdrom = drivesOf(way.guest.config).find(
    drive => drive.cdrom && drive.file.includes(':') && !world.storages.get(drive.file.split(':')[0] ?? '')?.shared,
  )
  if (cdrom) throw new Error(`can't migrate local cdrom '${cdrom.file}'`)
  const disks = volumes.filter(volume => !isCloudInit(volume.volid))
  if (running && disks.length > 0 && params['with-local-disks'] !== '1')
    throw new Error("can't live migrate attached local disks without with-local-disks option")
  for (const volume of volumes) refuseOnlyHere(way, volume)
}

function refuseOnlyHere({ guest }: Way, volume: PveVolume): void {
  if (volume.parent !== undefined) throw new Error(`can't migrate '${volume.volid}' as it's a clone of '${volume.parent}'`)
  if (guest.snapshots.length > 0 && volume.format !== 'subvol' && volume.format !== 'qcow2')
    throw new Error(`can't migrate local disk '${volume.volid}': non-migratable snapshot exists`)
}

/** Makes the volume anew on the other node and takes the old one away; the lines about it come through `report`. */
function place(way: Way, volume: PveVolume, report: (line: string) => void): PveVolume {
  const { asked, guest, target } = way
  const { world } = asked
  const storage = world.storages.get(way.storage ?? volume.storage)
  if (!storage) throw new Error(`storage '${way.storage ?? volume.storage}' does not exist`)
  if (storage.name === volume.storage && !storage.shared) {
    if (storage.totalBytes - usedBytes(world, storage, target.name) < volume.usedBytes)
      throw new Error(`no room for '${volume.volid}': No space left on device`)
    const there = { ...volume, node: target.name }
    if (findVolume(world, target.name, volume.volid)) throw new Error(`volume '${volume.volid}' already exists`)
    putVolume(world, there)
    return there
  }
  const made = makeDisk(world, {
    storage,
    node: target.name,
    vmid: guest.vmid,
    use: guest.type === 'qemu' ? 'images' : 'rootdir',
    sizeBytes: volume.sizeBytes,
    filledBytes: volume.usedBytes,
    ...(isFolder(storage) && volume.format !== 'subvol' && { format: volume.format }),
  })
  for (const line of made.lines) report(line)
  return made.volume
}

function replace({ asked: { world }, guest }: Way, from: PveVolume, to: PveVolume): void {
  removeVolume(world, from)
  for (const [key, volid] of ownVolumes(guest)) {
    if (volid !== from.volid || from.volid === to.volid) continue
    const text = key.startsWith('unused') ? to.volid : renamed(guest.type, key, guest.config[key] ?? '', to.volid)
    guest.config = { ...guest.config, [key]: text }
  }
}

async function copyVolume(way: Way, volume: PveVolume, say: (line: string) => void): Promise<void> {
  const { world } = way.asked
  const there = place(way, volume, say)
  try {
    const started = world.time.now()
    const tell = (done: number, seconds: number) =>
      say(`${done} bytes (${Math.round(done / 1e6)} MB, ${Math.round(done / mib)} MiB) copied, ${Math.ceil(seconds)} s, 400 MB/s`)
    await passCopy(world, volume.sizeBytes, way.signal, tell, volume.usedBytes)
    say(`successfully imported '${there.volid}'`)
    say(`${volume.sizeBytes} bytes copied in ${((world.time.now() - started) / 1000).toFixed(2)} s`)
  } catch (error) {
    removeVolume(world, there)
    throw error
  }
  say(`volume '${volume.volid}' is '${there.volid}' on the target`)
  replace(way, volume, there)
}

async function mirrorVolume(way: Way, volume: PveVolume, say: (line: string) => void): Promise<void> {
  const { world } = way.asked
  const key = ownVolumes(way.guest).find(([, volid]) => volid === volume.volid)?.[0] ?? 'disk'
  const there = place(way, volume, say)
  const total = tellBytes(volume.sizeBytes)
  try {
    say(`${key}: start migration to nbd:unix:/run/qemu-server/${way.guest.vmid}_nbd.migrate:exportname=drive-${key}`)
    say(`drive mirror is starting for drive-${key}`)
    const tell = (done: number, seconds: number) =>
      say(
        `drive-${key}: transferred ${tellBytes(done)} of ${total} (${((done / volume.sizeBytes) * 100).toFixed(2)}%) in ${Math.ceil(seconds)}s`,
      )
    await passCopy(world, volume.sizeBytes, way.signal, tell, volume.usedBytes)
    say(`drive-${key}: transferred ${total} of ${total} (100.00%), ready`)
    say("all 'mirror' jobs are ready")
  } catch (error) {
    removeVolume(world, there)
    throw error
  }
  say(`volume '${volume.volid}' is '${there.volid}' on the target`)
  replace(way, volume, there)
}

async function moveMemory(way: Way, say: (line: string) => void): Promise<void> {
  const { guest, asked, signal } = way
  const { world } = asked
  const used = Math.max(loadOf(guest, world).memoryBytes, 30 * mib)
  const total = tellBytes(memoryBytesOf(guest))
  say(`starting online/live migration on unix:/run/qemu-server/${guest.vmid}.migrate`)
  for (const line of ['set migration capabilities', 'migration downtime limit: 100 ms', 'set migration parameters']) say(line)
  say(`start migrate command to unix:/run/qemu-server/${guest.vmid}.migrate`)
  await passCopy(world, used, signal, done => say(`migration active, transferred ${tellBytes(done)} of ${total} VM-state, 112.0 MiB/s`))
  say(`average migration speed: 256.0 MiB/s - downtime 42 ms`)
  say('migration status: completed')
}
