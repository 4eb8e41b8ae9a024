import type { BridgeView, ClusterTask } from '../../../shared/model/cluster.ts'
import type { GuestBackup, Image, LoadPoint } from '../../../shared/model/guest.ts'
import type { TaskLine } from '../../ports/cluster-access.ts'

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
