import { type Asked, Refusal, type Route } from '../route.ts'
import { findVolume, removeVolume } from '../volumes.ts'
import type { PveGuest, PveNode, PveTask, PveVolume } from '../world.ts'
import { blankGuest } from './blank-guest.ts'
import {
  dnsName,
  nodeRule,
  optionalCount,
  optionalFlag,
  optionalText,
  poolRule,
  snapshotName,
  storageRule,
  vmidRule,
} from './common-rules.ts'
import { readMount } from './container-mounts.ts'
import { copyDisk, passCopy } from './copy-progress.ts'
import { availableStorage, isFolder, type MadeDisk, makeDisk, nameIn, storageFor } from './disk-volumes.ts'
import { demand, demandNewGuest, findGuest, refuseLocked, refuseTaken } from './find-guest.ts'
import { type GuestKind, taskType, wordOf } from './guest-words.ts'
import { guestLock, holding } from './hold-guest.ts'
import { readDrive } from './machine-drives.ts'
import { bridgesOf } from './machine-settings.ts'
import { disksOf } from './move-disk.ts'
import { writeProperties } from './property-format.ts'
import { driveFormat, mountFormat, rootFormat } from './property-formats.ts'
import { renewCards } from './restore-container.ts'
import { renew } from './restore-machine.ts'
import { mib } from './sizes.ts'
import { undoGuest } from './undo-guest.ts'

/** Copies of guests, whole or resting on a template. */
export const cloneRoutes: readonly Route[] = (['qemu', 'lxc'] as const).map(kind => ({
  method: 'POST',
  path: `/nodes/{node}/${kind}/{vmid}/clone`,
  rules: {
    bwlimit: kind === 'qemu' ? optionalCount : { type: 'number', optional: true, minimum: 0 },
    description: optionalText,
    full: optionalFlag,
    newid: vmidRule,
    pool: poolRule,
    snapname: { ...snapshotName, optional: true },
    storage: storageRule,
    target: { ...nodeRule, optional: true },
    ...(kind === 'qemu'
      ? { name: dnsName, format: { type: 'string', optional: true, choices: ['raw', 'qcow2', 'vmdk'] } }
      : { hostname: dnsName }),
  },
  needs: [['/vms/{vmid}', 'VM.Clone']],
  handle: asked => clone(asked, kind),
}))

interface Copy {
  readonly source: PveGuest
  /** The settings that are copied: of now, or of a snapshot. */
  readonly config: PveGuest['config']
  readonly full: boolean
  readonly target: PveNode
}

function clone(asked: Asked, kind: GuestKind): string {
  const { world, params } = asked
  const vmid = Number(params.newid)
  demandNewGuest(asked, String(vmid))
  const copy = readCopy(asked, kind)
  if (params.pool !== undefined && !world.pools.has(params.pool)) throw new Refusal(500, `pool '${params.pool}' does not exist`)
  refuseTaken(world, vmid, `unable to create ${wordOf(kind)} ${vmid} - `)
  const guest: PveGuest = {
    ...blankGuest(kind, vmid, asked.node.name),
    config: { lock: kind === 'qemu' ? 'clone' : 'create' },
    obeys: copy.source.obeys,
    ...(copy.source.login && { login: copy.source.login }),
  }
  world.guests.set(vmid, guest)
  if (params.pool !== undefined) world.pools.get(params.pool)?.guests.add(vmid)
  return asked.task(taskType(kind, 'clone'), String(copy.source.vmid), async (task, signal) => {
    const made: PveVolume[] = []
    try {
      await holding(world, guestLock(kind, copy.source.vmid), () => fill(asked, copy, guest, made, task, signal), task)
      guest.node = copy.target.name
    } catch (error) {
      undoGuest(asked, guest, made)
      throw signal.aborted || !(error instanceof Error) ? error : new Error(`clone failed: ${error.message}`, { cause: error })
    }
  })
}

function readCopy(asked: Asked, kind: GuestKind): Copy {
  const { world, node, params } = asked
  const source = findGuest(asked, kind)
  refuseLocked(source)
  const snapshot = source.snapshots.find(one => one.name === params.snapname)
  if (params.snapname !== undefined && !snapshot) throw new Refusal(500, `snapshot '${params.snapname}' does not exist`)
  const full = params.full === undefined ? !source.template : params.full === '1'
  const wrong = (name: string, words: string) => new Refusal(400, 'Parameter verification failed.', { [name]: words })
  if (!full && params.storage !== undefined) throw wrong('storage', "parameter 'storage' not allowed for linked clones.")
  if (!full && params.format !== undefined) throw wrong('format', "parameter 'format' not allowed for linked clones.")
  const config = snapshot?.config ?? source.config
  const target = targetOf(asked, source)
  for (const [key, volid] of disksOf({ type: kind, config })) {
    const there = availableStorage(world, volid.split(':')[0] ?? '', node.name)
    if (!full && !source.template && !isCloudInit(volid))
      throw new Refusal(500, `Linked clone feature is not supported for ${kind === 'qemu' ? 'drive' : 'mount point'} '${key}' (${volid})`)
    const storage = storageFor(asked, full ? (params.storage ?? there.name) : there.name, kind === 'qemu' ? 'images' : 'rootdir')
    if (target !== node && !storage.shared) throw new Refusal(500, `can't clone to non-shared storage '${storage.name}'`)
  }
  if (kind === 'lxc' && full && source.status === 'running' && !snapshot)
    throw new Refusal(500, 'Cannot do full clones on a running container without snapshots')
  for (const bridge of bridgesOf(config)) demand(asked, `/sdn/zones/localnetwork/${bridge}`, 'SDN.Use')
  return { source, config, full, target }
}

