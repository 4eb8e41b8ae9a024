import { AppError } from '../../../shared/errors/app-error.ts'
import type { Device, LoginInput, LoginMethod } from '../../../shared/model/device.ts'
import type { Login } from '../../ports/device-access.ts'
import type { Redaction } from '../../ports/log.ts'
import type { Secrets } from '../../ports/secrets.ts'

/** What opens a device. */
export interface Opening {
  readonly login: Login
  readonly sudoPassword?: string
}

const kinds = ['password', 'key', 'passphrase', 'sudo'] as const

/** Logins in the secret store under `device/<id>/{password,key,passphrase,sudo}`; every value is masked from the moment it is known. */
export interface DeviceSecrets {
  /** A login typed by a person, masked from now on. */
  opening(login: Login | LoginInput, sudoPassword: string | undefined): Opening
  /** What is kept for a device, undefined where its secret is gone. Errors: SecretStoreLocked. */
  find(device: Device): Promise<Opening | undefined>
  /** The same, or LoginRefused where the secret is gone. */
  read(device: Device): Promise<Opening>
  /** Replaces all that is kept for a device, or nothing when one of the writes fails. */
  write(id: string, opening: Opening): Promise<void>
  remove(id: string): Promise<void>
}

/** Makes the keeper of logins. */
export function createDeviceSecrets(secrets: Secrets, redaction: Redaction): DeviceSecrets {
  const nameOf = (id: string, kind: (typeof kinds)[number]) => `device/${id}/${kind}`

  function masked(opening: Opening): Opening {
    for (const value of Object.values(valuesOf(opening))) if (value !== undefined) redaction.register(value)
    return opening
  }

  async function values(id: string): Promise<Values> {
    return Object.fromEntries(await Promise.all(kinds.map(async kind => [kind, await secrets.get(nameOf(id, kind))] as const)))
  }

  async function find(device: Device): Promise<Opening | undefined> {
    const { password, key, passphrase, sudo } = await values(device.id)
    const login = loginFrom(device.loginMethod, password, key, passphrase)
    return login && masked({ login, ...(sudo !== undefined && { sudoPassword: sudo }) })
  }

  async function replace(id: string, next: Values): Promise<void> {
    for (const kind of kinds) {
      const value = next[kind]
      if (value === undefined) await secrets.remove(nameOf(id, kind))
      else await secrets.set(nameOf(id, kind), value)
    }
  }

  return {
    opening: (login, sudoPassword) =>
      masked({
        login:
          login.method === 'key'
            ? { method: 'key', privateKey: login.privateKey, ...(login.passphrase && { passphrase: login.passphrase }) }
            : login,
        ...(sudoPassword && { sudoPassword }),
      }),
    find,
    read: async device => {
      const opening = await find(device)
      if (!opening) throw new AppError('LoginRefused', { device: device.name, user: device.user, method: device.loginMethod })
      return opening
    },
    write: async (id, opening) => {
      const before = await values(id)
      try {
        await replace(id, valuesOf(masked(opening)))
      } catch (error) {
        await replace(id, before)
        throw error
      }
    },
    remove: async id => {
      for (const kind of kinds) await secrets.remove(nameOf(id, kind))
    },
  }
}

type Values = Readonly<Partial<Record<(typeof kinds)[number], string | undefined>>>

function valuesOf({ login, sudoPassword }: Opening): Values {
  return {
    ...(login.method === 'password' && { password: login.password }),
    ...(login.method === 'key' && { key: login.privateKey, passphrase: login.passphrase }),
    sudo: sudoPassword,
  }
}

function loginFrom(
  method: LoginMethod,
  password: string | undefined,
  key: string | undefined,
  passphrase: string | undefined,
): Login | undefined {
  switch (method) {
    case 'password':
      return password === undefined ? undefined : { method, password }
    case 'key':
      return key === undefined ? undefined : { method, privateKey: key, ...(passphrase !== undefined && { passphrase }) }
    case 'agent':
    case 'none':
      return { method }
  }
}
