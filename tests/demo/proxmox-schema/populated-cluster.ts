import type { DemoCluster } from '../../../electron/demo/proxmox/demo-cluster.ts'
import { ask, type Reply } from '../proxmox-replay/ask-recorded.ts'

/** What a call answered. */
export interface Visit {
  /** `GET /nodes/{node}/status`. */
  readonly call: string
  readonly data: unknown
}

type Values = Readonly<Record<string, string>>

/** What some calls have to be told besides. */
const queries: Readonly<Record<string, string>> = {
  'cloudinit/dump': 'type=user',
  migrate: 'target=pve3',
  rrddata: 'timeframe=hour',
}

/** The answers of every call that reads, for whatever there is of what its path names. */
export async function visitsOf(demo: DemoCluster): Promise<readonly Visit[]> {
  const call = await logIn(demo)
  await populate(demo, call)
  const visits: Visit[] = []
  for (const { method, path } of demo.routes) {
    if (method !== 'GET') continue
    for (const values of valuesFor(demo, path)) {
      const query = queryOf(demo, path, values)
      const { status, reason, json } = await call('GET', `${filled(path, values)}${query}`)
      if (status !== 200 && !isNoGuest(reason)) throw new Error(`GET ${filled(path, values)}: ${status} ${reason}`)
      if (status === 200) visits.push({ call: `GET ${path}`, data: (json as { readonly data: unknown }).data })
    }
  }
  return visits
}

type Caller = (method: string, path: string, body?: string) => Promise<Reply>

async function logIn(demo: DemoCluster): Promise<Caller> {
  const door = demo.urls[0] ?? ''
  const form = { 'Content-Type': 'application/x-www-form-urlencoded' }
  const login = new URLSearchParams({ username: demo.user, password: demo.password }).toString()
  const { json } = await ask(door, { method: 'POST', path: '/api2/json/access/ticket', headers: form, body: login })
  const { ticket, CSRFPreventionToken } = (json as { readonly data: Values }).data
  const headers = { ...form, Cookie: `PVEAuthCookie=${encodeURIComponent(ticket ?? '')}`, CSRFPreventionToken: CSRFPreventionToken ?? '' }
  return (method, path, body = '') => ask(door, { method, path: `/api2/json${path}`, headers, body })
}

/** One of each thing that the demo has none of. */
async function populate(demo: DemoCluster, call: Caller): Promise<void> {
  const made = [
    ['POST', '/pools', 'poolid=home&comment=all'],
    ['PUT', '/pools', 'poolid=home&vms=100,101&storage=ceph'],
    ['POST', '/access/users/root@pam/token/one', 'comment=first'],
    ['PUT', '/access/acl', 'path=/vms&roles=PVEAuditor&tokens=root@pam!one'],
    ['POST', '/access/roles', 'roleid=Own&privs=VM.Audit'],
    ['POST', '/cluster/ha/resources', 'sid=vm:103&state=started'],
    ['POST', '/nodes/pve1/qemu/100/firewall/rules', 'type=in&action=ACCEPT&enable=1&proto=tcp&dport=22'],
    ['POST', '/nodes/pve2/lxc/104/firewall/rules', 'type=out&action=DROP'],
    ['PUT', '/nodes/pve1/qemu/100/config', 'memory=2048&tags=web'],
    ['POST', '/nodes/pve2/lxc/104/snapshot', 'snapname=first'],
    ['POST', '/nodes/pve1/network', 'iface=vmbr9&type=bridge&cidr=10.9.0.1%2F24'],
    ['PUT', '/nodes/pve1/qemu/102/config', 'ide2=local-lvm:cloudinit'],
    ['PUT', '/cluster/options', 'keyboard=de&next-id=lower%3D200'],
  ] as const
  for (const [method, path, body] of made) {
    const { status, reason } = await call(method, path, body)
    if (status !== 200) throw new Error(`${method} ${path}: ${status} ${reason}`)
  }
  // Tasks end, and every node tells of itself.
  await demo.world.time.pass(30_000)
}

/** Each way in which the parts of a path can be filled. */
function valuesFor({ world }: DemoCluster, path: string): readonly Values[] {
  const guests = [...world.guests.values()].filter(({ type }) => path.includes(`/${type}/`))
  if (path.includes('{snapname}'))
    return guests.flatMap(({ vmid, node, snapshots }) => snapshots.map(({ name }) => ({ node, vmid: String(vmid), snapname: name })))
  if (path.includes('{pos}'))
    return guests.filter(({ vmid }) => world.firewall.get(vmid)?.length).map(({ vmid, node }) => ({ node, vmid: String(vmid), pos: '0' }))
  if (path.includes('{vmid}')) return guests.map(({ vmid, node }) => ({ node, vmid: String(vmid) }))
  if (path.includes('{volume}')) return [...world.volumes.values()].map(({ volid, storage, node }) => ({ node, storage, volume: volid }))
  if (path.includes('{storage}')) {
    const places = [...world.storages.values()].map(({ name, nodes }) => ({ storage: name, node: nodes?.[0] ?? 'pve2' }))
    return path.includes('{node}') ? places : places.map(({ storage }) => ({ storage }))
  }
  if (path.includes('{upid}')) return world.tasks.map(({ upid, node }) => ({ upid, node }))
  if (path.includes('{iface}')) return ['eno1', 'vmbr0', 'vmbr9'].map(iface => ({ node: 'pve1', iface }))
  if (path.includes('{node}')) return [...world.nodes.keys()].map(node => ({ node }))
  const others: Values = { userid: 'root@pam', tokenid: 'one', roleid: 'PVEAuditor', poolid: 'home', sid: 'vm:103', id: 'backup-nightly' }
  return [others]
}

function filled(path: string, values: Values): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ''))
}

function queryOf({ world }: DemoCluster, path: string, { node }: Values): string {
  if (path.endsWith('/vzdump/extractconfig')) {
    const backup = [...world.volumes.values()].find(volume => volume.content === 'backup' && volume.node === node)
    return `?volume=${encodeURIComponent(backup?.volid ?? 'local:backup/none')}`
  }
  const found = Object.keys(queries).find(end => path.endsWith(`/${end}`))
  return found === undefined ? '' : `?${queries[found]}`
}

/** What a guest that is off, a template, or has no such thing cannot tell. */
function isNoGuest(reason: string): boolean {
  return /is not running|not running|No QEMU guest agent|target is local node|no cloudinit|does not exist/i.test(reason)
}
