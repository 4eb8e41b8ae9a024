import { between } from '../../chance.ts'
import type { Route } from '../route.ts'
import type { PveGuest, PveWorld } from '../world.ts'
import { optionalFlag } from './common-rules.ts'
import { findGuest } from './find-guest.ts'
import { agentEnabled } from './guest-agent.ts'
import { coresOn, loadOf } from './guest-load.ts'
import { diskBytesOf, memoryBytesOf } from './guest-sizes.ts'
import { emulatorVersion, nameOf } from './guest-words.ts'
import { drivesOf } from './machine-drives.ts'
import { mib } from './sizes.ts'

/** The process number of a running guest, the same from start to stop. */
function processOf(guest: PveGuest): number {
  return Math.floor(between(1000, 400_000, 'pid', guest.vmid, guest.startedAt))
}

const pressures = ['cpusome', 'cpufull', 'iosome', 'iofull', 'memorysome', 'memoryfull'] as const

/** How often work had to wait, in percent; new in 9. Containers tell it as text. */
function pressureOf(guest: PveGuest, world: PveWorld): Readonly<Record<string, number | string>> {
  if (world.version === '8.4' || guest.status === 'stopped') return {}
  const { cpu } = loadOf(guest, world)
  return Object.fromEntries(
    pressures.map(name => {
      const share = name === 'cpusome' ? cpu * 4 : name === 'iosome' ? cpu : 0
      return [`pressure${name}`, guest.type === 'lxc' ? share.toFixed(2) : Number(share.toFixed(2))]
    }),
  )
}

/** What lists and the status say of a guest alike. */
function commonStatus(guest: PveGuest, world: PveWorld): Readonly<Record<string, unknown>> {
  const load = loadOf(guest, world)
  const running = guest.status === 'running'
  return {
    vmid: guest.vmid,
    name: nameOf(guest),
    status: guest.status,
    cpus: coresOn(guest, world),
    cpu: load.cpu,
    mem: load.memoryBytes,
    maxmem: memoryBytesOf(guest),
    disk: load.diskUsedBytes,
    maxdisk: diskBytesOf(guest),
    netin: load.netInBytes,
    netout: load.netOutBytes,
    uptime: load.uptimeSeconds,
    ...(running && { pid: processOf(guest) }),
    ...(guest.template && { template: 1 }),
    ...(guest.config.tags && { tags: guest.config.tags }),
    ...(guest.config.lock && { lock: guest.config.lock }),
    ...pressureOf(guest, world),
  }
}

function machineStatus(guest: PveGuest, world: PveWorld): Readonly<Record<string, unknown>> {
  const load = loadOf(guest, world)
  const running = guest.status === 'running'
  const io = world.version === '8.4' || running ? { diskread: load.diskReadBytes, diskwrite: load.diskWriteBytes } : {}
  return {
    ...commonStatus(guest, world),
    ...(world.version !== '8.4' && { memhost: load.hostMemoryBytes }),
    ...io,
    ...(Object.keys(guest.config).some(key => /^serial\d+$/.test(key)) && { serial: 1 }),
  }
}

function containerStatus(guest: PveGuest, world: PveWorld): Readonly<Record<string, unknown>> {
  const load = loadOf(guest, world)
  return {
    ...commonStatus(guest, world),
    type: 'lxc',
    swap: 0,
    maxswap: Number(guest.config.swap ?? 512) * mib,
    diskread: load.diskReadBytes,
    diskwrite: load.diskWriteBytes,
  }
}

/** The guest's own emulator state. */
function emulatorState(guest: PveGuest): string {
  return guest.status === 'stopped' ? 'stopped' : guest.paused ? 'paused' : 'running'
}

const operations = ['rd', 'wr', 'flush', 'unmap', 'zone_append'] as const

function blockCounters(readBytes: number, writtenBytes: number): Readonly<Record<string, unknown>> {
  const counts: Record<string, unknown> = { account_failed: true, account_invalid: true, timed_stats: [], wr_highest_offset: writtenBytes }
  for (const operation of operations) {
    const bytes = operation === 'rd' ? readBytes : operation === 'wr' ? writtenBytes : 0
    counts[`${operation}_operations`] = Math.ceil(bytes / 16_384)
    counts[`${operation}_total_time_ns`] = Math.ceil(bytes / 16_384) * 60_000
    counts[`failed_${operation}_operations`] = 0
    counts[`invalid_${operation}_operations`] = 0
    if (operation === 'flush') continue
    counts[`${operation}_bytes`] = bytes
    counts[`${operation}_merged`] = 0
  }
  return readBytes + writtenBytes > 0 ? { ...counts, idle_time_ns: 3_179_212_213 } : counts
}

function runningMachine(guest: PveGuest, world: PveWorld): Readonly<Record<string, unknown>> {
  const load = loadOf(guest, world)
  const drives = drivesOf(guest.config).filter(drive => !/^(?:efidisk|tpmstate)/.test(drive.key))
  const first = drives.find(drive => !drive.cdrom && !drive.cloudInit)
  const cards = Object.keys(guest.config).filter(key => /^net\d+$/.test(key))
  return {
    'running-machine': guest.config.machine?.startsWith('q35') ? 'pc-q35-10.0' : 'pc-i440fx-10.0',
    'running-qemu': emulatorVersion,
    'proxmox-support': {},
    blockstat: Object.fromEntries(
      drives.map(drive => [drive.key, drive === first ? blockCounters(load.diskReadBytes, load.diskWriteBytes) : blockCounters(0, 0)]),
    ),
    nics: Object.fromEntries(
      cards.map((card, index) => [
        `tap${guest.vmid}i${card.slice(3)}`,
        { netin: index === 0 ? load.netInBytes : 0, netout: index === 0 ? load.netOutBytes : 0 },
      ]),
    ),
  }
}

function currentStatus(guest: PveGuest, world: PveWorld): Readonly<Record<string, unknown>> {
  const state = world.managed.get(guest.vmid)
  const ha = { ha: state === undefined ? { managed: 0 } : { managed: 1, state } }
  if (guest.type === 'lxc') return { ...containerStatus(guest, world), ...ha }
  return {
    ...machineStatus(guest, world),
    ...ha,
    qmpstatus: emulatorState(guest),
    ...(agentEnabled(guest.config) && { agent: 1 }),
    ...(guest.status === 'running' && runningMachine(guest, world)),
  }
}

/** Lists of a node's guests and what one is doing now. */
export const statusRoutes: readonly Route[] = (['qemu', 'lxc'] as const).flatMap((kind): readonly Route[] => [
  {
    method: 'GET',
    path: `/nodes/{node}/${kind}`,
    rules: kind === 'qemu' ? { full: optionalFlag } : {},
    handle: ({ world, node, caller, params }) =>
      [...world.guests.values()]
        .filter(guest => guest.type === kind && guest.node === node.name && caller.may(`/vms/${guest.vmid}`, 'VM.Audit'))
        .map(guest => ({
          ...(kind === 'qemu' ? machineStatus(guest, world) : containerStatus(guest, world)),
          ...(params.full === '1' && { qmpstatus: emulatorState(guest) }),
        })),
  },
  {
    method: 'GET',
    path: `/nodes/{node}/${kind}/{vmid}/status/current`,
    needs: [['/vms/{vmid}', 'VM.Audit']],
    handle: asked => currentStatus(findGuest(asked, kind), asked.world),
  },
])
