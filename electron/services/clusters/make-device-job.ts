import { AppError } from '../../../shared/errors/app-error.ts'
import type { WireError } from '../../../shared/errors/wire-error.ts'
import type { Device } from '../../../shared/model/device.ts'
import type { GuestConfig, GuestKey } from '../../../shared/model/guest.ts'
import type { Clock } from '../../ports/clock.ts'
import type { ClusterSession, GuestPlace } from '../../ports/cluster-access.ts'
import type { DeviceAccess, Login } from '../../ports/device-access.ts'
import type { Clusters } from '../clusters.ts'
import { guestLock } from '../guests/guest-job.ts'
import type { DockerCare } from '../install-docker.ts'
import type { Inventory } from '../inventory.ts'
import type { JobContext, JobDefinition, StepContext, UndoContext } from '../job-runner/job-definition.ts'
import type { JobRunner } from '../job-runner.ts'
import type { Monitoring } from '../monitoring.ts'
import { followInner } from './follow-inner.ts'
import { type GuestDoor, waitForAddresses, waitForDoor, waitForLogin } from './reach-guest.ts'

/** What making a device of a guest needs to know; it holds no secrets. */
export interface MakeDeviceInput extends GuestKey {
  readonly guest: string
  readonly clusterName: string
  /** Where its login waits in memory. */
  readonly ticket: string
  readonly user: string
  readonly port: number
  readonly address?: string | undefined
  readonly name?: string | undefined
  readonly installDocker: boolean
  readonly demo: boolean
}

export interface MakeDeviceDependencies {
  readonly clusters: Clusters
  readonly inventory: Inventory
  readonly monitoring: Monitoring
  readonly dockerCare: DockerCare
  readonly jobs: JobRunner
  readonly access: DeviceAccess
  readonly clock: Clock
}

const taskPauseMs = 1_000

/** Addresses that its settings give it, without their prefix lengths. */
function setAddresses({ networks }: GuestConfig): readonly string[] {
  return networks.flatMap(({ address }) => (address?.includes('/') ? [address.slice(0, address.indexOf('/'))] : []))
}

