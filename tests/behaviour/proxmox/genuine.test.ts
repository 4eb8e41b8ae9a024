import { test } from 'vitest'
import { fingerprintSchema } from '../../../shared/model/cluster.ts'
import { reachCluster } from './real-cluster.ts'
import { describeClusterAccess } from './suite.ts'

const { PVE_TEST_URL: url, PVE_TEST_USER: user, PVE_TEST_PASSWORD: password, PVE_TEST_FINGERPRINT: fingerprint } = process.env
const { PVE_TEST_STORAGE: storage = 'local', PVE_TEST_BRIDGE: bridge = 'vmbr0' } = process.env

if (url !== undefined && user !== undefined && password !== undefined) {
  const door = { url, ...(fingerprint !== undefined && { fingerprint: fingerprintSchema.parse(fingerprint) }) }
  const target = { id: 'genuine', name: 'genuine', doors: [door], login: { method: 'password', user, password } } as const
  describeClusterAccess('a genuine Proxmox VE', () => reachCluster(target, { storage, bridge, lookEveryMs: 500 }))
} else {
  test.skip('a genuine Proxmox VE: skipped, PVE_TEST_URL, PVE_TEST_USER and PVE_TEST_PASSWORD are not set')
}
