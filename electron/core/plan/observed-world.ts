import type { AppView } from '../../../shared/model/app.ts'
import type { Entry } from '../../../shared/model/declaration.ts'
import type { GuestKey } from '../../../shared/model/guest.ts'
import type { PlacementDevice } from '../../../shared/model/placement.ts'
import type { Manifest } from '../../../shared/model/recipe.ts'
import type { GuestNow, KnownCluster, KnownGuest } from '../guest/known-cluster.ts'

/** The lab as it was just looked at, as far as a plan depends on it. Clusters go by their names. */
export interface ObservedWorld {
  readonly clusters: readonly ObservedCluster[]
  readonly devices: readonly ObservedDevice[]
  readonly apps: readonly AppView[]
  /** The whole catalog, with the images that each recipe names. */
  readonly recipes: readonly ObservedRecipe[]
  /** The IANA name of the zone that moments are said in. */
  readonly timeZone: string
  /** Keys of things that a job works on now, such as `guest:web-01`: nothing is planned for them. */
  readonly busy?: readonly string[] | undefined
}

export interface ObservedCluster {
  readonly name: string
  /** Why it cannot be read, in a sentence; `known` is then of the last time it could. */
  readonly unreadable?: string | undefined
  /** With all guests of the cluster by name. */
  readonly known: KnownCluster
  /** The guests that entries name, with their settings. */
  readonly guests: readonly GuestNow[]
  /** Guests that entries name and that are there, but could not be read. */
  readonly unread?: readonly { readonly name: string; readonly because: string }[] | undefined
  /** The moment of the newest backup by guest number; absent where backups were not looked at. */
  readonly lastBackups?: Readonly<Record<number, number>> | undefined
}

export interface ObservedDevice {
  readonly device: PlacementDevice
  /** Why it cannot be read, in a sentence. */
  readonly unreadable?: string | undefined
  /** The guest of Proxmox that it is, where it is one. */
  readonly guest?: GuestKey | undefined
}

export interface ObservedRecipe {
  readonly manifest: Manifest
  readonly images: readonly string[]
}

/** The names, in lower case, of guests whose settings a plan of these entries depends on. */
export function namesIn(entries: readonly Entry[]): readonly string[] {
  const names = entries.flatMap(entry => {
    if (entry.kind === 'guest') return [entry.name, ...(entry.clone === undefined ? [] : [entry.clone])]
    return entry.kind === 'rule' ? entry.members : []
  })
  return [...new Set(names.map(name => name.toLowerCase()))].sort()
}

/** The same world with all its lists in order, so that no decision depends on the order in which things were read. */
export function inNameOrder(world: ObservedWorld): ObservedWorld {
  return {
    ...world,
    clusters: sorted(world.clusters, cluster => cluster.name).map(cluster => ({ ...cluster, known: orderedCluster(cluster.known) })),
    devices: sorted(world.devices, ({ device }) => device.name),
    apps: sorted(world.apps, app => app.name),
    recipes: sorted(world.recipes, ({ manifest }) => manifest.slug),
  }
}

function orderedCluster(known: KnownCluster): KnownCluster {
  return {
    ...known,
    nodes: sorted(known.nodes, node => node.name),
    storages: sorted(known.storages, ({ name, node = '' }) => `${name} ${node}`),
    guests: [...known.guests].sort((one, other) => one.vmid - other.vmid),
    bridges: sorted(known.bridges, bridge => bridge.name),
    images: sorted(known.images, ({ volume, node = '' }) => `${volume} ${node}`),
  }
}

function sorted<T>(all: readonly T[], key: (each: T) => string): readonly T[] {
  return [...all].sort((one, other) => (key(one) < key(other) ? -1 : 1))
}

/** A guest as a cluster lists it. */
export interface ListedGuest {
  readonly cluster: ObservedCluster
  readonly listed: KnownGuest
}

/** All guests of all clusters by their names in lower case, for looking up many. */
export function guestsByName(world: ObservedWorld): ReadonlyMap<string, readonly ListedGuest[]> {
  const found = new Map<string, ListedGuest[]>()
  for (const cluster of world.clusters)
    for (const listed of cluster.known.guests) {
      const name = listed.name.toLowerCase()
      const others = found.get(name)
      if (others) others.push({ cluster, listed })
      else found.set(name, [{ cluster, listed }])
    }
  return found
}

/** The metal a node is, as rules compare it. */
export function placeOfNode(cluster: string, node: string): string {
  return `${cluster}/${node}`
}

/** The metal below each device by its name: the node that it is or is on, or else the device itself. */
export function placesOfDevices({ clusters, devices }: ObservedWorld): ReadonlyMap<string, string> {
  // Placement says a node alone where there is one cluster, and "node of cluster" where there are several.
  const spoken = new Map(
    clusters.flatMap(({ name, known }) =>
      known.nodes.map(node => [clusters.length > 1 ? `${node.name} of ${name}` : node.name, placeOfNode(name, node.name)] as const),
    ),
  )
  return new Map(devices.map(({ device: { name, metal } }) => [name, (metal === null ? undefined : spoken.get(metal)) ?? `device ${name}`]))
}
