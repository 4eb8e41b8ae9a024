import { between } from '../../chance.ts'
import { type Asked, Killed, Refusal } from '../route.ts'
import { findVolume } from '../volumes.ts'
import type { PveGuest, PveTask, PveWorld } from '../world.ts'
import { applyPending } from './apply-setting.ts'
import { containerVolumes } from './container-mounts.ts'
import { findGuest, refuseLocked } from './find-guest.ts'
import { agentEnabled } from './guest-agent.ts'
import { coresOf, memoryBytesOf } from './guest-sizes.ts'
import { type GuestKind, nameOf, wordOf } from './guest-words.ts'
import { guestLock, holding } from './hold-guest.ts'
import { drivesOf } from './machine-drives.ts'

/** How a guest is asked to end. */
export interface ShutdownWay {
  readonly timeoutSeconds: number
  /** Whether it is switched off when it does not end in time. */
  readonly force: boolean
  readonly skipLock?: boolean
}

/** Starts the guest of the path, as a task does. */
export async function startGuest(asked: Asked, kind: GuestKind, task: PveTask, signal: AbortSignal): Promise<void> {
  const { world } = asked
  const guest = findGuest(asked, kind)
  await holding(
    world,
    guestLock(kind, guest.vmid),
    async () => {
      const resumes = guest.config.lock === 'suspended'
      refuseLocked(guest, resumes || asked.params.skiplock === '1')
      if (guest.template) throw new Refusal(500, `you can't start a ${kind === 'qemu' ? 'vm' : 'CT'} if it's a template`)
      if (guest.status === 'running') throw new Refusal(500, `${wordOf(kind)} ${guest.vmid} already running`)
      await switchOn(asked, guest, task, signal)
      if (resumes) task.log.push('Resuming suspended VM')
    },
    task,
  )
}

/** Lets a guest that is off come up. */
export async function switchOn({ world, node }: Asked, guest: PveGuest, task: PveTask, signal: AbortSignal): Promise<void> {
  applyPending(world, guest)
  refuseMissingVolumes({ world, node }, guest)
  if (guest.type === 'qemu' && memoryBytesOf(guest) > node.memoryBytes) {
    task.log.push("kvm: cannot set up guest memory 'pc.ram': Cannot allocate memory")
    throw new Error('start failed: QEMU exited with code 1')
  }
  if (guest.type === 'qemu' && coresOf(guest, node.cores) > node.cores)
    throw new Error(`MAX ${node.cores} vcpus allowed per VM on this node`)
  if (guest.type === 'qemu' && drivesOf(guest.config).some(drive => drive.cloudInit)) task.log.push('generating cloud-init ISO')
  await world.time.pass(guest.type === 'qemu' ? 1500 : 1000, signal)
  if (guest.config.lock === 'suspended') {
    const { lock: _, ...rest } = guest.config
    guest.config = rest
  }
  guest.status = 'running'
  guest.paused = false
  guest.startedAt = world.time.now()
}

function refuseMissingVolumes({ world, node }: Pick<Asked, 'world' | 'node'>, { type, config }: PveGuest): void {
  const named = type === 'qemu' ? drivesOf(config).map(drive => drive.file) : containerVolumes(config).map(([, volid]) => volid)
  for (const volid of named.filter(name => name.includes(':'))) {
    const storage = world.storages.get(volid.split(':')[0] ?? '')
    if (storage?.nodes && !storage.nodes.includes(node.name))
      throw new Refusal(500, `storage '${storage.name}' is not available on node '${node.name}'`)
    if (!findVolume(world, node.name, volid)) throw new Refusal(500, `volume '${volid}' does not exist`)
  }
}

/** Switches a guest off at once; what waited for that takes effect. */
export function switchOff(world: PveWorld, guest: PveGuest): void {
  guest.status = 'stopped'
  guest.paused = false
  applyPending(world, guest)
}

/** Switches the guest of the path off, as a task does; one that is off is no error. */
export async function stopGuest(asked: Asked, kind: GuestKind, task: PveTask, signal: AbortSignal): Promise<void> {
  const guest = findGuest(asked, kind)
  await holding(
    asked.world,
    guestLock(kind, guest.vmid),
    async () => {
      refuseLocked(guest, asked.params.skiplock === '1')
      if (guest.status === 'stopped') return
      await asked.world.time.pass(700, signal)
      switchOff(asked.world, guest)
    },
    task,
  )
}

/** Asks a running guest to end and waits for it; fails in Proxmox's words when it does not. */
export async function shutDown(asked: Asked, guest: PveGuest, way: ShutdownWay, task: PveTask, signal: AbortSignal): Promise<void> {
  const { world } = asked
  refuseLocked(guest, way.skipLock)
  if (guest.status === 'stopped') return
  if (guest.paused) {
    task.log.push('VM is paused - stop instead of shutdown')
    return switchOff(world, guest)
  }
  if (guest.type === 'qemu' && agentEnabled(guest.config) && !guest.obeys) await callAgent(asked, guest, task, signal)
  const neededSeconds = guest.obeys ? between(2, 7, 'shutdown', guest.vmid, nameOf(guest)) : Number.POSITIVE_INFINITY
  await world.time.pass(Math.min(neededSeconds, way.timeoutSeconds) * 1000, signal)
  if (neededSeconds > way.timeoutSeconds) {
    if (!way.force) throw new Error(refusalToEnd(guest, way))
    task.log.push(
      guest.type === 'qemu' ? 'VM still running - terminating now with SIGTERM' : `CT ${guest.vmid} still running - terminating now`,
    )
    await world.time.pass(1000, signal)
  }
  switchOff(world, guest)
}

function refusalToEnd(guest: PveGuest, { timeoutSeconds }: ShutdownWay): string {
  if (guest.type === 'qemu') return 'VM quit/powerdown failed - got timeout'
  return `command 'lxc-stop -n ${guest.vmid} --nokill --timeout ${timeoutSeconds}' failed: exit code 1`
}

async function callAgent({ world }: Asked, guest: PveGuest, task: PveTask, signal: AbortSignal): Promise<void> {
  try {
    await world.time.pass(3000, signal)
  } catch {
    // The call swallows the interrupt, so Proxmox kills the task, which has no last word then.
    task.log.push('QEMU Guest Agent is not running - received interrupt')
    throw new Killed()
  }
  const socket = world.version === '8.4' ? 'qmp' : 'qga'
  task.log.push(`QEMU Guest Agent is not running - VM ${guest.vmid} ${socket} command 'guest-ping' failed - got timeout`)
}
