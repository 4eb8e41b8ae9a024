import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openStore } from '../../electron/adapters/database/open-store.ts'
import { opensslHash } from '../../electron/adapters/hash/openssl-hash.ts'
import { openLog } from '../../electron/adapters/log/open-log.ts'
import { createRedaction } from '../../electron/adapters/log/redaction.ts'
import { createFileSecrets } from '../../electron/adapters/secrets/file-secrets.ts'
import { createAudit } from '../../electron/services/audit.ts'
import { createChanges } from '../../electron/services/changes.ts'
import { createGuestKeys } from '../../electron/services/clusters/guest-keys.ts'
import { createDeviceMaker } from '../../electron/services/clusters/make-device.ts'
import { createClusters } from '../../electron/services/clusters.ts'
import { createDockerCare } from '../../electron/services/install-docker.ts'
import { createInventory } from '../../electron/services/inventory.ts'
import { createJobRunner } from '../../electron/services/job-runner.ts'
import { createMonitoring } from '../../electron/services/monitoring.ts'
import { createSettings } from '../../electron/services/settings.ts'
import { clusterInput } from '../support/cluster-lab.ts'
import { createFakeClusterAccess } from '../support/fake-cluster-access.ts'
import { createFakeDeviceAccess } from '../support/fake-device-access.ts'
import { findSecret } from '../support/find-secret.ts'
import { createHandClock } from '../support/hand-clock.ts'
import { passUntil } from '../support/job-world.ts'
import { codeOf } from '../support/small-lab.ts'
import { createCountingRandomness } from '../support/small-ports.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

/** A secret as awkward as they come. */
const makeCanary = (name: string) => `${name} c4n'"\\ry ${randomBytes(9).toString('base64')}/&=ü`

test('passwords and tokens of clusters and guests leave no trace in the data folder, however Proxmox repeats them', async () => {
  const folder = temporaryFolder()
  const [password, token, guestPassword] = [makeCanary('password'), makeCanary('token'), makeCanary('guest')]
  const clock = createHandClock()
  const redaction = createRedaction()
  const log = await openLog({ folder: join(folder, 'logs'), redaction, verbose: false })
  const store = await openStore(folder, clock)
  const randomness = createCountingRandomness()
  const changes = createChanges({ clock })
  const audit = createAudit({ store, clock, hash: opensslHash, redaction, changes })
  const settings = createSettings({ store, audit, changes })
  const [access, clusterAccess] = [createFakeDeviceAccess(), createFakeClusterAccess()]
  const ports = { store, secrets: createFileSecrets(folder, undefined), access, randomness, clock, redaction, log, changes, audit }
  const inventory = await createInventory(ports)
  const monitoring = await createMonitoring({ ...ports, inventory, settings })
  const clusters = await createClusters({ ...ports, openClusterAccess: async () => clusterAccess, settings, inventory })
  const jobs = createJobRunner(ports)
  const dockerCare = createDockerCare({ ...ports, inventory, monitoring, jobs })
  const maker = createDeviceMaker({ ...ports, clusters, inventory, monitoring, dockerCare, jobs, guestKeys: createGuestKeys(ports) })

  const { cluster } = clusterAccess
  cluster.passwords.set('root@pam', password)
  const home = await clusters.add(clusterInput({ login: { method: 'password', user: 'root@pam', password } }), 'Ann')
  expect(await codeOf(clusters.edit('home', { login: { method: 'password', user: 'root@pam', password: `${password}x` } }, 'Ann'))).toBe(
    'ClusterLoginRefused',
  )
  cluster.session = {
    overview: async () => {
      throw new Error(`login ${Buffer.from(`root@pam:${password}`).toString('base64')} failed: ${JSON.stringify({ password })}`)
    },
    makeToken: async () => {
      cluster.tokens.set('mycopod@pve!mycopod', token)
      return { tokenId: 'mycopod@pve!mycopod', secret: token }
    },
  }
  await clusters.refresh(home)
  const { overview: _, ...working } = cluster.session
  cluster.session = working
  await clusters.useToken('home', 'Ann')
  cluster.session = {
    overview: async () => {
      throw new Error(`PVEAPIToken=mycopod@pve!mycopod=${token}, ${encodeURIComponent(token)}`)
    },
  }
  await clusters.refresh(clusters.resolve('home'))
  access.device('10.0.0.50').passwords = { pi: 'another' }
  cluster.session = {
    ...working,
    config: async () => ({ config: { description: '', networks: [{ slot: 'net0', address: '10.0.0.50/24' }] } as never, pending: [] }),
    status: async () => ({ state: 'running', name: 'pihole', highlyAvailable: false, uptimeSeconds: 1 }),
  }
  const request = { guest: 'pihole', user: 'pi', password: guestPassword, port: 22, installDocker: false }
  const { id } = await maker.makeDevice(request, 'Ann')
  await passUntil(clock, jobs.idle())
  expect((await jobs.view(id)).error?.code).toBe('LoginRefused')

  for (const secret of [password, token, guestPassword]) expect(findSecret(folder, secret)).toEqual([])
  await store.close()
  log.close()
  for (const secret of [password, token, guestPassword]) expect(findSecret(folder, secret)).toEqual([])
})
