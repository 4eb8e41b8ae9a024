import type { Access } from './access.ts'
import { accessRoutes } from './access-routes.ts'
import { clusterRoutes } from './cluster-routes.ts'
import { firewallRoutes } from './firewall-routes.ts'
import { guestRoutes } from './guests/guest-routes.ts'
import { networkRoutes } from './network-routes.ts'
import { nodeRoutes } from './node-routes.ts'
import { readParameters } from './parameters.ts'
import { poolRoutes } from './pool-routes.ts'
import { isQuorate } from './quorum.ts'
import { Answer, type Asked, type Caller, Refusal, type Route } from './route.ts'
import { storageRoutes } from './storage-routes.ts'
import { taskRoutes } from './task-routes.ts'
import { beginTask } from './tasks.ts'
import type { PveNode, PveWorld } from './world.ts'

/** A request as the API sees it, its body read already. */
export interface ApiRequest {
  readonly method: string
  /** Below `/api2/json`, for example `/nodes/pve1/status`. */
  readonly path: string
  readonly params: Readonly<Record<string, string>>
  readonly cookie: string | undefined
  readonly authorization: string | undefined
  readonly csrf: string | undefined
  /** The node whose door it came in by. */
  readonly at: PveNode
}

/** What goes back: `json` where the body is one. */
export interface ApiReply {
  readonly status: number
  readonly reason: string
  readonly json?: Readonly<Record<string, unknown>>
}

/** The API of the simulated cluster. */
export interface Api {
  readonly routes: readonly Route[]
  answer(request: ApiRequest): Promise<ApiReply>
}

const refusedLoginMs = 3000
/** Writes that go on without a quorum. */
const withoutQuorum = /^\/(?:access\/ticket$|nodes\/[^/]+\/(?:qemu|lxc)\/\d+\/status\/stop$|nodes\/[^/]+\/tasks\/)/

/** Puts the routes together. */
export function createApi(world: PveWorld, access: Access): Api {
  const routes: readonly Route[] = [
    ...accessRoutes(access),
    ...clusterRoutes,
    ...nodeRoutes,
    ...taskRoutes,
    ...storageRoutes,
    ...networkRoutes,
    ...poolRoutes,
    ...firewallRoutes,
    ...guestRoutes,
  ]
  const compiled = routes.map(route => ({ route, pattern: patternOf(route.path) }))

  function find(method: string, path: string) {
    for (const { route, pattern } of compiled) {
      const match = route.method === method ? pattern.exec(path) : null
      if (match)
        return {
          route,
          inPath: Object.fromEntries(Object.entries(match.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)])),
        }
    }
    return undefined
  }

  function callerOf({ cookie, authorization, csrf, method }: ApiRequest): Caller {
    const token = /^PVEAPIToken=(.*)$/.exec(authorization ?? '')?.[1]
    if (token !== undefined) {
      const caller = access.byToken(token)
      if (!caller) throw new Refusal(401, authenticationFailed(world, token))
      return caller
    }
    const bearer = /^PVEAuthCookie=(.*)$/.exec(authorization ?? '')?.[1]
    const ticket = bearer ?? cookie
    if (ticket === undefined) throw new Refusal(401, 'No ticket')
    const caller = access.byTicket(ticket)
    if (!caller) throw new Refusal(401, world.version === '8.4' ? 'permission denied - invalid PVE ticket' : 'Authentication failed!')
    if (method !== 'GET' && csrf !== access.csrfOf(ticket)) throw new Refusal(401, 'Permission denied - invalid csrf token')
    return caller
  }

  async function answer(request: ApiRequest): Promise<ApiReply> {
    try {
      const isLogin = request.path === '/access/ticket' && request.method === 'POST'
      const isOpen = isLogin || (request.path === '/access/domains' && request.method === 'GET')
      const caller: Caller = isOpen ? { user: '', byToken: false, may: () => false } : callerOf(request)
      const found = find(request.method, request.path)
      if (!found) throw new Refusal(501, `Method '${request.method} ${request.path}' not implemented`)
      const { route, inPath } = found
      const node = nodeOf(world, inPath.node ?? request.at.name)
      const params = readParameters(route.rules ?? {}, { ...request.params, ...inPath }, Object.keys(inPath))
      demandPrivilege(route, caller, params)
      if ((route.quorum ?? request.method !== 'GET') && !withoutQuorum.test(request.path) && !isQuorate(world)) throw noQuorum(request)
      const asked: Asked = {
        world,
        caller,
        node,
        params,
        task: (type, id, work) => beginTask(world, node, caller.user, { type, id, work }),
      }
      const data: unknown = await route.handle(asked)
      return {
        status: 200,
        reason: 'OK',
        json: data instanceof Answer ? { data: data.data ?? null, ...data.beside } : { data: data ?? null },
      }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      if (error.status === 401 && request.path === '/access/ticket') await world.time.pass(refusedLoginMs)
      if (error.status === 595 || error.status === 596 || (error.status === 401 && request.path !== '/access/ticket'))
        return { status: error.status, reason: error.message }
      const reason = error.message.split('\n')[0] ?? ''
      const tail = error.status === 501 ? '' : '\n'
      return {
        status: error.status,
        reason,
        json: { data: null, message: `${error.message}${tail}`, ...(error.errors && { errors: error.errors }) },
      }
    }
  }
  return { routes, answer }
}

function noQuorum({ path, params }: ApiRequest): Refusal {
  const [, node, kind, vmid] = /^\/nodes\/([^/]+)\/(qemu|lxc)\/(\d+)\/config$/.exec(path) ?? []
  if (node !== undefined)
    return new Refusal(
      500,
      `unable to open file '/etc/pve/nodes/${node}/${kind === 'lxc' ? 'lxc' : 'qemu-server'}/${vmid}.conf.tmp.156' - Permission denied`,
    )
  if (path === '/pools') return new Refusal(500, "create pool failed: cfs-lock 'file-user_cfg' error: no quorum!")
  if (/^\/access\/users\/[^/]+\/token/.test(path))
    return new Refusal(500, "generating token failed: cfs-lock 'file-user_cfg' error: no quorum!")
  if (path === '/storage')
    return new Refusal(500, `create storage failed: cfs-lock 'file-storage_cfg' error: no quorum!${params.storage === undefined ? '' : ''}`)
  return new Refusal(500, 'cluster not ready - no quorum?')
}

function nodeOf(world: PveWorld, name: string): PveNode {
  const node = world.nodes.get(name)
  if (!node)
    throw new Refusal(
      500,
      `hostname lookup '${name}' failed - failed to get address info for: ${name}: Temporary failure in name resolution`,
    )
  if (!node.online) throw new Refusal(595, 'No route to host')
  return node
}

function demandPrivilege({ needs }: Route, caller: Caller, params: Readonly<Record<string, string>>): void {
  if (!needs || needs.length === 0) return
  const filled = needs.map(([path, privilege]) => [path.replace(/\{(\w+)\}/g, (_, name: string) => params[name] ?? ''), privilege] as const)
  if (filled.some(([path, privilege]) => caller.may(path, privilege))) return
  const [first] = filled
  throw new Refusal(403, first && filled.length === 1 ? `Permission check failed (${first[0]}, ${first[1]})` : 'Permission check failed')
}

function authenticationFailed(world: PveWorld, token: string): string {
  if (world.version === '9.2') return 'Authentication failed!'
  if (!/^[^!=]+![^=]+=.+$/.test(token)) return 'no tokenid specified'
  return `invalid token value!`
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`)
}
