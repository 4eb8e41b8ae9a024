import { stagedChanges } from './network-file.ts'
import { Answer, type Asked, Refusal, type Route, type Rules } from './route.ts'
import { cidr4, cidr6, configId, each, flag, iface, ipv4, ipv6, listOf, netmask, oneOf, required, splitList, text } from './rules.ts'
import type { PveInterface, PveNode, PveWorld } from './world.ts'

type Settings = Readonly<Record<string, string>>

const audit = [['/nodes/{node}', 'Sys.Audit']] as const
const modify = [['/nodes/{node}', 'Sys.Modify']] as const
const own = ['bridge', 'bond', 'eth', 'alias', 'vlan', 'OVSBridge', 'OVSBond', 'OVSPort', 'OVSIntPort', 'vnet'] as const
const bondModes =
  'balance-rr,active-backup,balance-xor,broadcast,802.3ad,balance-tlb,balance-alb,balance-slb,lacp-balance-slb,lacp-balance-tcp'
const vlanNumber = { type: 'integer', optional: true, minimum: 1, maximum: 4094 } as const
/** New in 9, and only as a word. */
const alsoIn = { '9.2': ['fabric'] } as const
const bridges: Readonly<Record<string, readonly string[]>> = {
  any_bridge: ['bridge', 'OVSBridge', 'vnet'],
  any_local_bridge: ['bridge', 'OVSBridge'],
  include_sdn: [...own],
}

const rules: Rules = {
  ...each(['address', 'gateway'], ipv4),
  ...each(['address6', 'gateway6'], ipv6),
  ...each(['autostart', 'bridge_vlan_aware'], flag),
  ...each(['bond-primary', 'ovs_bridge', 'vlan-raw-device'], iface),
  ...each(['bridge_ports', 'ovs_bonds', 'ovs_ports', 'slaves'], listOf(iface)),
  ...each(['comments', 'comments6'], text),
  ...each(['ovs_tag', 'vlan-id'], vlanNumber),
  bond_mode: oneOf(...bondModes.split(',')),
  bond_xmit_hash_policy: oneOf('layer2', 'layer2+3', 'layer3+4'),
  bridge_vids: { ...text, pattern: /^\d{1,4}(?:-\d{1,4})?(?:[ ,;]+\d{1,4}(?:-\d{1,4})?)*$/ },
  cidr: cidr4,
  cidr6,
  mtu: { type: 'integer', optional: true, minimum: 1280, maximum: 65_520 },
  netmask,
  netmask6: { type: 'integer', optional: true, minimum: 0, maximum: 128 },
  ovs_options: { ...text, maxLength: 1024 },
  type: { ...required(oneOf(...own, 'unknown')), alsoIn },
}

