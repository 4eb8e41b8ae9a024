import { AppError } from '../../../shared/errors/app-error.ts'
import type { Cluster, ClusterLoginInput } from '../../../shared/model/cluster.ts'
import type { ClusterLogin } from '../../ports/cluster-access.ts'
import type { Redaction } from '../../ports/log.ts'
import type { Secrets } from '../../ports/secrets.ts'

const kinds = ['password', 'token'] as const
type Kind = (typeof kinds)[number]

/** Logins in the secret store under `cluster/<id>/{password,token}`; every value is masked from the moment it is known. */
export interface ClusterSecrets {
  /** A login with its secrets masked from now on. */
  masked(login: ClusterLoginInput | ClusterLogin): ClusterLogin
  /** What is kept for a cluster. Errors: ClusterLoginRefused where the secret is gone, SecretStoreLocked. */
  read(cluster: Cluster): Promise<ClusterLogin>
  /** Replaces all that is kept for a cluster, or nothing when one of the writes fails. The code of a second factor is not kept. */
  write(id: string, login: ClusterLogin): Promise<void>
  /** Also the keys of its guests. */
  remove(id: string): Promise<void>
}

/** Makes the keeper of cluster logins. */
export function createClusterSecrets(secrets: Secrets, redaction: Redaction): ClusterSecrets {
  const nameOf = (id: string, kind: Kind) => `cluster/${id}/${kind}`

  function masked(login: ClusterLoginInput | ClusterLogin): ClusterLogin {
    redaction.register(secretOf(login))
    if (login.method === 'token') return login
    const { code, ...rest } = login
    return { ...rest, ...(code !== undefined && { code }) }
  }

  async function put(id: string, kind: Kind, value: string | undefined): Promise<void> {
    if (value === undefined) await secrets.remove(nameOf(id, kind))
    else await secrets.set(nameOf(id, kind), value)
  }

  return {
    masked,
    read: async cluster => {
      const { id, name, login } = cluster
      const secret = await secrets.get(nameOf(id, login.method))
      if (secret === undefined) {
        const user = login.method === 'password' ? login.user : login.tokenId
        throw new AppError('ClusterLoginRefused', { cluster: name, user, method: login.method })
      }
      return masked(login.method === 'password' ? { ...login, password: secret } : { ...login, secret })
    },
    write: async (id, login) => {
      const before = await Promise.all(kinds.map(kind => secrets.get(nameOf(id, kind))))
      try {
        // What replaces is there before what is replaced goes.
        await put(id, login.method, secretOf(masked(login)))
        for (const kind of kinds) if (kind !== login.method) await put(id, kind, undefined)
      } catch (error) {
        for (const [index, kind] of kinds.entries()) await put(id, kind, before[index])
        throw error
      }
    },
    remove: async id => {
      for (const name of await secrets.names(`cluster/${id}/`)) await secrets.remove(name)
    },
  }
}

function secretOf(login: ClusterLoginInput | ClusterLogin): string {
  return login.method === 'password' ? login.password : login.secret
}
