import { Answer, Refusal, type Route, type Rules } from './route.ts'
import type { PveInterface, PveNode, PveWorld } from './world.ts'

const text = { type: 'string', optional: true } as const
const flag = { type: 'boolean', optional: true } as const
const audit = [['/nodes/{node}', 'Sys.Audit']] as const
const modify = [['/nodes/{node}', 'Sys.Modify']] as const
const settings: Rules = {
  type: {
    type: 'string',
    choices: ['bridge', 'bond', 'eth', 'alias', 'vlan', 'OVSBridge', 'OVSBond', 'OVSPort', 'OVSIntPort', 'vnet', 'unknown'],
  },
  address: text,
  autostart: flag,
  bridge_ports: text,
  bridge_vlan_aware: flag,
  bridge_vids: text,
  cidr: text,
  comments: text,
  gateway: text,
  mtu: { type: 'integer', optional: true, minimum: 1280, maximum: 65_520 },
  netmask: text,
  slaves: text,
  'vlan-id': { type: 'integer', optional: true, minimum: 1, maximum: 4094 },
  'vlan-raw-device': text,
  delete: text,
}

/** Calls about a node's network: edits are staged until they are applied. */
export const networkRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/nodes/{node}/network',
    rules: { type: { type: 'string', optional: true } },
    handle({ world, node, params }) {
      const staged = world.stagedNetworks.get(node.name)
      const shown = (staged ?? interfacesOf(world, node)).filter(
        one =>
          params.type === undefined ||
          one.type === params.type ||
          (params.type === 'any_bridge' && one.type === 'bridge') ||
          (params.type === 'any_local_bridge' && one.type === 'bridge'),
      )
      return new Answer(
        shown.map((one, index) => told(one, index, !staged || interfacesOf(world, node).some(live => live.iface === one.iface))),
        staged ? { changes: '--- /etc/network/interfaces\n+++ /etc/network/interfaces.new\n' } : {},
      )
    },
  },
  {
    method: 'POST',
    path: '/nodes/{node}/network',
    needs: modify,
    rules: { ...settings, iface: { type: 'string', pattern: /^[a-zA-Z][\w.:-]{1,20}$/ } },
    handle({ world, node, params }) {
      const list = stage(world, node)
      if (list.some(one => one.iface === params.iface))
        throw new Refusal(400, 'Parameter verification failed.', { iface: 'interface already exists' })
      list.push(readInterface(params, params.iface ?? ''))
      return null
    },
  },
  {
    method: 'PUT',
    path: '/nodes/{node}/network',
    needs: modify,
    handle: asked =>
      asked.task('srvreload', 'networking', async () => {
        await asked.world.time.pass(1500)
        const staged = asked.world.stagedNetworks.get(asked.node.name)
        if (staged) asked.world.networks.set(asked.node.name, staged)
        asked.world.stagedNetworks.delete(asked.node.name)
      }),
  },
  {
    method: 'DELETE',
    path: '/nodes/{node}/network',
    needs: modify,
    handle: ({ world, node }) => void world.stagedNetworks.delete(node.name),
  },
  {
    method: 'GET',
    path: '/nodes/{node}/network/{iface}',
    needs: audit,
    handle({ world, node, params }) {
      const list = world.stagedNetworks.get(node.name) ?? interfacesOf(world, node)
      const index = list.findIndex(one => one.iface === params.iface)
      const found = list[index]
      if (!found) throw new Refusal(400, 'Parameter verification failed.', { iface: 'interface does not exist' })
      const { iface: _, active: __, ...rest } = told(found, index, false)
      return rest
    },
  },
  {
    method: 'PUT',
    path: '/nodes/{node}/network/{iface}',
    needs: modify,
    rules: settings,
    handle({ world, node, params }) {
      const list = stage(world, node)
      const at = list.findIndex(one => one.iface === params.iface)
      if (at < 0) throw new Refusal(400, 'Parameter verification failed.', { iface: 'interface does not exist' })
      list[at] = { ...list[at], ...readInterface(params, params.iface ?? '') }
      return null
    },
  },
  {
    method: 'DELETE',
    path: '/nodes/{node}/network/{iface}',
    needs: modify,
    handle({ world, node, params }) {
      const list = stage(world, node)
      const at = list.findIndex(one => one.iface === params.iface)
      if (at < 0) throw new Refusal(400, 'Parameter verification failed.', { iface: 'interface does not exist' })
      list.splice(at, 1)
      return null
    },
  },
]

function interfacesOf(world: PveWorld, node: PveNode): readonly PveInterface[] {
  return world.networks.get(node.name) ?? []
}

function stage(world: PveWorld, node: PveNode): PveInterface[] {
  const staged = world.stagedNetworks.get(node.name) ?? [...interfacesOf(world, node)]
  world.stagedNetworks.set(node.name, staged)
  return staged
}

function readInterface(params: Readonly<Record<string, string>>, iface: string): PveInterface {
  return {
    iface,
    type: params.type ?? 'bridge',
    autostart: params.autostart === '1',
    vlanAware: params.bridge_vlan_aware === '1',
    ports: params.bridge_ports ?? '',
    ...(params.cidr !== undefined && { cidr: params.cidr }),
    ...(params.gateway !== undefined && { gateway: params.gateway }),
    ...(params.comments !== undefined && { comments: params.comments }),
  }
}

function told(
  { iface, type, cidr, gateway, comments, autostart, ports, vlanAware }: PveInterface,
  index: number,
  active: boolean,
): Readonly<Record<string, unknown>> {
  const [address, netmask] = cidr?.split('/') ?? []
  return {
    iface,
    type,
    families: ['inet'],
    method: cidr === undefined ? 'manual' : 'static',
    method6: 'manual',
    priority: index + 3,
    ...(active && { active: 1 }),
    ...(autostart && { autostart: 1 }),
    ...(cidr !== undefined && { cidr, address, netmask }),
    ...(gateway !== undefined && { gateway }),
    ...(comments !== undefined && { comments: `${comments}\n` }),
    ...(type === 'bridge' && { bridge_ports: ports, bridge_stp: 'off', bridge_fd: '0', ...(vlanAware && { bridge_vlan_aware: 1 }) }),
  }
}
