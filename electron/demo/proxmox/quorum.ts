import { Refusal, type Route } from './route.ts'
import type { PveWorld } from './world.ts'

/** Whether more than half of the nodes are there. */
export function isQuorate(world: PveWorld): boolean {
  const online = [...world.nodes.values()].filter(node => node.online).length
  return online * 2 > world.nodes.size
}

/** Whether a call writes to the cluster's files. */
export function wantsQuorum({ method, quorum }: Route): boolean {
  return quorum ?? method !== 'GET'
}

/** What was locked, and the words in front of Proxmox's complaint, by method and path. */
const locked: readonly (readonly [call: RegExp, file: string, words: string])[] = [
  [/^POST \/pools/, 'file-user_cfg', 'create pool failed: '],
  [/^PUT \/pools/, 'file-user_cfg', 'update pool failed: '],
  [/^DELETE \/pools/, 'file-user_cfg', 'delete pool failed: '],
  [/^POST .*\/token\//, 'file-user_cfg', 'generating token failed: '],
  [/^PUT .*\/token\//, 'file-user_cfg', 'updating token info failed: '],
  [/^DELETE .*\/token\//, 'file-user_cfg', 'deleting token failed: '],
  [/^POST \/access\/users/, 'file-user_cfg', 'create user failed: '],
  [/^PUT \/access\/users/, 'file-user_cfg', 'update user failed: '],
  [/^DELETE \/access\/users/, 'file-user_cfg', 'delete user failed: '],
  [/^PUT \/access\/acl/, 'file-user_cfg', 'ACL update failed: '],
  [/^POST \/access\/roles/, 'file-user_cfg', 'create role failed: '],
  [/^PUT \/access\/roles/, 'file-user_cfg', 'update role failed: '],
  [/^DELETE \/access\/roles/, 'file-user_cfg', 'delete role failed: '],
  [/^POST \/storage/, 'file-storage_cfg', 'create storage failed: '],
  [/^PUT \/storage/, 'file-storage_cfg', 'update storage failed: '],
  [/^DELETE \/storage/, 'file-storage_cfg', 'delete storage failed: '],
  [/ \/cluster\/ha\//, 'domain-ha', ''],
  [/ \/cluster\/backup/, 'file-jobs_cfg', ''],
  [/ \/cluster\/options/, 'file-datacenter_cfg', ''],
  [/\/firewall\//, 'file-firewall', ''],
]
const lockMs = 10_000

/** Refuses a write as Proxmox does without a quorum: each call in words of its own, those that want a lock after having waited for it. */
export async function refuseWithoutQuorum(
  world: PveWorld,
  { method, path }: Route,
  params: Readonly<Record<string, string>>,
): Promise<never> {
  const [, kind] = /^\/nodes\/\{node\}\/(qemu|lxc)\/\{vmid\}\/config$/.exec(path) ?? []
  if (kind !== undefined) {
    const file = `/etc/pve/nodes/${params.node}/${kind === 'lxc' ? 'lxc' : 'qemu-server'}/${params.vmid}.conf`
    throw new Refusal(500, `unable to open file '${file}.tmp.1400' - Permission denied`)
  }
  const lock = locked.find(([call]) => call.test(`${method} ${path}`))
  if (!lock) throw new Refusal(500, 'cluster not ready - no quorum?')
  await world.time.pass(lockMs)
  throw new Refusal(500, `${lock[2]}cfs-lock '${lock[1]}' error: no quorum!`)
}
