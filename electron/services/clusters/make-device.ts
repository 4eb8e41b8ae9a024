import { AppError } from '../../../shared/errors/app-error.ts'
import type { Job } from '../../../shared/model/job.ts'
import { markerIn } from '../../core/guest/ownership.ts'
import type { Login } from '../../ports/device-access.ts'
import type { Redaction } from '../../ports/log.ts'
import type { Randomness } from '../../ports/randomness.ts'
import type { GuestKeys } from './guest-keys.ts'
import { type MakeDeviceDependencies, type MakeDeviceInput, makeDeviceJob } from './make-device-job.ts'

/** What is asked: a guest by name or number, and how to log in where MycoPod has no key of its own there. */
export interface MakeDeviceRequest {
  readonly guest: string
  readonly cluster?: string | undefined
  readonly name?: string | undefined
  readonly user: string
  readonly password?: string | undefined
  /** Where nothing in the guest tells it. */
  readonly address?: string | undefined
  readonly port: number
  readonly installDocker: boolean
}

/** From guest to managed device. */
export interface DeviceMaker {
  /** Starts the job. Errors: NotFound, BadInput where it is a device already or no login is known. */
  makeDevice(request: MakeDeviceRequest, who: string, signal?: AbortSignal): Promise<Job>
}

/** Makes the maker; its job is known to the runner from now on. */
export function createDeviceMaker({
  guestKeys,
  randomness,
  redaction,
  ...dependencies
}: MakeDeviceDependencies & {
  readonly guestKeys: GuestKeys
  readonly randomness: Randomness
  readonly redaction: Redaction
}): DeviceMaker {
  const { clusters, inventory, jobs } = dependencies
  const logins = new Map<string, Login>()
  const definition = makeDeviceJob(dependencies, logins)
  jobs.define(definition)

  return {
    makeDevice: async (request, who, signal) => {
      const guest = clusters.resolveGuest(request)
      const cluster = clusters.resolve(guest.cluster)
      if (guest.device !== undefined) throw badInput('guest', `${guest.name} is the device ${guest.device} already`)
      if (guest.template) throw badInput('guest', `${guest.name} is a template, which never runs`)
      if (request.name !== undefined && inventory.list().some(device => device.name === request.name))
        throw badInput('name', `there is a device called ${request.name} already`)
      const { config } = await (await clusters.session(cluster)).config(guest, signal)
      const marker = markerIn(config.description)
      const own = request.password === undefined && marker !== undefined ? await guestKeys.find(cluster.id, marker) : undefined
      if (request.password === undefined && own === undefined)
        throw badInput('password', `MycoPod has no key of its own in ${guest.name}: give a user and the password`)
      if (request.password !== undefined) redaction.register(request.password)
      const ticket = randomness.id()
      const login: Login = own === undefined ? { method: 'password', password: request.password ?? '' } : { method: 'key', privateKey: own }
      logins.set(ticket, login)
      const input: MakeDeviceInput = {
        cluster: cluster.id,
        vmid: guest.vmid,
        guest: guest.name,
        clusterName: cluster.name,
        ticket,
        // Its key was given to the user that cloud-init made.
        user: own === undefined ? request.user : (config.cloudInit?.user ?? request.user),
        port: request.port,
        address: request.address,
        name: request.name,
        installDocker: request.installDocker,
        demo: cluster.demo,
      }
      const subject = { kind: 'guest', name: guest.name, device: cluster.name } as const
      try {
        return await jobs.start(definition.kind, { input, subject, startedBy: who, refuseIfLocked: true })
      } catch (error) {
        logins.delete(ticket)
        throw error
      }
    },
  }
}

function badInput(field: string, message: string): AppError<'BadInput'> {
  return new AppError('BadInput', { issues: [{ field, message }] })
}
