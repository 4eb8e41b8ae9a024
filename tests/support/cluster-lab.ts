import { createClusters } from '../../electron/services/clusters.ts'
import type { ClusterInput } from '../../shared/api/proxmox.ts'
import { createFakeClusterAccess, fingerprintOf } from './fake-cluster-access.ts'
import { createSmallLab } from './small-lab.ts'
import { silentLog } from './small-ports.ts'

/** Clusters over a made-up one, beside made-up devices. */
export async function createClusterLab() {
  const lab = await createSmallLab()
  const access = createFakeClusterAccess()
  let opened = 0
  const openClusterAccess = async () => {
    opened += 1
    return access
  }
  const open = () => createClusters({ ...lab, log: silentLog, openClusterAccess })
  return { ...lab, clusterAccess: access, cluster: access.cluster, clusters: await open(), open, opened: () => opened }
}

/** The made-up cluster as a person types it. */
export function clusterInput(more: Partial<ClusterInput> = {}): ClusterInput {
  return {
    url: '10.0.0.1',
    login: { method: 'password', user: 'root@pam', password: 'pve-password' },
    fingerprint: fingerprintOf('A1'),
    ...more,
  }
}
