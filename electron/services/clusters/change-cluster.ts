import type { ClusterInput } from '../../../shared/api/proxmox.ts'
import { AppError } from '../../../shared/errors/app-error.ts'
import type { Cluster, ClusterDoor } from '../../../shared/model/cluster.ts'
import type { SeenCluster } from '../../../shared/model/seen-cluster.ts'
import { learnedDoors } from '../../core/cluster/cluster-doors.ts'
import { clusterRole } from '../../core/cluster/role.ts'
import type { ClusterLogin } from '../../ports/cluster-access.ts'
import type { ClusterConnections } from './cluster-connections.ts'
import type { ClusterRoster } from './cluster-roster.ts'
import type { ClusterSecrets } from './cluster-secrets.ts'
import { typedDoorUrl } from './typed-door-url.ts'

/** What of a cluster is to change. */
export type ClusterEdit = { readonly [K in keyof ClusterInput]?: ClusterInput[K] | undefined }

export interface ChangeClusterDependencies {
  readonly roster: ClusterRoster
  readonly connections: ClusterConnections
  readonly secrets: ClusterSecrets
  readonly trialId: () => string
  /** What the last poll saw of a cluster. */
  readonly seen: (id: string) => SeenCluster | undefined
}

/** Tests another address, login or certificate and takes it over; when that fails everything stays as it was. */
export async function changeConnection(
  { roster, connections, secrets, seen: lastSeen }: ChangeClusterDependencies,
  before: Cluster,
  { url, login, fingerprint }: ClusterEdit,
  signal: AbortSignal | undefined,
): Promise<Cluster> {
  const doors =
    url === undefined
      ? await renewedDoors(connections, before, fingerprint, signal)
      : [await connections.door(before.name, typedDoorUrl(url), fingerprint, signal)]
  roster.refuseTwin(doors, before.id)
  const byLogin = login === undefined ? await secrets.read(before) : secrets.masked(login)
  const wanted: Cluster = { ...before, doors, login: loginRecord(byLogin) }
  try {
    // Under its own id: a login with a code of a second factor cannot be repeated, and has to serve from now on.
    const { seen } = await connections.examine(wanted, byLogin, signal)
    refuseOther(before, lastSeen(before.id), seen)
    return await roster.inTurn(() => takeOver({ roster, secrets }, { ...wanted, doors: learnedDoors(wanted, seen.nodes) }, byLogin))
  } finally {
    connections.renew(before.id)
  }
}

/** Makes a token of just the privileges needed, proves that it works, and only then keeps it in place of the login. */
export async function changeToToken(
  { roster, connections, secrets, trialId }: ChangeClusterDependencies,
  before: Cluster,
  signal: AbortSignal | undefined,
): Promise<Cluster> {
  const session = await connections.session(before)
  const token = secrets.masked({ method: 'token', ...(await session.makeToken(clusterRole, signal)) })
  const wanted: Cluster = { ...before, login: loginRecord(token) }
  const trial = trialId()
  try {
    await connections.examine({ ...wanted, id: trial }, token, signal)
    const after = await roster.inTurn(() => takeOver({ roster, secrets }, wanted, token))
    connections.disconnect(before.id)
    return after
  } finally {
    connections.disconnect(trial)
  }
}

/** A login without its secrets, as it is stored. */
export function loginRecord(login: ClusterLogin): Cluster['login'] {
  return login.method === 'password' ? { method: 'password', user: login.user } : { method: 'token', tokenId: login.tokenId }
}

/** The doors with the accepted certificate at the one that shows it, which comes first. */
async function renewedDoors(
  connections: ClusterConnections,
  { name, doors }: Cluster,
  fingerprint: string | undefined,
  signal: AbortSignal | undefined,
): Promise<ClusterDoor[]> {
  if (fingerprint === undefined) return [...doors]
  const shown = await Promise.all(doors.map(async door => ({ door, seen: await connections.shownAt(door.url, signal) })))
  const renewed = shown.find(({ seen }) => seen === fingerprint)?.door
  if (renewed) return [{ ...renewed, fingerprint }, ...doors.filter(door => door !== renewed)]
  const answering = shown.find(({ seen }) => seen !== undefined)
  if (answering?.seen === undefined)
    throw new AppError('ClusterUnreachable', { cluster: name, tried: doors.map(door => new URL(door.url).host) })
  throw new AppError('ClusterCertificateChanged', {
    cluster: name,
    url: answering.door.url,
    expected: fingerprint,
    seen: answering.seen,
  })
}

/** Guests are known by their numbers, which mean nothing in another cluster. */
function refuseOther(cluster: Cluster, before: SeenCluster | undefined, now: SeenCluster): void {
  if (!before || before.nodes.some(node => now.nodes.some(each => each.name === node.name))) return
  const answering = now.name ?? now.nodes[0]?.name ?? 'another Proxmox'
  throw new AppError('BadInput', { issues: [{ field: 'url', message: `there answers ${answering}, which is not ${cluster.name}` }] })
}

/** Login and record change together or not at all; the name is that of now. */
async function takeOver(
  { roster, secrets }: Pick<ChangeClusterDependencies, 'roster' | 'secrets'>,
  wanted: Cluster,
  login: ClusterLogin,
): Promise<Cluster> {
  const now = roster.resolve(wanted.id)
  const kept = await secrets.read(now).catch(() => undefined)
  await secrets.write(wanted.id, login)
  try {
    return await roster.save({ ...wanted, name: now.name })
  } catch (error) {
    if (kept) await secrets.write(wanted.id, kept)
    throw error
  }
}
