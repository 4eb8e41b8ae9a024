import type { Clock } from '../../ports/clock.ts'
import type { ClusterSession } from '../../ports/cluster-access.ts'
import * as answers from './answers.ts'
import type { Client } from './client.ts'
import type { GuestNames } from './guest-calls.ts'
import { seeCluster } from './see-cluster.ts'

const fingerprintsLastMs = 60 * 60_000

/** Reads of the cluster as a whole. */
export function readCluster(
  client: Client,
  names: GuestNames,
  clock: Clock,
): Pick<ClusterSession, 'overview' | 'version' | 'privileges' | 'freeVmid'> {
  let fingerprints: ReadonlyMap<string, string> = new Map()
  let nodesAsked: ReadonlySet<string> = new Set()
  let askedAt = Number.NEGATIVE_INFINITY

  /** The certificates of the nodes are in none of the three answers of a poll; they seldom change. */
  async function askFingerprints(nodes: readonly string[], signal: AbortSignal | undefined): Promise<void> {
    if (clock.monotonic() - askedAt < fingerprintsLastMs && nodes.every(node => nodesAsked.has(node))) return
    const rows = await client.ask({ method: 'GET', path: ['nodes'], doing: 'the list of its nodes' }, answers.nodes, signal)
    fingerprints = new Map(rows.flatMap(row => (row.ssl_fingerprint === undefined ? [] : [[row.node, row.ssl_fingerprint.toUpperCase()]])))
    nodesAsked = new Set(nodes)
    askedAt = clock.monotonic()
  }

  return {
    overview: async signal => {
      const [status, resources, tasks] = await Promise.all([
        client.ask({ method: 'GET', path: ['cluster', 'status'], doing: 'the state of its nodes' }, answers.clusterStatus, signal),
        client.ask({ method: 'GET', path: ['cluster', 'resources'], doing: 'the list of its guests' }, answers.resources, signal),
        client.ask({ method: 'GET', path: ['cluster', 'tasks'], doing: 'the list of its tasks' }, answers.tasks, signal),
      ])
      await askFingerprints(
        status.flatMap(row => (row.type === 'node' && row.name !== undefined ? [row.name] : [])),
        signal,
      )
      const seen = seeCluster(status, resources, tasks, fingerprints)
      for (const guest of seen.guests) names.set(guest.vmid, guest.name)
      return seen
    },
    version: async signal => {
      const { version } = await client.ask({ method: 'GET', path: ['version'], doing: 'its version' }, answers.version, signal)
      return version
    },
    privileges: async signal => {
      const call = { method: 'GET', path: ['access', 'permissions'], doing: 'the permissions of the login' } as const
      const paths = await client.ask(call, answers.permissions, signal)
      return Object.fromEntries(Object.entries(paths).map(([path, held]) => [path, Object.keys(held).sort()]))
    },
    freeVmid: signal => client.ask({ method: 'GET', path: ['cluster', 'nextid'], doing: 'a free number' }, answers.vmid, signal),
  }
}