function targetOf({ world, node, params }: Asked, source: PveGuest): PveNode {
  if (params.target === undefined || params.target === node.name) return node
  const target = world.nodes.get(params.target)
  if (!target) throw new Refusal(500, `no such cluster node '${params.target}'`)
  const local = disksOf(source).find(([, volid]) => !world.storages.get(volid.split(':')[0] ?? '')?.shared)
  if (local) throw new Refusal(500, `can't clone VM to node '${target.name}' (VM uses local storage)`)
  return target
}

/** Whether a volume is the drive that cloud-init reads. */
export function isCloudInit(volid: string): boolean {
  return /[:/]vm-\d+-cloudinit/.test(volid)
}

async function fill(
  asked: Asked,
  { source, config, full }: Copy,
  guest: PveGuest,
  made: PveVolume[],
  task: PveTask,
  signal: AbortSignal,
): Promise<void> {
  const { world, params } = asked
  const kept = Object.entries(config).filter(([key]) => !/^unused\d+$|^(?:lock|vmstate|template)$/.test(key))
  const copied: Record<string, string> = Object.fromEntries(kept)
  if (world.version !== '8.4' && guest.type === 'qemu') task.log.push(`creating a clone of VM ${source.vmid} with ID ${guest.vmid}`)
  for (const [key, volid] of disksOf({ type: guest.type, config })) {
    const volume = findVolume(world, source.node, volid)
    if (!volume) throw new Refusal(500, `volume '${volid}' does not exist`)
    const disk =
      isCloudInit(volid) || full ? await wholeCopy(asked, guest, key, volume, task, signal) : linkedCopy(asked, guest, key, volume, task)
    made.push(disk.volume)
    copied[key] = renamed(guest.type, key, copied[key] ?? '', disk.volume.volid)
  }
  await world.time.pass(300, signal)
  const now = world.time.now()
  if (guest.type === 'qemu') renew(copied, guest.vmid, now)
  else renewCards(copied, guest.vmid, now)
  if (params.description !== undefined) copied.description = params.description
  if (guest.type === 'qemu') copied.name = params.name ?? `Copy-of-VM-${config.name ?? source.vmid}`
  else copied.hostname = params.hostname ?? `Copy-of-CT-${config.hostname ?? source.vmid}`
  guest.config = copied
}

/** The text of a disk's setting with another volume. */
export function renamed(kind: GuestKind, key: string, text: string, volid: string): string {
  if (kind === 'lxc') return writeProperties(key === 'rootfs' ? rootFormat : mountFormat, { ...readMount(key, text).values, volume: volid })
  return writeProperties(driveFormat, { ...readDrive(key, text).values, file: volid })
}

async function wholeCopy(
  asked: Asked,
  guest: PveGuest,
  key: string,
  volume: PveVolume,
  task: PveTask,
  signal: AbortSignal,
): Promise<MadeDisk> {
  const { world, params, node } = asked
  const storage = availableStorage(world, params.storage ?? volume.storage, node.name)
  const drives = isCloudInit(volume.volid)
  task.log.push(`create full clone of ${guest.type === 'qemu' ? 'drive' : 'mountpoint'} ${key} (${volume.volid})`)
  const format = params.format ?? (isFolder(storage) && volume.format !== 'subvol' ? volume.format : undefined)
  const disk = makeDisk(world, {
    storage,
    node: node.name,
    vmid: guest.vmid,
    use: guest.type === 'qemu' ? 'images' : 'rootdir',
    sizeBytes: volume.sizeBytes,
    filledBytes: volume.usedBytes,
    ...(format !== undefined && { format }),
    ...(drives && { name: 'cloudinit' }),
  })
  task.log.push(...disk.lines)
  if (drives) return disk
  if (world.version !== '8.4' && guest.type === 'qemu') task.log.push(`allocated target volume '${disk.volume.volid}'`)
  try {
    if (guest.type === 'qemu') await copyDisk(world, volume, task, signal)
    else await passCopy(world, Math.max(volume.usedBytes, 200 * mib), signal, () => undefined)
  } catch (error) {
    removeVolume(world, disk.volume)
    throw error
  }
  return disk
}

function linkedCopy({ world, node }: Asked, guest: PveGuest, key: string, volume: PveVolume, task: PveTask): MadeDisk {
  const storage = availableStorage(world, volume.storage, node.name)
  task.log.push(`create linked clone of ${guest.type === 'qemu' ? 'drive' : 'mountpoint'} ${key} (${volume.volid})`)
  const disk = makeDisk(world, {
    storage,
    node: node.name,
    vmid: guest.vmid,
    use: guest.type === 'qemu' ? 'images' : 'rootdir',
    sizeBytes: volume.sizeBytes,
    parent: volume,
    format: volume.format,
  })
  if (isFolder(storage)) {
    const base = volume.volid.replace(/^[^:]*:/, '')
    const name = nameIn(disk.volume.volid)
    task.log.push(`clone ${base}: images, ${name}, ${guest.vmid} to ${name} (base=../${base})`)
  }
  task.log.push(...disk.lines)
  return disk
}
