import type { Access, PveToken, PveUser } from './access.ts'
import { type Asked, Refusal, type Route, type Rules } from './route.ts'
import { accessName, atMost, configId, count, email, flag, listOf, required, splitList, text, userId } from './rules.ts'

const about = ['comment', 'email', 'firstname', 'lastname', 'keys'] as const
const userRules: Rules = {
  comment: atMost(2048),
  email: { ...email, maxLength: 254 },
  enable: flag,
  expire: count,
  firstname: atMost(1024),
  groups: listOf(accessName),
  keys: { ...text, pattern: /^[0-9a-zA-Z!=]{0,4096}$/ },
  lastname: atMost(1024),
}
const tokenRules: Rules = { comment: text, expire: count, privsep: flag }
const tokenPath = '/access/users/{userid}/token/{tokenid}'
const modify = [['/access/groups', 'User.Modify']] as const

/** Users and their tokens. */
export function userRoutes(access: Access): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/access/users',
      rules: { enabled: flag, full: flag },
      handle: ({ caller, params }) =>
        [...access.users.values()]
          .filter(user => user.id === caller.user.split('!')[0] || mayRead(caller))
          .filter(user => params.enabled === undefined || user.enabled === (params.enabled === '1'))
          .map(user => ({
            userid: user.id,
            'realm-type': user.id.split('@').at(-1),
            ...toldUser(user),
            ...(params.full === '1' && {
              groups: '',
              tokens: [...user.tokens].map(([tokenid, token]) => ({ tokenid, ...toldToken(token) })),
            }),
          })),
    },
    {
      method: 'POST',
      path: '/access/users',
      needs: modify,
      rules: { ...userRules, password: { ...atMost(64), minLength: 8 }, userid: required(userId) },
      handle({ params }) {
        const id = params.userid ?? ''
        if (access.users.has(id)) throw new Refusal(500, `create user failed: user '${id}' already exists`)
        changeUser(access.addUser(id, params.password ?? '', { email: '' }), params)
        return null
      },
    },
    {
      method: 'GET',
      path: '/access/users/{userid}',
      needs: [
        ['/access/groups', 'User.Modify'],
        ['/access/groups', 'Sys.Audit'],
      ],
      handle({ params }) {
        const user = userOf(access, params)
        return { ...toldUser(user), groups: [], tokens: Object.fromEntries([...user.tokens].map(([id, token]) => [id, toldToken(token)])) }
      },
    },
    {
      method: 'PUT',
      path: '/access/users/{userid}',
      needs: modify,
      rules: { ...userRules, append: flag },
      handle({ params }) {
        changeUser(userOf(access, params, 'update user failed: '), params)
        return null
      },
    },
    {
      method: 'DELETE',
      path: '/access/users/{userid}',
      needs: modify,
      handle({ params }) {
        const { id } = userOf(access, params, 'delete user failed: ')
        access.users.delete(id)
        dropGrants(access, id)
        return null
      },
    },
    {
      method: 'GET',
      path: '/access/users/{userid}/token',
      handle: asked => [...ownUser(access, asked).tokens].map(([tokenid, token]) => ({ tokenid, ...toldToken(token) })),
    },
    { method: 'GET', path: tokenPath, handle: asked => toldToken(tokenOf(ownUser(access, asked), asked)) },
    {
      method: 'POST',
      path: tokenPath,
      rules: tokenRules,
      handle(asked) {
        const { params } = asked
        const user = ownUser(access, asked)
        const id = params.tokenid ?? ''
        if (user.tokens.has(id)) throw new Refusal(400, 'Parameter verification failed.', { tokenid: 'Token already exists.' })
        const token = access.makeToken(user, id, {
          privsep: params.privsep !== '0',
          expire: Number(params.expire ?? 0),
          ...(params.comment !== undefined && { comment: params.comment }),
        })
        return { 'full-tokenid': `${user.id}!${id}`, value: token.secret, info: { privsep: 1, ...given(params) } }
      },
    },
    {
      method: 'PUT',
      path: tokenPath,
      rules: { ...tokenRules, delete: { ...listOf(configId), only: '9.2' }, regenerate: { ...flag, only: '9.2' } },
      handle(asked) {
        const { params } = asked
        const user = ownUser(access, asked)
        const token = tokenOf(user, asked)
        if (params.privsep !== undefined) token.privsep = params.privsep === '1'
        if (params.comment !== undefined) token.comment = params.comment
        if (params.expire !== undefined) token.expire = Number(params.expire)
        for (const setting of splitList(params.delete ?? '')) if (setting === 'comment') delete token.comment
        if (params.regenerate !== '1') return { ...toldToken(token), ...given(params) }
        const { secret, ...options } = token
        const made = access.makeToken(user, params.tokenid ?? '', options)
        return { ...toldToken(made), ...given(params), value: made.secret, 'full-tokenid': `${user.id}!${params.tokenid}` }
      },
    },
    {
      method: 'DELETE',
      path: tokenPath,
      handle(asked) {
        const user = ownUser(access, asked)
        tokenOf(user, asked)
        user.tokens.delete(asked.params.tokenid ?? '')
        dropGrants(access, `${user.id}!${asked.params.tokenid}`)
        return null
      },
    },
  ]
}

function userOf(access: Access, params: Asked['params'], words = ''): PveUser {
  const user = access.users.get(params.userid ?? '')
  if (!user) throw new Refusal(500, `${words}no such user ('${params.userid}')`)
  return user
}

/** The user of the path, when it is the caller or one the caller may change. */
function ownUser(access: Access, { caller, params }: Asked): PveUser {
  if (caller.user !== params.userid && !caller.may('/access/groups', 'User.Modify'))
    throw new Refusal(403, 'Permission check failed (/access/groups, User.Modify)')
  return userOf(access, params)
}

function tokenOf(user: PveUser, { params }: Asked): PveToken {
  const token = user.tokens.get(params.tokenid ?? '')
  if (!token) throw new Refusal(500, `no such token '${params.tokenid}' for user '${user.id}'`)
  return token
}

function mayRead(caller: Asked['caller']): boolean {
  return caller.may('/access/groups', 'User.Modify') || caller.may('/access/groups', 'Sys.Audit')
}

function changeUser(user: PveUser, params: Asked['params']): void {
  if (params.groups !== undefined && params.groups !== '') throw new Refusal(500, `no such group '${splitList(params.groups)[0]}'`)
  if (params.enable !== undefined) user.enabled = params.enable === '1'
  if (params.expire !== undefined) user.expire = Number(params.expire)
  const told = about.flatMap(name => (params[name] === undefined ? [] : [[name, params[name]] as const]))
  user.about = { ...user.about, ...Object.fromEntries(told) }
}

function dropGrants(access: Access, ugid: string): void {
  const kept = access.grants.filter(grant => grant.ugid !== ugid && !grant.ugid.startsWith(`${ugid}!`))
  access.grants.splice(0, access.grants.length, ...kept)
}

function toldUser({ enabled, expire, about: said }: PveUser): Readonly<Record<string, unknown>> {
  return { enable: enabled ? 1 : 0, expire, ...said }
}

function toldToken({ privsep, expire, comment }: PveToken): Readonly<Record<string, unknown>> {
  return { privsep: privsep ? 1 : 0, expire, ...(comment !== undefined && { comment }) }
}

/** Proxmox says back what it was given as it was given: as text. */
function given({ privsep, comment, expire }: Asked['params']): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries({ privsep, comment, expire }).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}