/** Makes a guest a managed device; when it fails the device is forgotten again. `logins` holds the logins of jobs that run. */
export function makeDeviceJob(dependencies: MakeDeviceDependencies, logins: Map<string, Login>): JobDefinition<MakeDeviceInput> {
  const { clusters, inventory, monitoring, dockerCare, jobs, access, clock } = dependencies

  function loginOf({ ticket, guest, user }: MakeDeviceInput): Login {
    const login = logins.get(ticket)
    if (!login) throw new AppError('LoginRefused', { device: guest, user, method: 'password' })
    return login
  }

  async function placeOf(input: MakeDeviceInput, session: ClusterSession, signal: AbortSignal): Promise<GuestPlace> {
    const found = await session.find(input.vmid, signal)
    if (!found) throw new AppError('GuestGone', { guest: input.guest, cluster: input.clusterName })
    return found
  }

  async function start(input: MakeDeviceInput, session: ClusterSession, place: GuestPlace, step: StepContext, signal: AbortSignal) {
    const { state } = await session.status(place, signal)
    if (state === 'running') return
    step.note(`${input.guest} is off: starting it`)
    const task = await session.start(place, signal)
    for (;;) {
      const { state: now, problem, outcome } = await session.task(task, signal)
      if (now === 'succeeded' || now === 'warned') break
      const { guest, clusterName: cluster } = input
      if (now === 'failed') throw problem ?? new AppError('GuestTaskFailed', { guest, cluster, doing: 'The start', words: outcome })
      await clock.wait(taskPauseMs, signal)
    }
    await clusters.touched(clusters.resolve(input.cluster), input.vmid)
  }

  async function findAddresses(input: MakeDeviceInput, step: StepContext, signal: AbortSignal): Promise<readonly string[]> {
    const session = await clusters.session(clusters.resolve(input.cluster))
    const place = await placeOf(input, session, signal)
    await start(input, session, place, step, signal)
    const { guest, clusterName: cluster } = input
    const known = input.address === undefined ? setAddresses((await session.config(place, signal)).config) : [input.address]
    const addresses = known.length > 0 ? known : await waitForAddresses(session, place, { guest, cluster, clock, signal })
    step.note(addresses.join(', '))
    return addresses
  }

  async function answers(input: MakeDeviceInput, addresses: readonly string[], step: StepContext, signal: AbortSignal): Promise<GuestDoor> {
    const { guest, user, port, ticket } = input
    const target = { id: `try-${ticket}`, name: guest, port, user, login: loginOf(input) }
    const door = await waitForDoor(access, addresses, target, clock, signal)
    await waitForLogin(access, { ...target, kind: 'ssh', ...door }, clock, signal)
    step.line(`${guest} answers at ${door.address} and shows the host key ${door.hostKey}. From now on it has to show the same.`)
    return door
  }

  /** Adds it, or only remembers which guest a device is that was added by hand before. */
  async function add(input: MakeDeviceInput, door: GuestDoor, job: JobContext): Promise<Device> {
    const { cluster, vmid, port, user, name, demo } = input
    const guest: GuestKey = { cluster, vmid }
    const twin = inventory.list().find(device => device.kind === 'ssh' && device.address === door.address && device.port === port)
    if (twin) {
      await job.registerUndo({ kind: 'unlink', title: `Take ${twin.name} for a device of its own again`, data: { device: twin.id } })
      return inventory.linkGuest(twin.id, guest)
    }
    const login = loginOf(input)
    if (login.method !== 'key' && login.method !== 'password') throw new AppError('Internal', { ref: 'a guest without a login' })
    await job.registerUndo({ kind: 'forget-device', title: `Forget the device ${name ?? input.guest}`, data: { ...guest } })
    const connection = { address: door.address, port, user, login, acceptHostKey: door.hostKey, ...(name !== undefined && { name }) }
    return inventory.add(connection, job.startedBy, job.signal, { demo, guest })
  }

  async function haveDocker(input: MakeDeviceInput, device: Device, step: StepContext, job: JobContext): Promise<void> {
    const { docker } = await monitoring.examine(device, job.signal)
    if (docker === 'running') return step.note('Docker is there')
    if (!input.installDocker) return step.note('Docker is not there, and was not asked for')
    if (docker === 'stopped') {
      await dockerCare.start(device.id, job.startedBy, job.signal)
      return step.note('Docker was off and is started')
    }
    const { id } = await dockerCare.install(device.id, 'distribution', job.startedBy, job.signal)
    await followInner(jobs, id, step, job)
  }

  async function forget({ cluster, vmid }: MakeDeviceInput, context: UndoContext): Promise<'done' | 'nothing-to-do'> {
    const device = inventory.list().find(each => each.guest?.cluster === cluster && each.guest.vmid === vmid)
    if (!device) return 'nothing-to-do'
    await inventory.remove(device.id, { approved: true }, 'MycoPod')
    context.line(`Forgot ${device.name}`)
    return 'done'
  }

  return {
    kind: 'proxmox.makeDevice',
    // Its login is in memory only.
    onRestart: 'undo',
    title: ({ guest }) => `Make ${guest} a device`,
    locks: input => [guestLock(input)],
    steps: ({ installDocker }) => [
      { id: 'address', title: 'Finding its address', weight: 4 },
      { id: 'answer', title: 'Waiting until it answers', weight: 6 },
      { id: 'add', title: 'Adding it', weight: 3 },
      { id: 'docker', title: installDocker ? 'Installing Docker' : 'Looking for Docker', weight: installDocker ? 80 : 2 },
    ],
    run: async (input, job) => {
      const addresses = await job.step('address', step => findAddresses(input, step, job.signal))
      const door = await job.step('answer', step => answers(input, addresses, step, job.signal))
      const device = await job.step('add', () => add(input, door, job))
      await job.step('docker', step => haveDocker(input, device, step, job))
      return { device: device.name }
    },
    undo: {
      'forget-device': (_, context, input) => forget(input, context),
      unlink: async data => {
        const device = inventory.list().find(each => each.id === data.device)
        if (device?.guest === undefined) return 'nothing-to-do'
        await inventory.linkGuest(device.id, undefined)
        return 'done'
      },
    },
    afterUndo: async ({ cluster, vmid, guest }) => {
      const left = inventory.list().find(device => device.guest?.cluster === cluster && device.guest.vmid === vmid)
      return left
        ? { sentence: `${left.name} is still among your devices.`, clean: false, left: [left.name] }
        : { sentence: `${guest} is no device, as before.`, clean: true }
    },
    settled: async (input: MakeDeviceInput, _outcome: string, _error: WireError | undefined) => {
      logins.delete(input.ticket)
    },
  }
}
