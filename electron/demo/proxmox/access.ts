import { createHmac, randomBytes, randomUUID } from 'node:crypto'
import { privilegesOf, roleNames } from './roles.ts'
import type { Caller } from './route.ts'
import type { PveVersion } from './world.ts'

/** A user of the simulated cluster; passwords are kept in memory only. */
interface User {
  readonly id: string
  password: string
  comment: string
  enabled: boolean
  /** The base32 secret of a second factor. */
  totp?: string
  readonly tokens: Map<string, Token>
}

interface Token {
  secret: string
  privsep: boolean
  comment?: string
  expire: number
}

/** A permission: who has a role on a path, and below it where it propagates. */
export interface Grant {
  readonly path: string
  readonly ugid: string
  readonly type: 'user' | 'token' | 'group'
  readonly roleid: string
  readonly propagate: boolean
}

/** Who may do what on the simulated cluster. */
export interface Access {
  readonly users: Map<string, User>
  readonly grants: Grant[]
  /** Roles made by people, with their privileges. */
  readonly ownRoles: Map<string, string[]>
  /** A ticket for the right password, `half` where a second factor is asked for, undefined where it is wrong. */
  logIn(user: string, password: string): { readonly ticket: string; readonly half: boolean } | undefined
  /** The whole ticket for a half one and `totp:NNNNNN`. */
  secondFactor(user: string, half: string, answer: string): string | undefined
  csrfOf(ticket: string): string
  /** The caller of a ticket or of a token's `user@realm!id=secret`. */
  byTicket(ticket: string): Caller | undefined
  byToken(text: string): Caller | undefined
  privileges(user: string, path: string): ReadonlySet<string>
  makeToken(user: User, id: string, options: { readonly privsep: boolean; readonly comment?: string; readonly expire: number }): string
}

const ticketLifeMs = 2 * 3600 * 1000
const totpStepMs = 30_000

/** Access with the one user that every Proxmox has. */
export function createAccess(version: PveVersion, rootPassword: string, now: () => number): Access {
  const tickets = new Map<string, { readonly user: string; readonly madeAt: number; readonly csrf: string; readonly half: boolean }>()
  const users = new Map<string, User>()
  const grants: Grant[] = []
  const ownRoles = new Map<string, string[]>()
  users.set('root@pam', { id: 'root@pam', password: rootPassword, comment: '', enabled: true, tokens: new Map() })

  function issue(user: string, half: boolean): string {
    const stamp = Math.floor(now() / 1000)
      .toString(16)
      .toUpperCase()
    const signature = randomBytes(96).toString('base64')
    const ticket = half ? `PVE:!tfa!{"totp"%3Atrue}:${stamp}::${signature}` : `PVE:${user}:${stamp}::${signature}`
    tickets.set(ticket, { user, madeAt: now(), csrf: `${stamp}:${randomBytes(24).toString('base64')}`, half })
    return ticket
  }

  function living(ticket: string, half: boolean) {
    const found = tickets.get(ticket)
    return found && found.half === half && now() - found.madeAt < ticketLifeMs ? found : undefined
  }

  function granted(ugid: string, path: string): ReadonlySet<string> {
    const near = grants
      .filter(
        grant =>
          grant.ugid === ugid && (grant.path === path || (grant.propagate && (grant.path === '/' || path.startsWith(`${grant.path}/`)))),
      )
      .sort((a, b) => b.path.length - a.path.length)
    const depth = near[0]?.path.length
    return new Set(near.filter(grant => grant.path.length === depth).flatMap(grant => privilegesOf(version, grant.roleid, ownRoles)))
  }

  function privileges(user: string, path: string): ReadonlySet<string> {
    if (user === 'root@pam') return new Set(privilegesOf(version, 'Administrator', ownRoles))
    const [owner = '', token] = user.split('!')
    if (token === undefined) return granted(user, path)
    const of = privileges(owner, path)
    if (!users.get(owner)?.tokens.get(token)?.privsep) return of
    const own = granted(user, path)
    return new Set([...own].filter(privilege => of.has(privilege)))
  }

  const caller = (user: string, byToken: boolean): Caller => ({
    user,
    byToken,
    may: (path, privilege) => privileges(user, path).has(privilege),
  })

  return {
    users,
    grants,
    ownRoles,
    privileges,
    logIn(name, password) {
      const user = users.get(name)
      const renewed = living(password, false)
      if (renewed?.user === name) return { ticket: issue(name, false), half: false }
      if (!user?.enabled || user.password !== password) return undefined
      return { ticket: issue(name, user.totp !== undefined), half: user.totp !== undefined }
    },
    secondFactor(name, half, answer) {
      const user = users.get(name)
      const [, code] = /^totp:(\d{6})$/.exec(answer) ?? []
      if (living(half, true)?.user !== name || user?.totp === undefined || code === undefined) return undefined
      const steps = [-1, 0, 1].map(step => totpAt(user.totp ?? '', now() + step * totpStepMs))
      if (!steps.includes(code)) return undefined
      tickets.delete(half)
      return issue(name, false)
    },
    csrfOf: ticket => tickets.get(ticket)?.csrf ?? '',
    byTicket(ticket) {
      const found = living(ticket, false)
      return found && caller(found.user, false)
    },
    byToken(text) {
      const [, owner = '', id = '', secret = ''] = /^([^!=]+)!([^=]+)=(.+)$/.exec(text) ?? []
      const token = users.get(owner)?.tokens.get(id)
      const isAlive = token && (token.expire === 0 || token.expire * 1000 > now())
      return isAlive && token.secret === secret ? caller(`${owner}!${id}`, true) : undefined
    },
    makeToken(user, id, { privsep, comment, expire }) {
      const secret = randomUUID()
      user.tokens.set(id, { secret, privsep, expire, ...(comment !== undefined && { comment }) })
      return secret
    },
  }
}

/** The six digits of a second factor at a moment (RFC 6238, SHA-1, 30 s). */
export function totpAt(base32: string, at: number): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  const bits = [...base32].map(letter => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('')
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map(byte => Number.parseInt(byte, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(at / totpStepMs)))
  const digest = createHmac('sha1', key).update(counter).digest()
  const offset = (digest.at(-1) ?? 0) & 0xf
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

/** Whether a role is there. */
export function roleExists(access: Access, role: string): boolean {
  return roleNames.includes(role) || access.ownRoles.has(role)
}
