import type { DemoCluster } from '../../../electron/demo/proxmox/demo-cluster.ts'
import { startDemoCluster } from '../../../electron/demo/proxmox/demo-cluster.ts'
import { putVolume } from '../../../electron/demo/proxmox/volumes.ts'
import type { PveVersion, PveWorld } from '../../../electron/demo/proxmox/world.ts'

const gib = 1024 ** 3

/** A cluster as the recorded one was before the first request: empty, with a folder for everything and two templates in it. */
export function startRecordedScene(version: PveVersion, nodes: 1 | 2): Promise<DemoCluster> {
  return startDemoCluster({ version, nodes, speed: 1000, furnish: empty })
}

function empty(world: PveWorld): void {
  for (const part of [world.guests, world.volumes, world.storages, world.pools, world.options, world.managed]) part.clear()
  world.tasks.length = 0
  world.storages.set('local', {
    name: 'local',
    type: 'dir',
    shared: false,
    path: '/var/lib/vz',
    content: ['rootdir', 'vztmpl', 'iso', 'backup', 'snippets', 'images'],
    totalBytes: 252 * gib,
    otherBytes: 32 * gib,
    settings: { priority: '0', 'prune-backups': 'keep-all=1' },
    disabled: false,
  })
  for (const node of world.nodes.values()) {
    node.bootedAt = world.time.now()
    const address = { cidr: '10.99.0.11/24', gateway: '10.99.0.1' }
    world.networks.set(node.name, [
      { iface: 'eno1', settings: { type: 'eth' } },
      { iface: 'vmbr0', settings: { type: 'bridge', bridge_ports: 'eno1', ...address, autostart: '1' } },
    ])
    if (world.nodes.size > 1) continue
    for (const name of ['debian-12-standard_12.7-1_amd64', 'debian-13-standard_13.1-2_amd64']) {
      putVolume(world, {
        volid: `local:vztmpl/${name}.tar.zst`,
        storage: 'local',
        node: node.name,
        content: 'vztmpl',
        format: 'tzst',
        sizeBytes: 54_175_329,
        usedBytes: 54_175_329,
        ctime: Math.floor(world.time.now() / 1000),
      })
    }
  }
}
