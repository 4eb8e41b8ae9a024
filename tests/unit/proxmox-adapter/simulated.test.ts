import { startDemoCluster } from '../../../electron/demo/proxmox/demo-cluster.ts'
import { reachCluster } from '../../behaviour/proxmox/real-cluster.ts'
import { describeClusterAccess } from '../../behaviour/proxmox/suite.ts'

for (const version of ['9.2', '8.4'] as const) {
  describeClusterAccess(`a simulated Proxmox VE ${version}`, async () => {
    const demo = await startDemoCluster({ version, speed: 100 })
    const doors = demo.urls.map(url => ({ url }))
    const target = {
      id: `demo-${version}`,
      name: demo.name,
      doors,
      login: { method: 'password', user: demo.user, password: demo.password },
    } as const
    return reachCluster(target, { storage: 'local-lvm', bridge: 'vmbr0', lookEveryMs: 20 }, () => demo.close())
  })
}
