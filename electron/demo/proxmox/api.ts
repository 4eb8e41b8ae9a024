import type { Access } from './access.ts'
import { authenticate, type Proofs } from './authenticate.ts'
import { backupJobRoutes } from './backup-job-routes.ts'
import { clusterFactRoutes } from './cluster-fact-routes.ts'
import { clusterLogRoute } from './cluster-log.ts'
import { clusterRoutes } from './cluster-routes.ts'
import { contentRoutes } from './content-routes.ts'
import { firewallRoutes } from './firewall-routes.ts'
import { guestRoutes } from './guests/guest-routes.ts'
import { highAvailabilityRoutes } from './high-availability-routes.ts'
import { loginRoutes } from './login-routes.ts'
import { networkRoutes } from './network-routes.ts'
import { nodeFactRoutes } from './node-fact-routes.ts'
import { nodeRoutes } from './node-routes.ts'
import { readParameters } from './parameters.ts'
import { poolRoutes } from './pool-routes.ts'
import { isQuorate, refuseWithoutQuorum, wantsQuorum } from './quorum.ts'
import { roleRoutes } from './role-routes.ts'
import { Answer, type Asked, type Caller, Refusal, type Route } from './route.ts'
import { storageRoutes } from './storage-routes.ts'
import { taskRoutes } from './task-routes.ts'
import { beginTask } from './tasks.ts'
import { userRoutes } from './user-routes.ts'
import type { PveNode, PveWorld } from './world.ts'

type Values = Readonly<Record<string, string>>

/** A request as the API sees it. */
export interface ApiRequest extends Proofs {
  /** Below `/api2/json`, with its escapes undone: `/nodes/pve1/status`. */
  readonly path: string
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
  /** Finds out who asks, then reads the parameters and answers. What reading throws is answered without a body of JSON. */
  answer(request: ApiRequest, readGiven: () => Promise<Values>): Promise<ApiReply>
}

const refusedLoginMs = 3000
const lookedForMs = 3000
const nobody: Caller = { user: '', byToken: false, may: () => false }

/** Puts the routes of a world together. */
export function createApi(world: PveWorld, access: Access): Api {
  const all: readonly Route[] = [
    ...loginRoutes(access),
    ...userRoutes(access),
    ...roleRoutes(access),
    ...clusterRoutes,
    clusterLogRoute,
    ...clusterFactRoutes,
    ...highAvailabilityRoutes,
    ...backupJobRoutes,
    ...nodeRoutes,
    ...nodeFactRoutes,
    ...taskRoutes,
    ...storageRoutes,
    ...contentRoutes,
    ...networkRoutes,
    ...poolRoutes,
    ...firewallRoutes,
    ...guestRoutes,
  ]
  const routes = all.filter(({ only = world.version }) => only === world.version)
  const patterns = routes.map(route => ({ route, pattern: patternOf(route.path) }))

  function find(method: string, path: string): { readonly route: Route; readonly inPath: Values } | undefined {
    for (const { route, pattern } of patterns) {
      const match = route.method === method ? pattern.exec(path) : null
      if (match) return { route, inPath: match.groups ?? {} }
    }
    return undefined
  }

  async function nodeOf(name: string): Promise<PveNode> {
    const node = world.nodes.get(name)
    if (node?.online) return node
    await world.time.pass(lookedForMs)
    if (node) throw new Refusal(595, 'No route to host')
    const because = `failed to get address info for: ${name}: Temporary failure in name resolution`
    throw new Refusal(500, `hostname lookup '${name}' failed - ${because}`)
  }

  async function handle({ route, inPath }: NonNullable<ReturnType<typeof find>>, caller: Caller, given: Values, at: PveNode) {
    const twice = Object.keys(given).find(name => name in inPath)
    if (twice !== undefined) throw new Refusal(400, `Duplicate parameter (already defined in URI) - ${twice}`)
    demandPrivilege(route, caller, { ...given, ...inPath })
    const node = await nodeOf(inPath.node ?? at.name)
    const params = readParameters(route.rules ?? {}, given, inPath, world.version)
    if (wantsQuorum(route) && !isQuorate(world)) await refuseWithoutQuorum(world, route, params)
    const asked: Asked = {
      world,
      caller,
      node,
      params,
      task: (type, id, work) => beginTask(world, node, caller.user, { type, id, work }),
    }
    const data: unknown = await route.handle(asked)
    if (!node.online) throw new Refusal(596, 'Connection timed out')
    return data
  }

  return {
    routes,
    async answer(request, readGiven) {
      const { method, path, at } = request
      const found = find(method, path)
      let caller = nobody
      try {
        if (!found?.route.open) caller = authenticate(world, access, request)
        if (found?.route.ticketOnly && caller.byToken) {
          const words = `URI '${path}' not available with API token, need proper ticket.\n`
          throw new Refusal(403, `Permission check failed (${words})`)
        }
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        if (error.status !== 401) return refusal(error)
        await world.time.pass(refusedLoginMs)
        return { status: 401, reason: error.message }
      }
      const given = await readGiven()
      try {
        if (!found) throw new Refusal(501, `Method '${method} ${path}' not implemented`)
        const data = await handle(found, caller, given, at)
        const answer = data instanceof Answer ? data : new Answer(data, {})
        return { status: 200, reason: 'OK', json: { data: answer.data ?? null, ...answer.beside } }
      } catch (error) {
        // What dies in Proxmox is answered with its last words; a mistake of the simulation is none of those.
        if (!(error instanceof Error) || (!(error instanceof Refusal) && error.name !== 'Error')) throw error
        const refused = error instanceof Refusal ? error : new Refusal(500, error.message)
        if (refused.status === 401) await world.time.pass(refusedLoginMs)
        return refusal(refused)
      }
    },
  }
}

function refusal({ status, message, errors }: Refusal): ApiReply {
  const reason = message.split('\n')[0] ?? ''
  // Nobody was there to write a body.
  if (status === 595 || status === 596) return { status, reason }
  return { status, reason, json: { data: null, message: `${message}${status === 501 ? '' : '\n'}`, ...(errors && { errors }) } }
}

function demandPrivilege({ needs = [] }: Route, caller: Caller, params: Values): void {
  const filled = needs.map(([path, privilege]) => [path.replace(/\{(\w+)\}/g, (_, name: string) => params[name] ?? ''), privilege] as const)
  if (filled.length === 0 || filled.some(([path, privilege]) => caller.may(path, privilege))) return
  const [path] = filled[0] ?? []
  const privileges = filled.filter(([other]) => other === path).map(([, privilege]) => privilege)
  throw new Refusal(403, `Permission check failed (${path}, ${privileges.join('|')})`)
}

/** A volume may have slashes; it is always last. */
function patternOf(path: string): RegExp {
  const pattern = path.replace(/\{(\w+)\}/g, (_, name: string) => `(?<${name}>${name === 'volume' ? '.+' : '[^/]+'})`)
  return new RegExp(`^${pattern}$`)
}
