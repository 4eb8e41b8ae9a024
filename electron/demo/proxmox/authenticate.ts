import type { Access } from './access.ts'
import { type Caller, Refusal } from './route.ts'
import type { PveWorld } from './world.ts'

/** What of a request's head tells who asks. */
export interface Proofs {
  readonly method: string
  /** The ticket of the cookie. */
  readonly cookie: string | undefined
  readonly authorization: string | undefined
  readonly csrf: string | undefined
}

/** Who asks. Refuses in the words of the version what proves nothing; 9 does not say what was wrong. */
export function authenticate(world: PveWorld, access: Access, { method, cookie, authorization, csrf }: Proofs): Caller {
  const token = /^PVEAPIToken=(.*)$/.exec(authorization ?? '')?.[1]
  if (token !== undefined) return byToken(world, access, token)
  const ticket = /^PVEAuthCookie=(.*)$/.exec(authorization ?? '')?.[1] ?? cookie
  if (ticket === undefined) throw new Refusal(401, 'No ticket')
  const caller = access.byTicket(ticket)
  if (!caller) throw refused(world, 'permission denied - invalid PVE ticket')
  if (method !== 'GET' && csrf !== access.csrfOf(ticket)) throw new Refusal(401, 'Permission denied - invalid csrf token')
  return caller
}

function byToken(world: PveWorld, access: Access, text: string): Caller {
  const [, user, id, secret] = /^([^!=]+)!([^=]+)=(.+)$/.exec(text) ?? []
  if (user === undefined || id === undefined || secret === undefined) throw refused(world, 'no tokenid specified')
  const known = access.users.get(user)
  if (!known) throw refused(world, `no such user ('${user}')`)
  const token = known.tokens.get(id)
  if (!token) throw refused(world, `no such token '${id}' for user '${user}'`)
  if (token.secret !== secret) throw refused(world, 'invalid token value!')
  if (!known.enabled) throw refused(world, `user '${user}' is disabled`)
  if (token.expire !== 0 && token.expire * 1000 <= world.time.now()) throw refused(world, `token '${id}' access expired`)
  return access.callerOf(`${user}!${id}`)
}

function refused(world: PveWorld, words: string): Refusal {
  return new Refusal(401, world.version === '8.4' ? words : 'Authentication failed!')
}
