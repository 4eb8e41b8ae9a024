import { randomUUID } from 'node:crypto'
import type { Access } from './access.ts'
import { logEvent } from './cluster-log.ts'
import { matchesTotp } from './one-time-code.ts'
import { allPrivileges } from './roles.ts'
import { type Asked, Refusal, type Route } from './route.ts'
import { atMost, flag, oneOf, realm, required, text, userId } from './rules.ts'
import type { PveWorld } from './world.ts'

/** The parts of the tree that a login is told about, and which privileges count there. */
const areas: readonly (readonly [area: string, path: string, counts: RegExp])[] = [
  ['vms', '/vms', /^(?:VM\.|Permissions\.Modify)/],
  ['nodes', '/nodes', /^(?:Sys\.|Permissions\.Modify)/],
  ['storage', '/storage', /^(?:Datastore\.|Permissions\.Modify)/],
  ['sdn', '/sdn', /^(?:SDN\.|Permissions\.Modify)/],
  ['mapping', '/mapping', /^(?:Mapping\.|Permissions\.Modify)/],
  ['access', '/access', /^(?:User\.|Group\.|Permissions\.Modify)/],
  ['dc', '/', /^(?:Sys\.(?:Audit|Modify)$|SDN\.)/],
]
const paths = ['/', '/access', '/access/groups', '/nodes', '/pool', '/sdn', '/storage', '/vms']

/** Logins, second factors, passwords, and what a login may do. */
export function loginRoutes(access: Access): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/access/domains',
      open: true,
      handle: () => [
        { realm: 'pam', type: 'pam', comment: 'Linux PAM standard authentication' },
        { realm: 'pve', type: 'pve', comment: 'Proxmox VE authentication server' },
      ],
    },
    {
      method: 'POST',
      path: '/access/ticket',
      open: true,
      quorum: false,
      rules: {
        'new-format': flag,
        otp: text,
        password: required(text),
        path: atMost(64),
        privs: atMost(64),
        realm,
        'tfa-challenge': text,
        username: required(atMost(64)),
      },
      handle: asked => logIn(access, asked),
    },
    {
      method: 'PUT',
      path: '/access/password',
      ticketOnly: true,
      rules: {
        'confirmation-password': { ...atMost(64), minLength: 5 },
        password: required({ ...atMost(64), minLength: 8 }),
        userid: required(userId),
      },
      handle({ caller, params }) {
        demandUser(access, caller, params.userid ?? '')
        access.users.forEach(user => {
          if (user.id === params.userid) user.password = params.password ?? ''
        })
        return null
      },
    },
    {
      method: 'GET',
      path: '/access/permissions',
      rules: {
        path: text,
        userid: { ...text, pattern: /^[^\s:/]+@[A-Za-z][A-Za-z0-9.\-_]+(?:![A-Za-z][A-Za-z0-9.\-_]+)?$/ },
      },
      handle({ caller, params, world }) {
        const user = params.userid ?? caller.user
        if (user !== caller.user && !user.startsWith(`${caller.user}!`) && !caller.may('/access', 'Sys.Audit'))
          throw new Refusal(403, 'Permission check failed (/access, Sys.Audit)')
        const asked = params.path === undefined ? everyPath(access, world) : [params.path]
        return Object.fromEntries(
          asked.flatMap(path => {
            const held = [...access.privileges(user, path)].map(([privilege, below]) => [privilege, below ? 1 : 0])
            return held.length > 0 || params.path !== undefined ? [[path, Object.fromEntries(held)]] : []
          }),
        )
      },
    },
    {
      method: 'GET',
      path: '/access/tfa/{userid}',
      handle({ caller, params }) {
        const user = demandUser(access, caller, params.userid ?? '')
        return [...user.codes].map(([id, { description, made }]) => ({ id, type: 'totp', description, created: made }))
      },
    },
    {
      method: 'POST',
      path: '/access/tfa/{userid}',
      ticketOnly: true,
      rules: {
        challenge: text,
        description: atMost(255),
        password: { ...atMost(64), minLength: 5 },
        totp: text,
        type: required(oneOf('totp', 'u2f', 'webauthn', 'recovery', 'yubico')),
        value: text,
      },
      handle({ caller, params, world }) {
        const user = demandUser(access, caller, params.userid ?? '')
        if (params.type !== 'totp') throw new Refusal(500, `second factors of the type '${params.type}' are not simulated`)
        const secret = /[?&]secret=([A-Z2-7]+)/i.exec(params.totp ?? '')?.[1]
        if (secret === undefined || !matchesTotp(secret, params.value ?? '', world.time.now()))
          throw new Refusal(400, 'failed to verify TOTP challenge')
        const id = randomUUID()
        user.codes.set(id, { secret, description: params.description ?? '', made: Math.floor(world.time.now() / 1000) })
        return { id }
      },
    },
    {
      method: 'DELETE',
      path: '/access/tfa/{userid}/{id}',
      ticketOnly: true,
      rules: { password: { ...atMost(64), minLength: 5 } },
      handle({ caller, params }) {
        demandUser(access, caller, params.userid ?? '').codes.delete(params.id ?? '')
        return null
      },
    },
  ]
}

/** The user, when it is the caller's own or one the caller may change. */
function demandUser(access: Access, caller: Asked['caller'], id: string) {
  const user = access.users.get(id)
  if (caller.user !== id && !caller.may('/access/groups', 'User.Modify'))
    throw new Refusal(403, 'Permission check failed (/access/groups, User.Modify)')
  if (!user) throw new Refusal(500, `no such user ('${id}')`)
  return user
}

function logIn(access: Access, { params, world, node }: Asked): Readonly<Record<string, unknown>> {
  const username = params.realm === undefined ? (params.username ?? '') : `${params.username}@${params.realm}`
  const password = params.password ?? ''
  const challenge = params['tfa-challenge']
  const whole = challenge === undefined ? undefined : access.secondFactor(username, challenge, password)
  const made = challenge === undefined ? access.logIn(username, password) : whole && { ticket: whole, half: false }
  if (!made) throw new Refusal(401, 'authentication failure')
  const proof = { username, ticket: made.ticket, CSRFPreventionToken: access.csrfOf(made.ticket) }
  if (made.half) return { ...proof, NeedTFA: 1 }
  logEvent(world, node.name, username, `successful auth for user '${username}'`)
  return {
    ...proof,
    cap: capabilities(access, world, username),
    ...(world.clusterName !== undefined && { clustername: world.clusterName }),
  }
}

function capabilities(access: Access, world: PveWorld, user: string): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    areas.map(([area, path, counts]) => {
      const held = access.privileges(user, path)
      const told = allPrivileges(world.version).filter(privilege => counts.test(privilege) && held.has(privilege))
      return [area, Object.fromEntries(told.map(privilege => [privilege, 1]))]
    }),
  )
}

/** The trunk of the tree and whatever somebody was given. */
function everyPath(access: Access, world: PveWorld): readonly string[] {
  const pooled = [...world.pools.values()].flatMap(({ guests, storages }) => [
    ...[...guests].map(vmid => `/vms/${vmid}`),
    ...[...storages].map(name => `/storage/${name}`),
  ])
  return [...new Set([...paths, ...access.grants.map(grant => grant.path), ...pooled])].sort()
}
