import type { ConnectionChange } from '../../../shared/api/devices.ts'
import { AppError } from '../../../shared/errors/app-error.ts'
import type { Device } from '../../../shared/model/device.ts'
import type { DeviceAccess } from '../../ports/device-access.ts'
import type { Redaction } from '../../ports/log.ts'
import type { Connections } from './connections.ts'
import type { DeviceSecrets, Opening } from './device-secrets.ts'
import { addAuthorizedKey, removeAuthorizedKey } from './install-key.ts'
import type { Roster } from './roster.ts'

export interface ChangeLoginDependencies {
  readonly roster: Roster
  readonly connections: Connections
  readonly logins: DeviceSecrets
  readonly access: DeviceAccess
  readonly redaction: Redaction
}

/** Tests a changed connection and takes it over; when that fails everything stays as it was. */
export async function changeConnection(
  { roster, connections, logins }: ChangeLoginDependencies,
  before: Device,
  change: ConnectionChange,
  signal: AbortSignal | undefined,
): Promise<Device> {
  refuseLocal(before)
  const known = await logins.find(before)
  const sudo = change.sudoPassword ?? known?.sudoPassword
  const login = change.login ?? known?.login
  if (!login) throw new AppError('LoginRefused', { device: before.name, user: before.user, method: before.loginMethod })
  const opening = logins.opening(login, sudo)
  const hostKey = change.acceptHostKey ?? before.hostKey
  const wanted: Device = {
    ...before,
    address: change.address ?? before.address,
    port: change.port ?? before.port,
    user: change.user ?? before.user,
    loginMethod: login.method,
    ...(hostKey !== undefined && { hostKey }),
    hasSudoPassword: Boolean(sudo),
  }
  roster.refuseTwin(wanted.address, wanted.port, wanted.id)
  await connections.examine(wanted, opening, signal)
  return roster.inTurn(() => takeOver({ roster, connections, logins }, before, wanted, opening))
}

/** Makes an ed25519 key, lets it in on the device, proves on a second connection that it works, and only then keeps it in place of the password. */
export async function changeToKey(
  { roster, connections, logins, access, redaction }: ChangeLoginDependencies,
  before: Device,
  signal: AbortSignal | undefined,
): Promise<Device> {
  refuseLocal(before)
  const opening = await logins.read(before)
  const session = await connections.session(before)
  const { privilege } = await session.connect(signal)
  const { privateKey, publicKey } = access.makeKey(`mycopod-${before.name}`)
  redaction.register(privateKey)
  // Sudo still asks for the password of the login there: then it is kept for that alone.
  const loginPassword = privilege === 'sudo-password' && opening.login.method === 'password' ? opening.login.password : undefined
  const sudoPassword = opening.sudoPassword ?? loginPassword
  const byKey: Opening = { login: { method: 'key', privateKey }, ...(sudoPassword !== undefined && { sudoPassword }) }
  const wanted: Device = { ...before, loginMethod: 'key', hasSudoPassword: sudoPassword !== undefined }
  await addAuthorizedKey(session, before.name, publicKey, signal)
  try {
    await connections.tryLogin(wanted, byKey, signal)
    return await roster.inTurn(() => takeOver({ roster, connections, logins }, before, wanted, byKey))
  } catch (error) {
    await removeAuthorizedKey(session, publicKey)
    throw error
  }
}

/** Login and record change together or not at all; the name and rest of the record are those of now. */
async function takeOver(
  { roster, connections, logins }: Pick<ChangeLoginDependencies, 'roster' | 'connections' | 'logins'>,
  before: Device,
  wanted: Device,
  opening: Opening,
): Promise<Device> {
  const { name, maintenance } = roster.resolve(before.id)
  const kept = await logins.find(before)
  await logins.write(wanted.id, opening)
  connections.disconnect(wanted.id)
  try {
    return await roster.save({ ...wanted, name, maintenance }, 'reconnected')
  } catch (error) {
    if (kept) await logins.write(wanted.id, kept)
    throw error
  }
}

function refuseLocal(device: Device): void {
  if (device.kind === 'local')
    throw new AppError('BadInput', { issues: [{ field: 'device', message: 'this computer is reached without a login' }] })
}
