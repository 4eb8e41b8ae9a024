import { createClusters } from '../../electron/services/clusters.ts'
import type { ClusterInput } from '../../shared/api/proxmox.ts'
import { createFakeClusterAccess, fingerprintOf } from './fake-cluster-access.ts'
import { settled } from './hand-clock.ts'
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

/** The same with that cluster added and watched, and the topics that were told since. */
export async function createWatchedLab() {
  const lab = await createClusterLab()
  const home = await lab.clusters.add(clusterInput(), 'Ada')
  lab.clusters.start()
  await settled()
  const told: string[] = []
  lab.changes.on(({ topics }) => told.push(...topics))
  return { ...lab, home, told }
}
