import { AppError } from '../../../shared/errors/app-error.ts'
import type { Cluster, ClusterDoor } from '../../../shared/model/cluster.ts'
import { freeName } from '../../core/naming/free-name.ts'
import type { Store } from '../../ports/store.ts'

/** The stored clusters, in memory. */
export interface ClusterRoster {
  /** In order of name. */
  list(): readonly Cluster[]
  /** By name or id, in any case of letters. Errors: NotFound with the names that are known. */
  resolve(nameOrId: string): Cluster
  names(): readonly string[]
  /** Errors: NameTaken. */
  refuseTaken(name: string, exceptId?: string): void
  /** Errors: BadInput where another cluster has one of these doors or one of their certificates. */
  refuseTwin(doors: readonly ClusterDoor[], exceptId?: string): void
  save(cluster: Cluster): Promise<Cluster>
  remove(cluster: Cluster): Promise<void>
  /** Runs one change after the other, so that names stay unique. */
  inTurn<T>(work: () => Promise<T>): Promise<T>
}

/** Loads the roster. */
export async function loadClusterRoster(store: Store): Promise<ClusterRoster> {
  const clusters = new Map((await store.clusters.list()).map(cluster => [cluster.id, cluster]))
  let turn: Promise<unknown> = Promise.resolve()

  function list(): readonly Cluster[] {
    return [...clusters.values()].sort((one, other) => (one.name < other.name ? -1 : 1))
  }

  function others(exceptId: string | undefined): readonly Cluster[] {
    return list().filter(cluster => cluster.id !== exceptId)
  }

  return {
    list,
    names: () => list().map(cluster => cluster.name),
    resolve: nameOrId => {
      const wanted = nameOrId.trim().toLowerCase()
      const found = list().find(cluster => cluster.name === wanted) ?? list().find(cluster => cluster.id.toLowerCase() === wanted)
      if (!found) throw new AppError('NotFound', { what: 'cluster', name: nameOrId, known: list().map(cluster => cluster.name) })
      return found
    },
    refuseTaken: (name, exceptId) => {
      const taken = others(exceptId).map(cluster => cluster.name)
      if (taken.includes(name)) throw new AppError('NameTaken', { what: 'cluster', name, suggestion: freeName(name, taken) })
    },
    refuseTwin: (doors, exceptId) => {
      const twin = others(exceptId).find(cluster => cluster.doors.some(door => doors.some(each => isSameDoor(door, each))))
      if (twin) throw new AppError('BadInput', { issues: [{ field: 'url', message: `this cluster is already added as ${twin.name}` }] })
    },
    save: async cluster => {
      await store.clusters.save(cluster)
      clusters.set(cluster.id, cluster)
      return cluster
    },
    remove: async cluster => {
      await store.clusters.remove(cluster.id)
      clusters.delete(cluster.id)
    },
    inTurn: work => {
      const result = turn.then(work)
      turn = result.catch(() => undefined)
      return result
    },
  }
}

function isSameDoor(one: ClusterDoor, other: ClusterDoor): boolean {
  return one.url === other.url || (one.fingerprint !== undefined && one.fingerprint === other.fingerprint)
}
