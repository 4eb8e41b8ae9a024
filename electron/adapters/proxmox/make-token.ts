import { AppError } from '../../../shared/errors/app-error.ts'
import type { ClusterSession } from '../../ports/cluster-access.ts'
import * as answers from './answers.ts'
import type { Client } from './client.ts'
import { readList } from './scalars.ts'

const user = 'mycopod@pve'
const token = 'mycopod'

/**
 * Makes a token of a user with just this role. What is there is kept and only added to, so that it can be repeated after a
 * lost answer; privileges that this version of Proxmox does not know are left out.
 */
export function makeToken(client: Client): ClusterSession['makeToken'] {
  const path = ['access', 'users', user, 'token', token]

  async function haveRole(name: string, wanted: readonly string[], signal: AbortSignal | undefined): Promise<void> {
    const roles = await client.ask({ method: 'GET', path: ['access', 'roles'], doing: 'the list of its roles' }, answers.roles, signal)
    const privilegesOf = (role: string) => roles.find(each => each.roleid === role)?.privs
    // The administrator's role has every privilege there is.
    const known = new Set(readList(privilegesOf('Administrator')))
    const privileges = wanted.filter(privilege => known.has(privilege))
    const held = roles.find(each => each.roleid === name)
    const doing = `the role ${name}`
    if (!held) {
      const parameters = { roleid: name, privs: privileges.join(',') }
      await client.ask({ method: 'POST', path: ['access', 'roles'], parameters, doing }, answers.nothing, signal)
    } else if (privileges.some(privilege => !readList(held.privs).includes(privilege))) {
      const parameters = { privs: privileges.join(','), append: true }
      await client.ask({ method: 'PUT', path: ['access', 'roles', name], parameters, doing }, answers.nothing, signal)
    }
  }

  async function haveUser(signal: AbortSignal | undefined): Promise<void> {
    const users = await client.ask({ method: 'GET', path: ['access', 'users'], doing: 'the list of its users' }, answers.users, signal)
    if (users.some(each => each.userid === user)) return
    const parameters = { userid: user, comment: 'MycoPod' }
    await client.ask({ method: 'POST', path: ['access', 'users'], parameters, doing: `the user ${user}` }, answers.nothing, signal)
  }

  async function newToken(signal: AbortSignal | undefined) {
    const parameters = { privsep: false, comment: 'MycoPod' }
    const made = await client.ask({ method: 'POST', path, parameters, doing: `a token of ${user}` }, answers.newToken, signal)
    return { tokenId: made['full-tokenid'], secret: made.value }
  }

  return async (role, signal) => {
    await haveRole(role.name, role.privileges, signal)
    await haveUser(signal)
    const permission = { path: '/', users: user, roles: role.name, propagate: true }
    const acl = { method: 'PUT', path: ['access', 'acl'], parameters: permission, doing: `the permission of ${user}` } as const
    await client.ask(acl, answers.nothing, signal)
    try {
      return await newToken(signal)
    } catch (error) {
      if (!(error instanceof AppError && error.is('ClusterRefused') && error.data.fields?.tokenid?.includes('already exists'))) throw error
      // Proxmox tells a secret once only: the old token is of no use to anybody who lost it.
      await client.ask({ method: 'DELETE', path, doing: `the old token of ${user}` }, answers.nothing, signal)
      return newToken(signal)
    }
  }
}
