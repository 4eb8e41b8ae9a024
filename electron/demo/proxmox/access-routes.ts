import { type Access, roleExists } from './access.ts'
import { allPrivileges, privilegesOf, roleNames } from './roles.ts'
import { Refusal, type Route } from './route.ts'
import type { PveVersion } from './world.ts'

const text = { type: 'string', optional: true } as const
const flag = { type: 'boolean', optional: true } as const
const count = { type: 'integer', optional: true, minimum: 0 } as const
const tokenPath = '/access/users/{userid}/token/{tokenid}'
const areas = { vms: 'VM.', nodes: 'Sys.', storage: 'Datastore.', sdn: 'SDN.', mapping: 'Mapping.' } as const

/** Calls about logins, users, tokens, roles and permissions. */
export function accessRoutes(access: Access): readonly Route[] {
  const userOf = (id: string) => {
    const user = access.users.get(id)
    if (!user) throw new Refusal(500, `no such user ('${id}')`)
    return user
  }
  const tokenOf = (userid: string, tokenid: string) => {
    const token = userOf(userid).tokens.get(tokenid)
    if (!token) throw new Refusal(500, `no such token '${tokenid}' for user '${userid}'`)
    return token
  }
  const told = ({ privsep, comment, expire }: { readonly privsep: boolean; readonly comment?: string; readonly expire: number }) => ({
    privsep: privsep ? 1 : 0,
    expire,
    ...(comment !== undefined && { comment }),
  })
  return [
    {
      method: 'POST',
      path: '/access/ticket',
      rules: {
        username: { type: 'string' },
        password: { type: 'string' },
        realm: text,
        'tfa-challenge': text,
        otp: text,
        path: text,
        privs: text,
        'new-format': flag,
      },
      quorum: false,
      async handle({ world, params }) {
        const user = params.username?.includes('@') ? params.username : `${params.username}@${params.realm ?? 'pam'}`
        const password = params.password ?? ''
        const half = params['tfa-challenge']
        const ticket =
          half === undefined ? access.logIn(user, password) : { ticket: access.secondFactor(user, half, password), half: false }
        if (ticket?.ticket === undefined) throw new Refusal(401, 'authentication failure')
        return {
          username: user,
          ticket: ticket.ticket,
          CSRFPreventionToken: access.csrfOf(ticket.ticket),
          ...(ticket.half ? { NeedTFA: 1 } : { cap: capabilities(access, world.version, user) }),
          ...(world.clusterName !== undefined && !ticket.half && { clustername: world.clusterName }),
        }
      },
    },
    {
      method: 'GET',
      path: '/access/domains',
      handle: () => [
        { realm: 'pam', type: 'pam', comment: 'Linux PAM standard authentication' },
        { realm: 'pve', type: 'pve', comment: 'Proxmox VE authentication server' },
      ],
    },
    {
      method: 'PUT',
      path: '/access/password',
      rules: { userid: { type: 'string' }, password: { type: 'string' }, 'confirmation-password': text },
      handle({ caller, params }) {
        if (caller.byToken)
          throw new Refusal(403, "Permission check failed (URI '/access/password' not available with API token, need proper ticket)")
        userOf(params.userid ?? '').password = params.password ?? ''
        return null
      },
    },
    {
      method: 'GET',
      path: '/access/permissions',
      rules: { path: text, userid: text },
      handle({ caller, params, world }) {
        const paths =
          params.path !== undefined ? [params.path] : ['/', '/access', '/access/groups', '/nodes', '/pool', '/sdn', '/storage', '/vms']
        const user = params.userid ?? caller.user
        return Object.fromEntries(
          paths.flatMap(path => {
            const privileges = allPrivileges(world.version).filter(privilege => access.privileges(user, path).has(privilege))
            return privileges.length === 0 ? [] : [[path, Object.fromEntries(privileges.map(privilege => [privilege, 1]))]]
          }),
        )
      },
    },
    {
      method: 'GET',
      path: '/access/users',
      rules: { enabled: flag, full: flag },
      handle: ({ caller }) =>
        [...access.users.values()]
          .filter(
            user =>
              user.id === caller.user.split('!')[0] || caller.may('/access/groups', 'User.Modify') || caller.may('/access', 'Sys.Audit'),
          )
          .map(user => ({
            userid: user.id,
            enable: user.enabled ? 1 : 0,
            expire: 0,
            'realm-type': user.id.split('@')[1] ?? 'pam',
            ...(user.comment !== '' && { comment: user.comment, email: '' }),
          })),
    },
    {
      method: 'POST',
      path: '/access/users',
      needs: [['/access/groups', 'User.Modify']],
      rules: {
        userid: {
          type: 'string',
          check: value =>
            /^[^\s:/@]+@[A-Za-z][\w.-]+$/.test(value) ? undefined : "invalid format - value 'x' does not look like a valid user name\n",
        },
        password: text,
        comment: text,
        email: text,
        enable: flag,
        expire: count,
        firstname: text,
        groups: text,
        keys: text,
        lastname: text,
      },
      handle({ params }) {
        const id = params.userid ?? ''
        if (access.users.has(id)) throw new Refusal(500, `create user failed: user '${id}' already exists`)
        access.users.set(id, {
          id,
          password: params.password ?? '',
          comment: params.comment ?? '',
          enabled: params.enable !== '0',
          tokens: new Map(),
        })
        return null
      },
    },
    {
      method: 'DELETE',
      path: '/access/users/{userid}',
      needs: [['/access/groups', 'User.Modify']],
      handle({ params }) {
        userOf(params.userid ?? '')
        access.users.delete(params.userid ?? '')
        return null
      },
    },
    {
      method: 'POST',
      path: '/access/tfa/{userid}',
      rules: {
        type: { type: 'string', choices: ['totp', 'u2f', 'webauthn', 'recovery', 'yubico'] },
        totp: text,
        value: text,
        description: text,
        password: text,
        challenge: text,
      },
      handle({ params }) {
        userOf(params.userid ?? '').totp = new URL(params.totp ?? 'otpauth://totp/?secret=').searchParams.get('secret') ?? ''
        return { id: '00000000-0000-4000-8000-000000000000' }
      },
    },
    {
      method: 'GET',
      path: '/access/users/{userid}/token',
      handle: ({ params }) => [...userOf(params.userid ?? '').tokens].map(([tokenid, token]) => ({ tokenid, ...told(token) })),
    },
    { method: 'GET', path: tokenPath, handle: ({ params }) => told(tokenOf(params.userid ?? '', params.tokenid ?? '')) },
    {
      method: 'POST',
      path: tokenPath,
      rules: { privsep: flag, comment: text, expire: count },
      handle({ params, caller }) {
        const user = userOf(params.userid ?? '')
        if (caller.user !== user.id && !caller.may('/access/groups', 'User.Modify')) throw new Refusal(403, 'Permission check failed')
        const id = params.tokenid ?? ''
        if (user.tokens.has(id)) throw new Refusal(400, 'Parameter verification failed.', { tokenid: 'Token already exists.' })
        const value = access.makeToken(user, id, {
          privsep: params.privsep !== '0',
          expire: Number(params.expire ?? 0),
          ...(params.comment !== undefined && { comment: params.comment }),
        })
        return {
          'full-tokenid': `${user.id}!${id}`,
          value,
          info: {
            privsep: params.privsep ?? 1,
            ...(params.comment !== undefined && { comment: params.comment }),
            ...(params.expire !== undefined && { expire: params.expire }),
          },
        }
      },
    },
    {
      method: 'PUT',
      path: tokenPath,
      rules: { privsep: flag, comment: text, expire: count, regenerate: flag },
      handle({ params, world }) {
        const token = tokenOf(params.userid ?? '', params.tokenid ?? '')
        if (params.privsep !== undefined) token.privsep = params.privsep === '1'
        if (params.comment !== undefined) token.comment = params.comment
        if (params.expire !== undefined) token.expire = Number(params.expire)
        const regenerated = params.regenerate === '1' && world.version === '9.2'
        if (regenerated) access.makeToken(userOf(params.userid ?? ''), params.tokenid ?? '', token)
        const now = tokenOf(params.userid ?? '', params.tokenid ?? '')
        return {
          ...told(now),
          ...(params.expire !== undefined && { expire: params.expire }),
          ...(regenerated && { value: now.secret, 'full-tokenid': `${params.userid}!${params.tokenid}` }),
        }
      },
    },
    {
      method: 'DELETE',
      path: tokenPath,
      handle({ params }) {
        tokenOf(params.userid ?? '', params.tokenid ?? '')
        userOf(params.userid ?? '').tokens.delete(params.tokenid ?? '')
        return null
      },
    },
    {
      method: 'GET',
      path: '/access/roles',
      handle: ({ world }) =>
        [...roleNames, ...access.ownRoles.keys()].map(roleid => ({
          roleid,
          special: roleNames.includes(roleid) ? 1 : 0,
          privs: privilegesOf(world.version, roleid, access.ownRoles).join(','),
        })),
    },
    {
      method: 'GET',
      path: '/access/roles/{roleid}',
      handle({ params, world }) {
        if (!roleExists(access, params.roleid ?? '')) throw new Refusal(500, `role '${params.roleid}' does not exist`)
        return Object.fromEntries(privilegesOf(world.version, params.roleid ?? '', access.ownRoles).map(privilege => [privilege, 1]))
      },
    },
    {
      method: 'POST',
      path: '/access/roles',
      needs: [['/access', 'Sys.Modify']],
      rules: { roleid: { type: 'string' }, privs: text },
      handle({ params, world }) {
        const id = params.roleid ?? ''
        if (roleExists(access, id)) throw new Refusal(500, `create role failed: role '${id}' already exists`)
        access.ownRoles.set(id, checked(world.version, params.privs ?? ''))
        return null
      },
    },
    {
      method: 'PUT',
      path: '/access/roles/{roleid}',
      needs: [['/access', 'Sys.Modify']],
      rules: { privs: text, append: flag },
      handle({ params, world }) {
        const id = params.roleid ?? ''
        if (!access.ownRoles.has(id)) throw new Refusal(500, `update role failed: role '${id}' does not exist`)
        access.ownRoles.set(id, [
          ...(params.append === '1' ? (access.ownRoles.get(id) ?? []) : []),
          ...checked(world.version, params.privs ?? ''),
        ])
        return null
      },
    },
    {
      method: 'DELETE',
      path: '/access/roles/{roleid}',
      needs: [['/access', 'Sys.Modify']],
      handle: ({ params }) => void access.ownRoles.delete(params.roleid ?? ''),
    },
    {
      method: 'GET',
      path: '/access/acl',
      handle: () =>
        access.grants.map(({ path, ugid, type, roleid, propagate }) => ({ path, ugid, type, roleid, propagate: propagate ? 1 : 0 })),
    },
    {
      method: 'PUT',
      path: '/access/acl',
      rules: {
        path: { type: 'string' },
        roles: { type: 'string' },
        users: text,
        groups: text,
        tokens: text,
        delete: flag,
        propagate: flag,
      },
      handle({ params, caller }) {
        const path = params.path ?? '/'
        if (!caller.may(path, 'Permissions.Modify')) throw new Refusal(403, `Permission check failed (${path}, Permissions.Modify)`)
        for (const roleid of (params.roles ?? '').split(',')) {
          if (!roleExists(access, roleid)) throw new Refusal(500, `ACL update failed: role '${roleid}' does not exist`)
          for (const [type, list] of [
            ['user', params.users],
            ['token', params.tokens],
            ['group', params.groups],
          ] as const) {
            for (const ugid of list?.split(',') ?? []) {
              if (type === 'user' && !access.users.has(ugid)) throw new Refusal(500, `ACL update failed: no such user ('${ugid}')`)
              const at = access.grants.findIndex(grant => grant.path === path && grant.ugid === ugid && grant.roleid === roleid)
              if (at >= 0) access.grants.splice(at, 1)
              if (params.delete !== '1') access.grants.push({ path, ugid, type, roleid, propagate: params.propagate !== '0' })
            }
          }
        }
        return null
      },
    },
  ]
}

function checked(version: PveVersion, list: string): string[] {
  const privileges = list.split(/[,; ]+/).filter(name => name !== '')
  const unknown = privileges.find(name => !allPrivileges(version).includes(name))
  if (unknown !== undefined)
    throw new Refusal(400, 'Parameter verification failed.', { privs: `invalid format - invalid privilege '${unknown}'\n\n` })
  return privileges
}

function capabilities(access: Access, version: PveVersion, user: string): Readonly<Record<string, unknown>> {
  const held = (path: string, wanted: (privilege: string) => boolean) =>
    Object.fromEntries(
      allPrivileges(version)
        .filter(privilege => wanted(privilege) && access.privileges(user, path).has(privilege))
        .map(privilege => [privilege, 1]),
    )
  return {
    ...Object.fromEntries(
      Object.entries(areas).map(([area, prefix]) => [
        area,
        held(`/${area}`, privilege => privilege.startsWith(prefix) || privilege === 'Permissions.Modify'),
      ]),
    ),
    access: held('/access', privilege => /^(?:User\.|Group\.|Permissions)/.test(privilege)),
    dc: held('/', privilege => /^(?:Sys\.(?:Audit|Modify)|SDN\.)/.test(privilege)),
  }
}
