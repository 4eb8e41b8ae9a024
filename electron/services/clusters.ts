import type { ClusterInput } from '../../shared/api/proxmox.ts'
import { AppError } from '../../shared/errors/app-error.ts'
import type { Cluster, ClusterView } from '../../shared/model/cluster.ts'
import type { Device } from '../../shared/model/device.ts'
import type { GuestView } from '../../shared/model/guest.ts'
import type { SeenCluster } from '../../shared/model/seen-cluster.ts'
import { learnedDoors } from '../core/cluster/cluster-doors.ts'
import { doorHost } from '../core/cluster/door-url.ts'
import { viewCluster, viewGuests } from '../core/cluster/view-cluster.ts'
import { freeName, nameFrom } from '../core/naming/free-name.ts'
import type { Clock } from '../ports/clock.ts'
import type { ClusterAccess, ClusterSession } from '../ports/cluster-access.ts'
import type { Log, Redaction } from '../ports/log.ts'
import type { Randomness } from '../ports/randomness.ts'
import type { Secrets } from '../ports/secrets.ts'
import type { Store } from '../ports/store.ts'
import { untilAborted } from '../ports/until-aborted.ts'
import type { Audit } from './audit.ts'
import type { Changes } from './changes.ts'
import { type ClusterEdit, changeConnection, changeToToken, loginRecord } from './clusters/change-cluster.ts'
import { createClusterConnections } from './clusters/cluster-connections.ts'
import { loadClusterRoster } from './clusters/cluster-roster.ts'
import { createClusterSecrets } from './clusters/cluster-secrets.ts'
import { type ClusterWatch, type WatchedCluster, watchCluster } from './clusters/cluster-watch.ts'
import { clusterWhereabouts, forgottenOfCluster } from './clusters/cluster-words.ts'
import { type ClusterReadings, createReadings } from './clusters/readings.ts'
import { findNamedGuest } from './clusters/resolve-guest.ts'
import { typedDoorUrl } from './clusters/typed-door-url.ts'
import type { Inventory } from './inventory.ts'
import type { SettingsService } from './settings.ts'

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
  /** Reads it again, because MycoPod changed something there; resolves when that is seen, or cannot be. Never rejects. */
  touched(cluster: Cluster, vmid?: number): Promise<void>
  /** Adds after a login and a first look. Errors: ClusterFingerprintNotAccepted, ClusterCodeNeeded, NameTaken, BadInput where it is known already. */
  add(input: ClusterInput, who: string, signal?: AbortSignal, options?: { readonly demo: boolean }): Promise<Cluster>
  /** What is given changes; a changed way or login is tested first, and when that fails everything stays as it was. */
  edit(nameOrId: string, changes: ClusterEdit, who: string, signal?: AbortSignal): Promise<Cluster>
  /** Logs in with a token of just the privileges needed from now on, once it is proven to work, and forgets the password. */
  useToken(nameOrId: string, who: string, signal?: AbortSignal): Promise<Cluster>
  /** Forgets a cluster and its login; nothing in it changes. */
  remove(nameOrId: string, who: string): Promise<{ forgotten: string[] }>
  start(): void
  close(): Promise<void>
}

export interface ClustersDependencies {
  readonly store: Store
  readonly secrets: Secrets
  /** Opens the ways to clusters; asked when the first cluster is. */
  readonly openClusterAccess: () => Promise<ClusterAccess>
  readonly randomness: Randomness
  readonly clock: Clock
  readonly redaction: Redaction
  readonly log: Log
  readonly changes: Changes
  readonly audit: Audit
  readonly settings: SettingsService
  readonly inventory: Inventory
}