/** A node's network. Edits are staged until they are applied by a task, or taken back. */
export const networkRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/nodes/{node}/network',
    rules: { type: { ...oneOf(...own, ...Object.keys(bridges)), alsoIn } },
    handle({ world, node, params }) {
      const live = liveOf(world, node)
      const wanted = params.type === undefined ? undefined : (bridges[params.type] ?? [params.type])
      const rows = coming(world, node)
        .filter(({ settings }) => wanted?.includes(settings.type ?? '') ?? true)
        .map((one, index) => {
          const isUp = live.some(({ iface: name }) => name === one.iface)
          return { iface: one.iface, ...told(world, one, index), ...(isUp && { active: 1 }) }
        })
      const staged = world.stagedNetworks.get(node.name)
      return new Answer(rows, staged ? { changes: stagedChanges(live, staged, world.time.now()) } : {})
    },
  },
  {
    method: 'POST',
    path: '/nodes/{node}/network',
    needs: modify,
    quorum: false,
    rules: { ...rules, iface: required({ ...iface, minLength: 2, maxLength: 20 }) },
    handle({ world, node, params }) {
      const name = params.iface ?? ''
      const list = stage(world, node)
      if (list.some(one => one.iface === name)) throw wrong('interface already exists')
      list.push({ iface: name, settings: settingsOf(params) })
      return null
    },
  },
  {
    method: 'PUT',
    path: '/nodes/{node}/network',
    needs: modify,
    quorum: false,
    rules: { 'regenerate-frr': { ...flag, only: '9.2' } },
    handle: asked =>
      asked.task('srvreload', 'networking', async (_, signal) => {
        const { world, node } = asked
        await world.time.pass(1500, signal)
        world.networks.set(node.name, coming(world, node))
        world.stagedNetworks.delete(node.name)
      }),
  },
  {
    method: 'DELETE',
    path: '/nodes/{node}/network',
    needs: modify,
    quorum: false,
    handle({ world, node }) {
      world.stagedNetworks.delete(node.name)
      return null
    },
  },
  {
    method: 'GET',
    path: '/nodes/{node}/network/{iface}',
    needs: audit,
    handle(asked) {
      const list = coming(asked.world, asked.node)
      const at = indexOf(list, asked)
      const one = list[at]
      return one ? told(asked.world, one, at) : null
    },
  },
  {
    method: 'PUT',
    path: '/nodes/{node}/network/{iface}',
    needs: modify,
    quorum: false,
    rules: { ...rules, delete: listOf(configId) },
    handle(asked) {
      const list = stage(asked.world, asked.node)
      const at = indexOf(list, asked)
      const { delete: gone = '', ...params } = asked.params
      const kept = Object.entries({ ...list[at]?.settings, ...settingsOf(params) }).filter(([name]) => !splitList(gone).includes(name))
      list[at] = { iface: asked.params.iface ?? '', settings: Object.fromEntries(kept) }
      return null
    },
  },
  {
    method: 'DELETE',
    path: '/nodes/{node}/network/{iface}',
    needs: modify,
    quorum: false,
    handle(asked) {
      const list = stage(asked.world, asked.node)
      list.splice(indexOf(list, asked), 1)
      return null
    },
  },
]

function liveOf(world: PveWorld, node: PveNode): readonly PveInterface[] {
  return world.networks.get(node.name) ?? []
}

function coming(world: PveWorld, node: PveNode): readonly PveInterface[] {
  return world.stagedNetworks.get(node.name) ?? liveOf(world, node)
}

function stage(world: PveWorld, node: PveNode): PveInterface[] {
  const staged = world.stagedNetworks.get(node.name) ?? [...liveOf(world, node)]
  world.stagedNetworks.set(node.name, staged)
  return staged
}

function indexOf(list: readonly PveInterface[], { params }: Asked): number {
  const at = list.findIndex(one => one.iface === params.iface)
  if (at < 0) throw wrong('interface does not exist')
  return at
}

function wrong(words: string): Refusal {
  return new Refusal(400, 'Parameter verification failed.', { iface: words })
}

function settingsOf({ node: _, iface: __, ...settings }: Settings): Settings {
  const { address, netmask: mask } = settings
  return address === undefined || mask === undefined || settings.cidr !== undefined ? settings : { ...settings, cidr: `${address}/${mask}` }
}

function told(world: PveWorld, { settings }: PveInterface, index: number): Readonly<Record<string, unknown>> {
  const { type = 'eth', cidr, cidr6: wide, comments, autostart, bridge_vlan_aware: aware, mtu, ...rest } = settings
  const [address, mask] = cidr?.split('/') ?? []
  const [address6, mask6] = wide?.split('/') ?? []
  return {
    ...rest,
    type,
    families: ['inet', ...(wide === undefined ? [] : ['inet6'])],
    method: cidr === undefined ? 'manual' : 'static',
    method6: wide === undefined ? 'manual' : 'static',
    priority: index + 3,
    ...(type === 'eth' && world.version === '8.4' && { exists: 1 }),
    ...(type === 'bridge' && { bridge_ports: settings.bridge_ports ?? '', bridge_stp: 'off', bridge_fd: '0' }),
    ...(cidr !== undefined && { cidr, address, netmask: mask }),
    ...(wide !== undefined && { cidr6: wide, address6, netmask6: Number(mask6) }),
    ...(autostart === '1' && { autostart: 1 }),
    ...(aware === '1' && { bridge_vlan_aware: 1 }),
    ...(mtu !== undefined && { mtu: Number(mtu) }),
    ...(comments !== undefined && { comments: `${comments}\n` }),
  }
}
