import { AppError } from '../../../shared/errors/app-error.ts'
import type { Cluster, ClusterDoor } from '../../../shared/model/cluster.ts'
import type { SeenCluster } from '../../../shared/model/seen-cluster.ts'
import { doorHost } from '../../core/cluster/door-url.ts'
import type { ClusterAccess, ClusterLogin, ClusterSession } from '../../ports/cluster-access.ts'
import type { ClusterSecrets } from './cluster-secrets.ts'

/** What a trial found. */
export interface ClusterTrial {
  readonly version: string
  readonly seen: SeenCluster
}

/** Ways to the clusters with their secrets. */
export interface ClusterConnections {
  /** The shared session of a cluster. Errors: ClusterLoginRefused, SecretStoreLocked. */
  session(cluster: Cluster): Promise<ClusterSession>
  /** The next session is that of the cluster as it is then; a login that was made stays good. */
  renew(id: string): void
  /** Closes it and forgets its login. */
  disconnect(id: string): void
  /**
   * The door to an address: its certificate is pinned where `accepted` says so, and needs none where a known authority signed
   * it. Errors: ClusterFingerprintNotAccepted, ClusterCertificateChanged where another was accepted.
   */
  door(name: string, url: string, accepted: string | undefined, signal: AbortSignal | undefined): Promise<ClusterDoor>
  /** The certificate shown at a door now; undefined where nobody answers. */
  shownAt(url: string, signal: AbortSignal | undefined): Promise<string | undefined>
  /** Logs in and looks; on failure nothing of it is left. */
  examine(cluster: Cluster, login: ClusterLogin, signal: AbortSignal | undefined): Promise<ClusterTrial>
  close(): Promise<void>
}

/** Makes the connections; `openAccess` is asked when the first cluster is. */
export function createClusterConnections(openAccess: () => Promise<ClusterAccess>, secrets: ClusterSecrets): ClusterConnections {
  const sessions = new Map<string, Promise<ClusterSession>>()
  let opened: Promise<ClusterAccess> | undefined
  const access = () => {
    opened ??= openAccess()
    return opened
  }

  async function open(cluster: Cluster): Promise<ClusterSession> {
    const [ways, login] = await Promise.all([access(), secrets.read(cluster)])
    return ways.session({ id: cluster.id, name: cluster.name, doors: cluster.doors, login })
  }

  return {
    session: cluster => {
      const known = sessions.get(cluster.id)
      if (known) return known
      const made = open(cluster)
      sessions.set(cluster.id, made)
      made.catch(() => sessions.delete(cluster.id))
      return made
    },
    renew: id => {
      sessions.delete(id)
    },
    disconnect: id => {
      sessions.delete(id)
      void opened?.then(ways => ways.forget(id))
    },
    door: async (name, url, accepted, signal) => {
      const { fingerprint, trusted } = await (await access()).lookAt(url, signal)
      if (accepted === fingerprint) return { url, fingerprint }
      if (accepted !== undefined)
        throw new AppError('ClusterCertificateChanged', { cluster: name, url, expected: accepted, seen: fingerprint })
      if (!trusted) throw new AppError('ClusterFingerprintNotAccepted', { cluster: name, url, fingerprint })
      return { url }
    },
    shownAt: async (url, signal) => {
      try {
        return (await (await access()).lookAt(url, signal)).fingerprint
      } catch (error) {
        if (error instanceof AppError && error.is('ClusterUnreachable')) return undefined
        throw error
      }
    },
    examine: async ({ id, name, doors }, login, signal) => {
      const ways = await access()
      const target = { id, name, doors, login }
      // First a login of its own: a code counts once, and what it opened serves the session that follows.
      const { version } = await ways.tryLogin(target, signal)
      try {
        return { version, seen: await ways.session(target).overview(signal) }
      } catch (error) {
        ways.forget(id)
        throw error
      }
    },
    close: async () => {
      await (await opened)?.close()
    },
  }
}

/** The hosts that were tried, for the sentence of an error. */
export function hostsOf({ doors }: Cluster): string[] {
  return doors.map(door => doorHost(door.url))
}
