import { AppError } from '../../../shared/errors/app-error.ts'
import type { BridgeView, Cluster, ClusterTask } from '../../../shared/model/cluster.ts'
import type { GuestBackup, Image, LoadPoint } from '../../../shared/model/guest.ts'
import type { SeenCluster } from '../../../shared/model/seen-cluster.ts'
import type { ClusterSession, TaskLine } from '../../ports/cluster-access.ts'
import type { Audit } from '../audit.ts'

/** What is read of a cluster when somebody asks for it. Clusters are named by name or id. */
export interface ClusterReadings {
  /** Newest first, as the last poll saw them. */
  tasks(cluster: string): readonly ClusterTask[]
  /** A task as it is now, with the lines it wrote after `after`. Errors: NotFound where it is no task of the cluster. */
  taskLog(
    cluster: string,
    task: string,
    after: number,
    signal?: AbortSignal,
  ): Promise<{ readonly task: ClusterTask; readonly lines: readonly TaskLine[] }>
  abortTask(cluster: string, task: string, who: string, signal?: AbortSignal): Promise<void>
  /** Networks that guests can be on; nodes that do not answer are left out. */
  bridges(cluster: string, signal?: AbortSignal): Promise<readonly BridgeView[]>
  /** What guests can be made from, on one node or on all that answer. Errors: NotFound where there is no such node. */
  images(cluster: string, node?: string, signal?: AbortSignal): Promise<readonly Image[]>
  /** Backups of guests on every node that answers, newest first. */
  clusterBackups(cluster: string, signal?: AbortSignal): Promise<readonly GuestBackup[]>
  nodeLoad(cluster: string, node: string, range: 'hour' | 'day' | 'week', signal?: AbortSignal): Promise<readonly LoadPoint[]>
}

export interface ReadingsDependencies {
  readonly resolve: (nameOrId: string) => Cluster
  readonly session: (cluster: Cluster) => Promise<ClusterSession>
  /** What was seen of a cluster; asks where it was not seen yet. */
  readonly seen: (cluster: Cluster, signal: AbortSignal | undefined) => Promise<SeenCluster>
  readonly lastSeen: (cluster: Cluster) => SeenCluster | undefined
  readonly touched: (cluster: Cluster) => Promise<void>
  readonly audit: Audit
}

const guestTasksAsked = 50

/** Makes the readings. */
export function createReadings({ resolve, session, seen, lastSeen, touched, audit }: ReadingsDependencies): ClusterReadings {
  /** Of every node that answers; where none does, why. */
  async function ofNodes<T>(
    nameOrId: string,
    signal: AbortSignal | undefined,
    read: (ways: ClusterSession, node: string) => Promise<readonly T[]>,
    only?: string,
  ): Promise<readonly T[]> {
    const cluster = resolve(nameOrId)
    const [{ nodes }, ways] = await Promise.all([seen(cluster, signal), session(cluster)])
    if (only !== undefined && !nodes.some(node => node.name === only))
      throw new AppError('NotFound', { what: 'node', name: only, known: nodes.map(node => node.name) })
    const asked = nodes.filter(node => (only === undefined ? node.online : node.name === only))
    const answers = await Promise.allSettled(asked.map(node => read(ways, node.name)))
    signal?.throwIfAborted()
    const good = answers.flatMap(answer => (answer.status === 'fulfilled' ? [answer.value] : []))
    const bad = answers.find(answer => answer.status === 'rejected')
    if (good.length === 0 && bad) throw bad.reason
    return good.flat()
  }

  async function find(cluster: Cluster, ways: ClusterSession, id: string, signal: AbortSignal | undefined): Promise<ClusterTask> {
    const known = lastSeen(cluster)?.tasks.find(task => task.id === id)
    if (known) return known
    const guest = lastSeen(cluster)?.guests.find(each => each.vmid === vmidOf(id))
    const older = guest && (await ways.guestTasks(guest, guestTasksAsked, signal)).find(task => task.id === id)
    if (!older) throw new AppError('NotFound', { what: 'task', name: id })
    return older
  }

  return {
    tasks: nameOrId => lastSeen(resolve(nameOrId))?.tasks ?? [],
    taskLog: async (nameOrId, id, after, signal) => {
      const cluster = resolve(nameOrId)
      const ways = await session(cluster)
      const task = await find(cluster, ways, id, signal)
      const ref = { upid: task.id, node: task.node }
      // First how it stands: lines that are written in between are seen the next time.
      const status = await ways.task(ref, signal)
      const lines = await ways.taskLog(ref, after, signal)
      const outcome = status.state === 'warned' || status.state === 'failed' ? { outcome: status.outcome } : {}
      return { task: { ...task, state: status.state, ...outcome }, lines }
    },
    abortTask: async (nameOrId, id, who, signal) => {
      const cluster = resolve(nameOrId)
      const ways = await session(cluster)
      const task = await find(cluster, ways, id, signal)
      await ways.abortTask({ upid: task.id, node: task.node }, signal)
      await touched(cluster)
      await audit.record({
        who,
        action: 'proxmox.abortTask',
        what: `Stopped a task of ${cluster.name}`,
        subject: cluster.name,
        before: task.title,
      })
    },
    bridges: async (nameOrId, signal) => {
      const rows = await ofNodes(nameOrId, signal, (ways, node) => ways.bridges(node, signal))
      const byName = Map.groupBy(rows, row => row.name)
      return [...byName].map(([name, here]): BridgeView => {
        const comment = here.find(row => row.comment !== undefined)?.comment
        const cidr = here.length === 1 ? here[0]?.cidr : undefined
        return {
          name,
          nodes: here.map(row => row.node).sort(),
          ...(comment !== undefined && { comment }),
          ...(cidr !== undefined && { cidr }),
          vlanAware: here.every(row => row.vlanAware),
        }
      })
    },
    images: async (nameOrId, node, signal) =>
      once(
        await ofNodes(nameOrId, signal, (ways, each) => ways.images(each, signal), node),
        image => `${image.node ?? ''} ${image.volume}`,
      ),
    clusterBackups: async (nameOrId, signal) => {
      const backups = await ofNodes(nameOrId, signal, (ways, node) => ways.backups(node, signal))
      const shared = new Set(lastSeen(resolve(nameOrId))?.storages.flatMap(storage => (storage.shared ? [storage.name] : [])))
      const unique = once(backups, backup => `${shared.has(backup.storage) ? '' : backup.node} ${backup.volume}`)
      return [...unique].sort((one, other) => other.at - one.at)
    },
    nodeLoad: (nameOrId, node, range, signal) => ofNodes(nameOrId, signal, (ways, each) => ways.nodeLoad(each, range, signal), node),
  }
}

/** What lies in a shared storage is told by every node. */
function once<T>(rows: readonly T[], keyOf: (row: T) => string): readonly T[] {
  return [...new Map(rows.map(row => [keyOf(row), row])).values()]
}

/** The guest that a task's identity names: `UPID:node:pid:pstart:starttime:type:id:user:`. */
function vmidOf(upid: string): number | undefined {
  const id = upid.split(':')[6] ?? ''
  return /^\d+$/.test(id) ? Number(id) : undefined
}
