import { guestResources, isOn, storageResource } from './resources.ts'
import { type Asked, Refusal, type Route, type Rules } from './route.ts'
import { flag, listOf, oneOf, poolId, required, splitList, storageId, text, vmid } from './rules.ts'
import type { PveWorld } from './world.ts'

const allocate = [['/pool/{poolid}', 'Pool.Allocate']] as const
const kind = oneOf('qemu', 'lxc', 'storage')
const change: Rules = { 'allow-move': flag, comment: text, delete: flag, storage: listOf(storageId), vms: listOf(vmid) }

/** Pools of guests and storages. The calls that name the pool in the path are the older ones. */
export const poolRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/pools',
    rules: { poolid: poolId, type: kind },
    handle({ world, params, caller }) {
      const { poolid, type } = params
      if (type !== undefined && poolid === undefined)
        throw new Refusal(400, 'Parameter verification failed.', { type: "missing property - 'poolid' requires this property" })
      if (poolid !== undefined) {
        if (!caller.may(`/pool/${poolid}`, 'Pool.Audit')) throw new Refusal(403, `Permission check failed (/pool/${poolid}, Pool.Audit)`)
        return [toldPool(world, poolid, type)]
      }
      const seen = [...world.pools].filter(([id]) => caller.may(`/pool/${id}`, 'Pool.Audit'))
      return seen.map(([id, { comment }]) => ({ poolid: id, ...(comment !== undefined && { comment }) }))
    },
  },
  {
    method: 'POST',
    path: '/pools',
    needs: allocate,
    rules: { comment: text, poolid: required(poolId) },
    handle({ world, params }) {
      const { poolid = '', comment } = params
      if (world.pools.has(poolid)) throw new Refusal(500, `create pool failed: pool '${poolid}' already exists`)
      world.pools.set(poolid, { guests: new Set(), storages: new Set(), ...(comment !== undefined && { comment }) })
      return null
    },
  },
  { method: 'PUT', path: '/pools', needs: allocate, rules: { ...change, poolid: required(poolId) }, handle: changePool },
  { method: 'DELETE', path: '/pools', needs: allocate, rules: { poolid: required(poolId) }, handle: deletePool },
  {
    method: 'GET',
    path: '/pools/{poolid}',
    needs: [['/pool/{poolid}', 'Pool.Audit']],
    rules: { type: kind },
    handle: ({ world, params }) => toldPool(world, params.poolid ?? '', params.type),
  },
  { method: 'PUT', path: '/pools/{poolid}', needs: allocate, rules: change, handle: changePool },
  { method: 'DELETE', path: '/pools/{poolid}', needs: allocate, handle: deletePool },
]

function poolOf(world: PveWorld, poolid: string, words = '') {
  const pool = world.pools.get(poolid)
  if (!pool) throw new Refusal(500, `${words}pool '${poolid}' does not exist`)
  return pool
}

function toldPool(world: PveWorld, poolid: string, type: string | undefined): Readonly<Record<string, unknown>> {
  const { comment, guests, storages } = poolOf(world, poolid)
  const wanted = [...guests].flatMap(number => world.guests.get(number) ?? []).filter(guest => type === undefined || type === guest.type)
  const members = guestResources(world, wanted).map(({ pool: _, ...row }) => row)
  const stores = [...(type === undefined || type === 'storage' ? storages : [])].flatMap(name => {
    const storage = world.storages.get(name)
    return storage ? [...world.nodes.values()].filter(node => isOn(storage, node)).map(node => storageResource(world, storage, node)) : []
  })
  return { poolid, ...(comment !== undefined && { comment }), members: [...members, ...stores] }
}

function changePool({ world, params }: Asked): null {
  const { poolid = '', comment } = params
  const words = 'update pool failed: '
  const pool = poolOf(world, poolid, words)
  for (const number of splitList(params.vms ?? '').map(Number)) {
    const now = [...world.pools].find(([, { guests }]) => guests.has(number))
    if (params.delete === '1') {
      if (now?.[0] !== poolid) throw new Refusal(500, `${words}VM ${number} is not a pool member`)
      pool.guests.delete(number)
      continue
    }
    if (now?.[0] === poolid) throw new Refusal(500, `${words}VM ${number} is already a pool member`)
    if (now && params['allow-move'] !== '1') throw new Refusal(500, `${words}VM ${number} belongs already to pool '${now[0]}'`)
    now?.[1].guests.delete(number)
    pool.guests.add(number)
  }
  for (const name of splitList(params.storage ?? '')) {
    if (params.delete === '1') pool.storages.delete(name)
    else pool.storages.add(name)
  }
  if (comment !== undefined) pool.comment = comment
  return null
}

function deletePool({ world, params }: Asked): null {
  const { poolid = '' } = params
  const { guests, storages } = poolOf(world, poolid, 'delete pool failed: ')
  const [guest] = guests
  const [storage] = storages
  const held = guest !== undefined ? `VM ${guest}` : storage !== undefined ? `storage ${storage}` : undefined
  if (held !== undefined) throw new Refusal(500, `delete pool failed: pool '${poolid}' is not empty (contains ${held})`)
  world.pools.delete(poolid)
  return null
}