/** The clusters that are stored; they are read from `start` on. */
export async function createClusters(dependencies: ClustersDependencies): Promise<Clusters> {
  const { store, secrets, openClusterAccess, randomness, clock, redaction, log, changes, audit, settings, inventory } = dependencies
  const roster = await loadClusterRoster(store)
  const logins = createClusterSecrets(secrets, redaction)
  const connections = createClusterConnections(openClusterAccess, logins)
  const watches = new Map<string, ClusterWatch>()
  const heeds: (() => void)[] = []
  let pollSeconds = (await settings.get()).pollSeconds
  let started = false
  const change = {
    roster,
    connections,
    secrets: logins,
    trialId: () => `try-${randomness.id()}`,
    seen: (id: string) => watches.get(id)?.watched.seen,
  }

  for (const cluster of roster.list()) watch({ cluster, failures: 0 })

  function watch(watched: WatchedCluster): ClusterWatch {
    const made = watchCluster(watched, { connections, clock, randomness, log, changes, pollSeconds: () => pollSeconds, onSeen: keepDoors })
    watches.set(watched.cluster.id, made)
    if (started) made.start()
    return made
  }

  function watchOf(cluster: Cluster): ClusterWatch {
    return watches.get(cluster.id) ?? watch({ cluster, failures: 0 })
  }

  /** Keeps the doors of all nodes as the cluster names them, so that it is found when the first is gone. */
  async function keepDoors({ cluster: { id } }: WatchedCluster, { nodes }: SeenCluster): Promise<void> {
    await roster.inTurn(async () => {
      const now = roster.list().find(cluster => cluster.id === id)
      if (!now) return
      const doors = learnedDoors(now, nodes)
      if (JSON.stringify(doors) === JSON.stringify(now.doors)) return
      await keep({ ...now, doors })
      connections.renew(id)
    })
  }

  /** Stores a cluster that is known already. */
  async function keep(cluster: Cluster): Promise<Cluster> {
    const kept = await roster.save(cluster)
    watchOf(kept).watched.cluster = kept
    return kept
  }

  function view(cluster: Cluster): ClusterView {
    return viewCluster(watchOf(cluster).watched, inventory.list())
  }

  function guests(cluster?: Cluster): readonly GuestView[] {
    const devices: readonly Device[] = inventory.list()
    return (cluster ? [cluster] : roster.list()).flatMap(each => viewGuests(watchOf(each).watched, devices))
  }

  async function seenOf(cluster: Cluster, signal: AbortSignal | undefined): Promise<SeenCluster> {
    const { watched, now } = watchOf(cluster)
    if (!watched.seen) await untilAborted(now(), signal)
    if (watched.seen) return watched.seen
    if (watched.problem) throw new AppError(watched.problem.code, watched.problem.data)
    throw new AppError('ClusterGarbled', { cluster: cluster.name, what: 'its nodes and guests' })
  }

  async function add(input: ClusterInput, who: string, signal: AbortSignal | undefined, demo: boolean): Promise<Cluster> {
    const url = typedDoorUrl(input.url)
    if (input.name !== undefined) roster.refuseTaken(input.name)
    const spoken = input.name ?? doorHost(url)
    const door = await connections.door(spoken, url, input.fingerprint, signal)
    roster.refuseTwin([door])
    const login = logins.masked(input.login)
    const wanted: Cluster = { id: randomness.id(), name: spoken, doors: [door], login: loginRecord(login), demo, addedAt: clock.now() }
    const { seen, version } = await connections.examine(wanted, login, signal)
    try {
      return await roster.inTurn(async () => {
        const doors = learnedDoors(wanted, seen.nodes)
        roster.refuseTwin(doors)
        if (input.name !== undefined) roster.refuseTaken(input.name)
        const name = input.name ?? freeName(nameFrom(seen.name ?? seen.nodes[0]?.name ?? '', 'proxmox'), roster.names())
        await logins.write(wanted.id, login)
        const cluster = await roster.save({ ...wanted, name, doors })
        watch({ cluster, seen, version, seenAt: clock.now(), failures: 0 })
        changes.tell('clusters')
        await audit.record({ who, action: 'proxmox.add', what: `Added ${name}`, subject: name, after: clusterWhereabouts(cluster) })
        return cluster
      })
    } catch (error) {
      connections.disconnect(wanted.id)
      await logins.remove(wanted.id)
      throw error
    }
  }

  async function rename(before: Cluster, name: string, who: string): Promise<Cluster> {
    if (name === before.name) return before
    roster.refuseTaken(name, before.id)
    const after = await keep({ ...before, name })
    // The session carries the name for its error sentences.
    connections.renew(before.id)
    changes.tell('clusters')
    const what = `Renamed ${before.name} to ${name}`
    await audit.record({ who, action: 'proxmox.edit', what, subject: name, before: before.name, after: name })
    return after
  }

  /** A cluster whose way or login changed is read at once, and not told of before that. */
  async function settle(cluster: Cluster, before: Cluster, action: string, what: string, who: string): Promise<Cluster> {
    const { watched, now } = watchOf(cluster)
    watched.cluster = cluster
    const [from, to] = [clusterWhereabouts(before), clusterWhereabouts(cluster)]
    await audit.record({ who, action, what, subject: cluster.name, before: from, after: to })
    changes.tell('clusters')
    await now()
    return cluster
  }

  async function heedSettings(): Promise<void> {
    try {
      const next = (await settings.get()).pollSeconds
      if (next === pollSeconds) return
      pollSeconds = next
      for (const each of watches.values()) each.reschedule()
    } catch (error) {
      log.error('settings could not be read', { error })
    }
  }

  const touched = (cluster: Cluster, vmid?: number) => watchOf(cluster).touched(vmid)

  return {
    ...createReadings({
      resolve: roster.resolve,
      session: connections.session,
      seen: seenOf,
      lastSeen: cluster => watches.get(cluster.id)?.watched.seen,
      touched,
      audit,
    }),
    list: roster.list,
    resolve: roster.resolve,
    view,
    views: () => roster.list().map(view),
    guests,
    resolveGuest: ({ guest, cluster }) => findNamedGuest(guests(cluster === undefined ? undefined : roster.resolve(cluster)), guest),
    seen: cluster => watches.get(cluster.id)?.watched.seen,
    session: connections.session,
    refresh: async (cluster, signal) => {
      await untilAborted(watchOf(cluster).now(), signal)
      return view(roster.resolve(cluster.id))
    },
    touched,
    add: (input, who, signal, options) => add(input, who, signal, options?.demo ?? false),
    edit: async (nameOrId, { name, ...connection }, who, signal) => {
      const before = roster.resolve(nameOrId)
      if (name !== undefined) roster.refuseTaken(name, before.id)
      if (Object.values(connection).some(value => value !== undefined)) {
        const after = await changeConnection(change, before, connection, signal)
        await settle(after, before, 'proxmox.edit', `Changed the connection of ${after.name}`, who)
      }
      return roster.inTurn(async () => {
        const now = roster.resolve(before.id)
        return name === undefined ? now : rename(now, name, who)
      })
    },
    useToken: async (nameOrId, who, signal) => {
      const before = roster.resolve(nameOrId)
      if (before.login.method === 'token') return before
      const after = await changeToToken(change, before, signal)
      return settle(
        after,
        before,
        'proxmox.useToken',
        `Made a token for ${after.name} and forgot the password of ${before.login.user}`,
        who,
      )
    },
    remove: (nameOrId, who) =>
      roster.inTurn(async () => {
        const cluster = roster.resolve(nameOrId)
        watches.get(cluster.id)?.stop()
        await logins.remove(cluster.id)
        connections.disconnect(cluster.id)
        await roster.remove(cluster)
        watches.delete(cluster.id)
        for (const device of inventory.list()) if (device.guest?.cluster === cluster.id) await inventory.linkGuest(device.id, undefined)
        changes.tell('clusters')
        const { name } = cluster
        await audit.record({ who, action: 'proxmox.remove', what: `Forgot ${name}`, subject: name, before: clusterWhereabouts(cluster) })
        return { forgotten: forgottenOfCluster(cluster) }
      }),
    start: () => {
      started = true
      heeds.push(
        // Nodes and guests name the devices that they are.
        inventory.onChange(() => changes.tell('clusters')),
        changes.on(({ topics }) => {
          if (topics.includes('settings')) void heedSettings()
        }),
      )
      for (const each of watches.values()) each.start()
    },
    close: async () => {
      for (const stop of heeds) stop()
      for (const each of watches.values()) each.stop()
      await connections.close()
    },
  }
}
