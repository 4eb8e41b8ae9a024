import { guestResource } from './cluster-routes.ts'
import { type Asked, Refusal, type Route } from './route.ts'
import type { PveWorld } from './world.ts'

const text = { type: 'string', optional: true } as const
const flag = { type: 'boolean', optional: true } as const
const change = { comment: text, vms: text, storage: text, delete: flag, 'allow-move': flag } as const

/** Calls about pools. */
export const poolRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/pools',
    rules: { poolid: text, type: { type: 'string', optional: true, choices: ['qemu', 'lxc', 'storage'] } },
    handle: ({ world, params, caller }) =>
      [...world.pools]
        .filter(([poolid]) => (params.poolid === undefined || poolid === params.poolid) && caller.may(`/pool/${poolid}`, 'Pool.Audit'))
        .map(([poolid, { comment }]) => ({
          poolid,
          ...(comment !== undefined && { comment }),
          ...(params.poolid !== undefined && { members: membersOf(world, poolid, params.type) }),
        })),
  },
  {
    method: 'POST',
    path: '/pools',
    needs: [['/pool/{poolid}', 'Pool.Allocate']],
    rules: { poolid: { type: 'string' }, comment: text },
    handle({ world, params }) {
      const poolid = params.poolid ?? ''
      if (world.pools.has(poolid)) throw new Refusal(500, `create pool failed: pool '${poolid}' already exists`)
      world.pools.set(poolid, { guests: new Set(), storages: new Set(), ...(params.comment !== undefined && { comment: params.comment }) })
      return null
    },
  },
  {
    method: 'PUT',
    path: '/pools',
    needs: [['/pool/{poolid}', 'Pool.Allocate']],
    rules: { ...change, poolid: { type: 'string' } },
    handle: changePool,
  },
  { method: 'PUT', path: '/pools/{poolid}', needs: [['/pool/{poolid}', 'Pool.Allocate']], rules: change, handle: changePool },
  {
    method: 'GET',
    path: '/pools/{poolid}',
    needs: [['/pool/{poolid}', 'Pool.Audit']],
    rules: { type: text },
    handle({ world, params }) {
      const poolid = params.poolid ?? ''
      const { comment } = poolOf(world, poolid)
      return { poolid, ...(comment !== undefined && { comment }), members: membersOf(world, poolid, params.type) }
    },
  },
  {
    method: 'DELETE',
    path: '/pools/{poolid}',
    needs: [['/pool/{poolid}', 'Pool.Allocate']],
    handle({ world, params }) {
      const poolid = params.poolid ?? ''
      const [guest] = poolOf(world, poolid, `delete pool failed: pool '${poolid}' does not exist`).guests
      if (guest !== undefined) throw new Refusal(500, `delete pool failed: pool '${poolid}' is not empty (contains VM ${guest})`)
      world.pools.delete(poolid)
      return null
    },
  },
]

function poolOf(world: PveWorld, poolid: string, otherwise = `pool '${poolid}' does not exist`) {
  const pool = world.pools.get(poolid)
  if (!pool) throw new Refusal(500, otherwise)
  return pool
}

function changePool({ world, params }: Asked): null {
  const pool = poolOf(world, params.poolid ?? '', `update pool failed: pool '${params.poolid}' does not exist`)
  if (params.comment !== undefined) pool.comment = params.comment
  for (const vmid of params.vms?.split(',') ?? []) {
    if (params.delete === '1') pool.guests.delete(Number(vmid))
    else pool.guests.add(Number(vmid))
  }
  return null
}

function membersOf(world: PveWorld, poolid: string, type: string | undefined): readonly unknown[] {
  return [...poolOf(world, poolid).guests].flatMap(vmid => {
    const guest = world.guests.get(vmid)
    if (!guest || (type !== undefined && guest.type !== type)) return []
    const { pool: _, ...resource } = guestResource(world, guest)
    return [resource]
  })
}
