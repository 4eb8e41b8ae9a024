import { randomBytes, randomUUID } from 'node:crypto'
import { matchesTotp } from './one-time-code.ts'
import { allPrivileges, privilegesOf, roleNames } from './roles.ts'
import type { Caller } from './route.ts'
import type { PveWorld } from './world.ts'

/** A user of the simulated cluster; passwords are kept in memory only. */
export interface PveUser {
  readonly id: string
  password: string
  enabled: boolean
  /** Seconds since 1970; 0 is never. */
  expire: number
  /** Comment, mail and names, as they were given. */
  about: Readonly<Record<string, string>>
  readonly tokens: Map<string, PveToken>
  /** Second factors by their id. */
  readonly codes: Map<string, { readonly secret: string; description: string; readonly made: number }>
}

/** A token of a user. `expire` in seconds since 1970, 0 for never. */
export interface PveToken {
  readonly secret: string
  privsep: boolean
  comment?: string
  expire: number
}

/** A permission: who has a role on a path, and below it where it propagates. */
export interface Grant {
  readonly path: string
  readonly ugid: string
  readonly type: 'user' | 'token'
  readonly roleid: string
  readonly propagate: boolean
}

/** Who may do what on the simulated cluster. */
export interface Access {
  readonly users: Map<string, PveUser>
  readonly grants: Grant[]
  /** Roles made by people, with their privileges. */
  readonly ownRoles: Map<string, readonly string[]>
  /** A ticket for the right password or a ticket that is still good; `half` where a second factor is asked for; undefined where it is wrong. */
  logIn(user: string, password: string): { readonly ticket: string; readonly half: boolean } | undefined
  /** The whole ticket for a half one and `totp:NNNNNN`. */
  secondFactor(user: string, half: string, answer: string): string | undefined
  csrfOf(ticket: string): string
  byTicket(ticket: string): Caller | undefined
  /** The caller that a user or `user!token` is. */
  callerOf(user: string): Caller
  /** What a user or token may do on a path: privileges, each with whether it holds below too. */
  privileges(user: string, path: string): ReadonlyMap<string, boolean>
  addUser(id: string, password: string, about?: PveUser['about']): PveUser
  makeToken(user: PveUser, id: string, options: Omit<PveToken, 'secret'>): PveToken
  /** Makes every ticket older. */
  age(ms: number): void
}

interface Ticket {
  readonly user: string
  madeAt: number
  readonly csrf: string
  readonly half: boolean
}

const ticketLifeMs = 2 * 3600 * 1000

