import type { ConnectionInput } from '../../../shared/api/devices.ts'
import type { LoginInput } from '../../../shared/model/device.ts'

/** The five steps of adding a device, in order. */
export const setupSteps = ['welcome', 'find', 'login', 'check', 'ready'] as const
export type SetupStep = (typeof setupSteps)[number]

/** The device that was chosen or typed, and what to call it until it said its own name. */
export interface Target {
  readonly address: string
  readonly name: string
}

/** What was typed to log in; kept while the person goes back and forth, its secrets dropped once the device is added. */
export interface LoginDraft {
  readonly user: string
  readonly method: LoginInput['method']
  readonly password: string
  readonly keyName: string
  readonly privateKey: string
  readonly passphrase: string
  readonly door: string
  readonly otherAdministratorPassword: boolean
  readonly administratorPassword: string
}

const noSecrets = { password: '', keyName: '', privateKey: '', passphrase: '', administratorPassword: '' }

/** A login of which nothing was typed yet. */
export const emptyLogin: LoginDraft = { user: '', method: 'password', door: '22', otherAdministratorPassword: false, ...noSecrets }

/** The login without anything secret. */
export function withoutSecrets(login: LoginDraft): LoginDraft {
  return { ...login, ...noSecrets }
}

/** Reads “192.168.1.40”, “server.local”, “server.local:2222” or “anna@server.local”; nothing where it is no address. */
export function readAddress(
  typed: string,
): { readonly address: string; readonly door: string | undefined; readonly user: string | undefined } | undefined {
  const parts = /^(?:([^\s@]+)@)?(\[[0-9a-f:.%]+\]|[0-9a-f]*:[0-9a-f:.]*:[0-9a-f:.]*|[\w.-]+)(?::(\d+))?$/i.exec(typed.trim())
  const address = parts?.[2]?.replace(/^\[|\]$/g, '')
  if (parts === null || address === undefined) return undefined
  if (parts[3] !== undefined && readDoor(parts[3]) === undefined) return undefined
  return { address, door: parts[3], user: parts[1] }
}

/** A door as a number from 1 to 65,535; nothing where it is none. */
export function readDoor(typed: string): number | undefined {
  const door = /^\d{1,5}$/.test(typed.trim()) ? Number(typed) : 0
  return door >= 1 && door <= 65_535 ? door : undefined
}

/** The connection as the host takes it; nothing while something is still missing. */
export function connectionOf(target: Target, login: LoginDraft, acceptHostKey: string | undefined): ConnectionInput | undefined {
  const port = readDoor(login.door)
  const user = login.user.trim()
  const how = loginOf(login)
  if (port === undefined || user === '' || how === undefined) return undefined
  return {
    address: target.address,
    port,
    user,
    login: how,
    ...(login.otherAdministratorPassword && login.administratorPassword !== '' && { sudoPassword: login.administratorPassword }),
    ...(acceptHostKey !== undefined && { acceptHostKey }),
  }
}

function loginOf({ method, password, privateKey, passphrase }: LoginDraft): LoginInput | undefined {
  if (method === 'agent') return { method }
  if (method === 'password') return password === '' ? undefined : { method, password }
  return privateKey === '' ? undefined : { method, privateKey, ...(passphrase !== '' && { passphrase }) }
}
