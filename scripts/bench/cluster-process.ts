import { startDemoCluster } from '../../electron/demo/proxmox/demo-cluster.ts'
import type { FromCluster, ToCluster } from './cluster.ts'

// A program of its own, so that what the simulated cluster costs is not counted as the host's.
let calls = 0
const cluster = await startDemoCluster({
  guests: Number(process.argv[2]),
  heard: () => {
    calls += 1
  },
})

const tell = (message: FromCluster): void => void process.send?.(message)
process.on('message', (message: ToCluster) => {
  if (message === 'count') tell({ calls })
})
process.on('disconnect', () => process.exit())
const { urls, fingerprints, user, password } = cluster
tell({ doors: urls.map((url, index) => ({ url, fingerprint: Object.values(fingerprints)[index] ?? '' })), user, password })
