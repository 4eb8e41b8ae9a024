import type { ConnectionChange, ConnectionInput } from '../../shared/api/devices.ts'
import { AppError } from '../../shared/errors/app-error.ts'
import type { App } from '../../shared/model/app.ts'
import type { Device, DeviceCheck } from '../../shared/model/device.ts'
import type { GuestKey } from '../../shared/model/guest.ts'
import { checkDevice } from '../core/checks/check-device.ts'
import { freeName, nameFrom } from '../core/naming/free-name.ts'
import type { Clock } from '../ports/clock.ts'
import type { DeviceAccess, DeviceSession } from '../ports/device-access.ts'
import type { Redaction } from '../ports/log.ts'
import type { Randomness } from '../ports/randomness.ts'
import type { Secrets } from '../ports/secrets.ts'
import type { Store } from '../ports/store.ts'
import type { Audit } from './audit.ts'
import type { Changes } from './changes.ts'
import { changeConnection, changeToKey } from './inventory/change-login.ts'
import { createConnections } from './inventory/connections.ts'
import { createDeviceSecrets, type Opening } from './inventory/device-secrets.ts'
import { type InventoryChange, loadRoster } from './inventory/roster.ts'
import { forgottenWords, staysWords, whereabouts } from './inventory/words.ts'

/** The devices of this lab and the ways to them. Devices are named by their name or id, in any case of letters. */
export interface Inventory {
  /** In order of name. */
  list(): readonly Device[]
  /** Errors: NotFound with the names that are known. */
  resolve(nameOrId: string): Device
  /** The shared connection of a device, with its secrets. Errors: LoginRefused, SecretStoreLocked. */
  session(device: Device): Promise<DeviceSession>
  /** Closes the connection of a device; the next session logs in anew. */
  reconnect(device: Device): void
  /** Logs in and looks; keeps nothing. */
  test(input: ConnectionInput, signal?: AbortSignal): Promise<{ suggestedName: string; checks: DeviceCheck[]; hostKey: string }>
  /** Adds after a successful login and poll. Errors: NameTaken, BadInput where the device is known already. */
  add(
    input: ConnectionInput & { readonly name?: string | undefined },
    who: string,
    signal?: AbortSignal,
    options?: { readonly demo?: boolean; readonly guest?: GuestKey },
  ): Promise<Device>
  /** Adds this computer through its own Docker socket. Errors: LocalDockerMissing, BadInput where it is added already. */
  addThisComputer(input: { readonly name?: string | undefined }, who: string, signal?: AbortSignal): Promise<Device>
  /** A changed connection is tested first; when that fails everything stays as it was. */
  edit(
    nameOrId: string,
    changes: { readonly name?: string | undefined; readonly connection?: ConnectionChange | undefined },
    who: string,
    signal?: AbortSignal,
  ): Promise<Device>
  /** Logs in by a new security key from now on, once it is proven to work, and forgets the password. */
  useKey(nameOrId: string, who: string, signal?: AbortSignal): Promise<Device>
  setMaintenance(nameOrId: string, on: boolean, who: string): Promise<Device>
  /** Remembers which guest of Proxmox a device is, or that it is none any more. */
  linkGuest(nameOrId: string, guest: GuestKey | undefined): Promise<Device>
  removalPreview(nameOrId: string): Promise<{ forgotten: string[]; stays: string[]; apps: string[] }>
  /** Forgets a device and everything known about it; nothing on it changes. Errors: NeedsApproval where it has apps. */
  remove(nameOrId: string, how: { readonly approved: boolean }, who: string): Promise<{ forgotten: string[] }>
  /** Calls back after each change; returns how to stop. */
  onChange(listener: (change: InventoryChange) => void): () => void
}

export interface InventoryDependencies {
  readonly store: Store
  readonly secrets: Secrets
  readonly access: DeviceAccess
  readonly randomness: Randomness
  readonly clock: Clock
  readonly redaction: Redaction
  readonly changes: Changes
  readonly audit: Audit
}