/** Access to a world with the one user that every Proxmox has. */
export function createAccess(world: PveWorld, rootPassword: string): Access {
  const now = () => world.time.now()
  const tickets = new Map<string, Ticket>()
  const users = new Map<string, PveUser>()
  const grants: Grant[] = []
  const ownRoles = new Map<string, readonly string[]>()
  const everything = new Map(allPrivileges(world.version).map(privilege => [privilege, true]))

  function issue(user: string, half: boolean): string {
    const stamp = Math.floor(now() / 1000)
      .toString(16)
      .toUpperCase()
    const ticket = `PVE:${half ? '!tfa!{"totp"%3Atrue}' : user}:${stamp}::${randomBytes(256).toString('base64')}`
    tickets.set(ticket, { user, madeAt: now(), csrf: `${stamp}:${randomBytes(32).toString('base64').replace(/=$/, '')}`, half })
    return ticket
  }

  function living(ticket: string, half: boolean): Ticket | undefined {
    const found = tickets.get(ticket)
    return found?.half === half && now() - found.madeAt < ticketLifeMs ? found : undefined
  }

  /** The roles nearest to the path win; one without access wins over all beside it. */
  function rolesOn(ugid: string, path: string): ReadonlyMap<string, boolean> {
    const on = grants.filter(grant => grant.ugid === ugid && reaches(grant, path)).sort((a, b) => b.path.length - a.path.length)
    const nearest = on.filter(grant => grant.path === on[0]?.path)
    if (nearest.some(grant => grant.roleid === 'NoAccess')) return new Map([['NoAccess', true]])
    return new Map(nearest.map(grant => [grant.roleid, grant.propagate]))
  }

  function granted(ugid: string, path: string): ReadonlyMap<string, boolean> {
    const roles = rolesOn(ugid, path)
    const pool = roles.has('NoAccess') ? undefined : poolOf(world, path)
    const all = [...roles, ...(pool === undefined ? [] : rolesOn(ugid, `/pool/${pool}`))]
    return new Map(
      all.flatMap(([role, below]) => privilegesOf(world.version, role, ownRoles).map(privilege => [privilege, below] as const)),
    )
  }

  function privileges(user: string, path: string): ReadonlyMap<string, boolean> {
    if (user === 'root@pam') return everything
    const [owner = '', token] = user.split('!')
    if (token === undefined) return granted(user, path)
    const held = privileges(owner, path)
    if (!users.get(owner)?.tokens.get(token)?.privsep) return held
    return new Map([...granted(user, path)].filter(([privilege]) => held.has(privilege)))
  }

  function usable(user: PveUser | undefined): user is PveUser {
    return user?.enabled === true && (user.expire === 0 || user.expire * 1000 > now())
  }

  function callerOf(user: string): Caller {
    return { user, byToken: user.includes('!'), may: (path, privilege) => privileges(user, path).has(privilege) }
  }

  function addUser(id: string, password: string, about: PveUser['about'] = {}): PveUser {
    const user: PveUser = { id, password, enabled: true, expire: 0, about, tokens: new Map(), codes: new Map() }
    users.set(id, user)
    return user
  }

  addUser('root@pam', rootPassword)
  return {
    users,
    grants,
    ownRoles,
    privileges,
    callerOf,
    addUser,
    logIn(name, password) {
      const user = users.get(name)
      if (!usable(user)) return undefined
      if (living(password, false)?.user === name) return { ticket: issue(name, false), half: false }
      if (user.password === '' || user.password !== password) return undefined
      const half = user.codes.size > 0
      return { ticket: issue(name, half), half }
    },
    secondFactor(name, half, answer) {
      const user = users.get(name)
      const [, code] = /^totp:(\d{6})$/.exec(answer) ?? []
      if (!usable(user) || code === undefined || living(half, true)?.user !== name) return undefined
      if (![...user.codes.values()].some(({ secret }) => matchesTotp(secret, code, now()))) return undefined
      tickets.delete(half)
      return issue(name, false)
    },
    csrfOf: ticket => tickets.get(ticket)?.csrf ?? '',
    byTicket(ticket) {
      const found = living(ticket, false)
      return found && usable(users.get(found.user)) ? callerOf(found.user) : undefined
    },
    makeToken(user, id, options) {
      const token = { ...options, secret: randomUUID() }
      user.tokens.set(id, token)
      return token
    },
    age(ms) {
      for (const ticket of tickets.values()) ticket.madeAt -= ms
    },
  }
}

/** Whether a role is there. */
export function roleExists(access: Access, role: string): boolean {
  return roleNames.includes(role) || access.ownRoles.has(role)
}

function reaches({ path, propagate }: Grant, wanted: string): boolean {
  return path === wanted || (propagate && (path === '/' || wanted.startsWith(`${path}/`)))
}

/** The pool that a guest or a storage is in: what one may do with the pool, one may do with them. */
function poolOf(world: PveWorld, path: string): string | undefined {
  const [, area, name = ''] = /^\/(vms|storage)\/([^/]+)$/.exec(path) ?? []
  if (area === undefined) return undefined
  return [...world.pools].find(([, { guests, storages }]) => (area === 'vms' ? guests.has(Number(name)) : storages.has(name)))?.[0]
}
