import type { ClusterInput } from '../../shared/api/proxmox.ts'
import type { Cluster, ClusterView } from '../../shared/model/cluster.ts'
import type { GuestView } from '../../shared/model/guest.ts'
import type { ClusterSession } from '../ports/cluster-access.ts'
import type { SeenCluster } from '../ports/cluster-words.ts'
import type { ClusterReadings } from './clusters/readings.ts'

/** The Proxmox clusters of this lab, what the last poll saw of them, and the ways to them. Clusters are named by name or id. */
export interface Clusters extends ClusterReadings {
  /** In order of name. */
  list(): readonly Cluster[]
  /** Errors: NotFound with the names that are known. */
  resolve(nameOrId: string): Cluster
  view(cluster: Cluster): ClusterView
  views(): readonly ClusterView[]
  /** As the last poll saw them, in order of number; of one cluster or of all. */
  guests(cluster?: Cluster): readonly GuestView[]
  /** By name or number. Errors: NotFound; BadInput where several are so called. */
  resolveGuest(ref: { readonly guest: string; readonly cluster?: string | undefined }): GuestView
  /** What the last poll read, undefined before the first. */
  seen(cluster: Cluster): SeenCluster | undefined
  /** The shared session of a cluster, with its secrets. Errors: ClusterLoginRefused, SecretStoreLocked. */
  session(cluster: Cluster): Promise<ClusterSession>
  /** Reads it now; where that fails the view says why. */
  refresh(cluster: Cluster, signal?: AbortSignal): Promise<ClusterView>
  /** Reads it again in a moment, because MycoPod changed something there. */
  touched(cluster: Cluster, vmid?: number): void
  /** Adds after a login and a first look. Errors: ClusterFingerprintNotAccepted, ClusterCodeNeeded, NameTaken, BadInput where it is known already. */
  add(input: ClusterInput, who: string, signal?: AbortSignal, options?: { readonly demo: boolean }): Promise<Cluster>
  /** What is given changes; a changed way or login is tested first, and when that fails everything stays as it was. */
  edit(nameOrId: string, changes: ClusterEdit, who: string, signal?: AbortSignal): Promise<Cluster>
  /** Logs in with a token of just the privileges needed from now on, once it is proven to work, and forgets the password. */
  useToken(nameOrId: string, who: string, signal?: AbortSignal): Promise<Cluster>
  /** Forgets a cluster and its login; nothing in it changes. */
  remove(nameOrId: string, who: string): Promise<{ forgotten: string[] }>
  start(): void
  close(): void
}

/** What of a cluster is to change. */
export type ClusterEdit = { readonly [K in keyof ClusterInput]?: ClusterInput[K] | undefined }
