import { type Access, type Grant, roleExists } from './access.ts'
import { allPrivileges, privilegesOf, roleNames } from './roles.ts'
import { type Asked, Refusal, type Route } from './route.ts'
import { accessName, flag, fullTokenId, listOf, required, splitList, text, userId } from './rules.ts'
import type { PveVersion } from './world.ts'

const modify = [['/access', 'Sys.Modify']] as const

/** Roles, and who has which on what. */
export function roleRoutes(access: Access): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/access/roles',
      handle: ({ world }) =>
        [...roleNames, ...access.ownRoles.keys()].map(roleid => ({
          roleid,
          privs: privilegesOf(world.version, roleid, access.ownRoles).join(','),
          special: roleNames.includes(roleid) ? 1 : 0,
        })),
    },
    {
      method: 'POST',
      path: '/access/roles',
      needs: modify,
      rules: { privs: text, roleid: required(accessName) },
      handle({ params, world }) {
        const id = params.roleid ?? ''
        const privileges = knownPrivileges(world.version, params.privs)
        if (roleExists(access, id)) throw new Refusal(500, `create role failed: role '${id}' already exists`)
        access.ownRoles.set(id, privileges)
        return null
      },
    },
    {
      method: 'GET',
      path: '/access/roles/{roleid}',
      handle({ params, world }) {
        const id = params.roleid ?? ''
        if (!roleExists(access, id)) throw new Refusal(500, `role '${id}' does not exist`)
        return Object.fromEntries(privilegesOf(world.version, id, access.ownRoles).map(privilege => [privilege, 1]))
      },
    },
    {
      method: 'PUT',
      path: '/access/roles/{roleid}',
      needs: modify,
      rules: { append: flag, privs: text },
      handle({ params, world }) {
        const id = params.roleid ?? ''
        const privileges = knownPrivileges(world.version, params.privs)
        const held = ownRole(access, id, 'update')
        access.ownRoles.set(id, [...new Set([...(params.append === '1' ? held : []), ...privileges])].sort())
        return null
      },
    },
    {
      method: 'DELETE',
      path: '/access/roles/{roleid}',
      needs: modify,
      handle({ params }) {
        ownRole(access, params.roleid ?? '', 'delete')
        access.ownRoles.delete(params.roleid ?? '')
        return null
      },
    },
    {
      method: 'GET',
      path: '/access/acl',
      handle: ({ caller }) =>
        access.grants
          .filter(({ path }) => caller.may(path, 'Permissions.Modify') || caller.may('/access', 'Sys.Audit'))
          .map(({ path, type, ugid, roleid, propagate }) => ({ path, type, ugid, roleid, propagate: propagate ? 1 : 0 })),
    },
    {
      method: 'PUT',
      path: '/access/acl',
      rules: {
        delete: flag,
        groups: listOf(accessName),
        path: required(text),
        propagate: flag,
        roles: required(listOf(accessName)),
        tokens: listOf(fullTokenId),
        users: listOf(userId),
      },
      handle: asked => changeGrants(access, asked),
    },
  ]
}

function changeGrants(access: Access, { params, caller }: Asked): null {
  const { path = '/', roles = '', users, tokens, groups } = params
  if (!caller.may(path, 'Permissions.Modify')) throw new Refusal(403, `Permission check failed (${path}, Permissions.Modify)`)
  if (users === undefined && tokens === undefined && groups === undefined)
    throw new Refusal(400, 'Parameter verification failed.', { users: "either 'users', 'groups' or 'tokens' is required" })
  const [group] = splitList(groups ?? '')
  if (group !== undefined) throw new Refusal(500, `ACL update failed: group '${group}' does not exist`)
  const given = [
    ...splitList(users ?? '').map(ugid => ({ ugid, type: 'user' as const })),
    ...splitList(tokens ?? '').map(ugid => ({ ugid, type: 'token' as const })),
  ]
  for (const roleid of splitList(roles)) {
    if (!roleExists(access, roleid)) throw new Refusal(500, `ACL update failed: role '${roleid}' does not exist`)
    for (const { ugid, type } of given) {
      refuseUnknown(access, ugid)
      const at = access.grants.findIndex(grant => grant.path === path && grant.ugid === ugid && grant.roleid === roleid)
      if (at >= 0) access.grants.splice(at, 1)
      const grant: Grant = { path, ugid, type, roleid, propagate: params.propagate !== '0' }
      if (params.delete !== '1') access.grants.push(grant)
    }
  }
  return null
}

function refuseUnknown(access: Access, ugid: string): void {
  const [user = '', token] = ugid.split('!')
  const known = access.users.get(user)
  if (!known) throw new Refusal(500, `ACL update failed: user '${user}' does not exist`)
  if (token !== undefined && !known.tokens.has(token))
    throw new Refusal(500, `ACL update failed: no such token '${token}' for user '${user}'`)
}

function ownRole(access: Access, id: string, doing: string): readonly string[] {
  const held = access.ownRoles.get(id)
  if (held) return held
  if (roleNames.includes(id)) throw new Refusal(500, `${doing} role failed: auto-generated role '${id}' cannot be modified`)
  throw new Refusal(500, `${doing} role failed: role '${id}' does not exist`)
}

function knownPrivileges(version: PveVersion, list = ''): readonly string[] {
  const privileges = splitList(list)
  const unknown = privileges.find(name => !allPrivileges(version).includes(name))
  if (unknown === undefined) return [...new Set(privileges)].sort()
  throw new Refusal(400, 'Parameter verification failed.', { privs: `invalid format - invalid privilege '${unknown}'\n` })
}