const dockerSocket = '/var/run/docker.sock'

/** The inventory with the stored devices. */
export async function createInventory(dependencies: InventoryDependencies): Promise<Inventory> {
  const { store, secrets, access, randomness, clock, redaction, changes, audit } = dependencies
  const roster = await loadRoster(store)
  const logins = createDeviceSecrets(secrets, redaction)
  const connections = createConnections({ access, logins, clock, randomness })
  const loginChange = { roster, connections, logins, access, redaction }
  roster.onChange(() => changes.tell('devices'))

  function newDevice(input: ConnectionInput, name: string | undefined): Device {
    return {
      id: randomness.id(),
      name: name ?? input.address,
      kind: 'ssh',
      address: input.address,
      port: input.port,
      user: input.user,
      loginMethod: input.login.method,
      ...(input.acceptHostKey !== undefined && { hostKey: input.acceptHostKey }),
      hasSudoPassword: Boolean(input.sudoPassword),
      maintenance: false,
      demo: false,
      addedAt: clock.now(),
    }
  }

  /** Stores a device that was examined, under its name or one made from its host name. */
  async function keep(device: Device, name: string | undefined, hostname: string, opening: Opening, who: string): Promise<Device> {
    if (name !== undefined) roster.refuseTaken(name)
    const kept = { ...device, name: name ?? freeName(nameFrom(hostname, 'device'), roster.names()) }
    try {
      await logins.write(kept.id, opening)
      await roster.save(kept, 'added')
    } catch (error) {
      await logins.remove(kept.id)
      throw error
    }
    await audit.record({ who, action: 'devices.add', what: `Added ${kept.name}`, subject: kept.name, after: whereabouts(kept) })
    return kept
  }

  async function rename(before: Device, name: string, who: string): Promise<Device> {
    if (name === before.name) return before
    roster.refuseTaken(name, before.id)
    // The connection carries the name for its error sentences.
    connections.disconnect(before.id)
    const after = await roster.save({ ...before, name }, 'changed')
    await audit.record({
      who,
      action: 'devices.edit',
      what: `Renamed ${before.name} to ${name}`,
      subject: name,
      before: before.name,
      after: name,
    })
    return after
  }

  async function appsOn(device: Device): Promise<readonly App[]> {
    return (await store.apps.list()).filter(app => app.deviceId === device.id)
  }

  async function forgetApp(app: App): Promise<void> {
    for (const name of await secrets.names(`app/${app.id}/`)) await secrets.remove(name)
    await store.apps.remove(app.id)
  }

  return {
    list: roster.list,
    resolve: roster.resolve,
    session: connections.session,
    reconnect: device => connections.disconnect(device.id),
    onChange: roster.onChange,
    test: async (input, signal) => {
      const trial = await connections.examine(newDevice(input, undefined), logins.opening(input.login, input.sudoPassword), signal)
      const name = freeName(nameFrom(trial.facts.hostname, 'device'), roster.names())
      const checks = checkDevice({ device: name, user: input.user, loginMethod: input.login.method, ...trial })
      return { suggestedName: name, checks: [...checks], hostKey: trial.hostKey ?? '' }
    },
    add: async ({ name, ...input }, who, signal, options) => {
      if (name !== undefined) roster.refuseTaken(name)
      roster.refuseTwin(input.address, input.port)
      const device: Device = { ...newDevice(input, name), demo: options?.demo ?? false, ...(options?.guest && { guest: options.guest }) }
      const opening = logins.opening(input.login, input.sudoPassword)
      const { facts, hostKey } = await connections.examine(device, opening, signal)
      return roster.inTurn(() => {
        roster.refuseTwin(input.address, input.port)
        return keep({ ...device, ...(hostKey !== undefined && { hostKey }) }, name, facts.hostname, opening, who)
      })
    },
    addThisComputer: async ({ name }, who, signal) => {
      const twin = roster.list().find(device => device.kind === 'local')
      if (twin) throw new AppError('BadInput', { issues: [{ field: '', message: `This computer is already added as ${twin.name}` }] })
      if (!(await access.localDocker(signal))) throw new AppError('LocalDockerMissing', { socket: dockerSocket })
      const device: Device = {
        id: randomness.id(),
        name: name ?? 'this-computer',
        kind: 'local',
        address: 'localhost',
        port: 22,
        user: 'you',
        loginMethod: 'none',
        hasSudoPassword: false,
        maintenance: false,
        demo: false,
        addedAt: clock.now(),
      }
      const opening: Opening = { login: { method: 'none' } }
      const { facts } = await connections.examine(device, opening, signal)
      return roster.inTurn(() => keep(device, name, facts.hostname, opening, who))
    },
    edit: async (nameOrId, { name, connection }, who, signal) => {
      const before = roster.resolve(nameOrId)
      if (name !== undefined) roster.refuseTaken(name, before.id)
      if (connection !== undefined) {
        const after = await changeConnection(loginChange, before, connection, signal)
        const what = `Changed the connection of ${after.name}`
        await audit.record({
          who,
          action: 'devices.edit',
          what,
          subject: after.name,
          before: whereabouts(before),
          after: whereabouts(after),
        })
      }
      return roster.inTurn(async () => {
        const now = roster.resolve(before.id)
        return name === undefined ? now : rename(now, name, who)
      })
    },
    useKey: async (nameOrId, who, signal) => {
      const before = roster.resolve(nameOrId)
      const after = await changeToKey(loginChange, before, signal)
      const what = `Made a security key for ${after.name}`
      await audit.record({
        who,
        action: 'devices.useKey',
        what,
        subject: after.name,
        before: whereabouts(before),
        after: whereabouts(after),
      })
      return after
    },
    setMaintenance: (nameOrId, on, who) =>
      roster.inTurn(async () => {
        const before = roster.resolve(nameOrId)
        if (before.maintenance === on) return before
        const after = await roster.save({ ...before, maintenance: on }, 'changed')
        const what = on ? `Took ${after.name} out of service` : `Put ${after.name} back into service`
        const inService = (device: Device) => (device.maintenance ? 'out of service' : 'in service')
        await audit.record({
          who,
          action: 'devices.maintenance',
          what,
          subject: after.name,
          before: inService(before),
          after: inService(after),
        })
        return after
      }),
    linkGuest: (nameOrId, guest) =>
      roster.inTurn(() => {
        const { guest: _, ...device } = roster.resolve(nameOrId)
        return roster.save({ ...device, ...(guest && { guest }) }, 'changed')
      }),
    removalPreview: async nameOrId => {
      const device = roster.resolve(nameOrId)
      const apps = (await appsOn(device)).map(app => app.name)
      return { forgotten: forgottenWords(device, apps), stays: staysWords(device, apps), apps }
    },
    remove: (nameOrId, { approved }, who) =>
      roster.inTurn(async () => {
        const device = roster.resolve(nameOrId)
        const apps = await appsOn(device)
        const names = apps.map(app => app.name)
        if (apps.length > 0 && !approved) {
          const consequence = `It still runs ${names.join(', ')}. MycoPod forgets them, but they keep running there.`
          throw new AppError('NeedsApproval', { what: `Forgetting ${device.name}`, consequence })
        }
        for (const app of apps) await forgetApp(app)
        await logins.remove(device.id)
        connections.disconnect(device.id)
        await roster.remove(device)
        await store.history.removeDevice(device.id)
        await audit.record({
          who,
          action: 'devices.remove',
          what: `Forgot ${device.name}`,
          subject: device.name,
          before: whereabouts(device),
        })
        if (apps.length > 0) changes.tell('apps')
        return { forgotten: forgottenWords(device, names) }
      }),
  }
}
