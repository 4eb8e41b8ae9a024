import { randomBytes } from 'node:crypto'
import { createServer } from 'node:net'
import type { Clock } from '../../ports/clock.ts'
import { demoTime, machineClock } from '../demo-time.ts'
import { createAccess } from './access.ts'
import { createApi } from './api.ts'
import { demoWorld } from './demo-world.ts'
import { makeCertificate, type NodeDoor, openDoor } from './door.ts'
import type { Route } from './route.ts'
import type { PveVersion, PveWorld } from './world.ts'

/** What can go wrong with the cluster, on purpose. */
export interface ClusterFaults {
  takeDown(node: string): Promise<void>
  bringBack(node: string): Promise<void>
  /** Leaves no byte of it free; `false` frees it again. */
  fillStorage(storage: string, full?: boolean): void
  /** Holds a guest as a crash would have left it, or lets go without a word. */
  lock(vmid: number, word?: string): void
  /** The answers of the next writes are dropped after they were done. */
  loseAnswers(count: number): void
}

/** A running simulated cluster; nothing of it is left when it is closed. */
export interface DemoCluster {
  readonly name: string
  /** One a node, in their order. */
  readonly urls: readonly string[]
  /** SHA-256 of the certificate of each node. */
  readonly fingerprints: Readonly<Record<string, string>>
  readonly user: string
  readonly password: string
  /** A user with a second factor: its secret in base32. */
  readonly withSecondFactor: { readonly user: string; readonly password: string; readonly totp: string }
  readonly world: PveWorld
  readonly routes: readonly Route[]
  readonly faults: ClusterFaults
  setSpeed(speed: number): void
  close(): Promise<void>
}

/**
 * Starts a simulated cluster behind HTTPS on loopback: each node at an address of its own and the same port where the machine
 * has such addresses, else all at one. The same seed gives the same guests.
 */
export async function startDemoCluster(
  options: {
    readonly seed?: string
    readonly version?: PveVersion
    readonly nodes?: number
    /** Made-up guests besides the demo's own. */
    readonly guests?: number
    readonly speed?: number
    readonly clock?: Clock
    readonly port?: number
    /** Puts other things into the world before it is reached. */
    readonly furnish?: (world: PveWorld) => void
  } = {},
): Promise<DemoCluster> {
  const { seed = 'mycopod', version = '9.2', nodes = 3, guests = 0, speed = 1, clock = machineClock() } = options
  const time = demoTime(clock, speed)
  const addresses = await loopbackAddresses(nodes)
  const world = demoWorld({ version, time, nodes, guests, addresses, seed })
  options.furnish?.(world)
  const password = randomBytes(9).toString('base64url')
  const access = createAccess(version, password, time.now)
  const withSecondFactor = { user: 'anna@pve', password: randomBytes(9).toString('base64url'), totp: 'JBSWY3DPEHPK3PXP' }
  access.users.set(withSecondFactor.user, {
    id: withSecondFactor.user,
    password: withSecondFactor.password,
    comment: 'With a second factor',
    enabled: true,
    totp: withSecondFactor.totp,
    tokens: new Map(),
  })
  access.grants.push({ path: '/', ugid: withSecondFactor.user, type: 'user', roleid: 'PVEAdmin', propagate: true })
  const api = createApi(world, access)
  let losing = 0
  const loses = () => {
    losing -= 1
    return losing >= 0
  }
  const doors = new Map<string, NodeDoor>()
  let port = options.port ?? 0
  for (const node of world.nodes.values()) {
    const certificate = await makeCertificate(node)
    world.fingerprints.set(node.name, certificate.fingerprint)
    if (doors.size > 0 && node.address === addresses[0]) continue
    const door = await openDoor({ node, certificate, api, port, loses })
    port = door.port
    doors.set(node.name, door)
  }
  const nodeNamed = (name: string) => {
    const node = world.nodes.get(name)
    if (!node) throw new RangeError(`the demo cluster has no node ${name}`)
    return node
  }
  return {
    name: 'home',
    urls: [...world.nodes.values()].filter(node => doors.has(node.name)).map(node => `https://${node.address}:${port}`),
    fingerprints: Object.fromEntries(world.fingerprints),
    user: 'root@pam',
    password,
    withSecondFactor,
    world,
    routes: api.routes,
    faults: {
      async takeDown(name) {
        nodeNamed(name).online = false
        await doors.get(name)?.shut()
      },
      async bringBack(name) {
        const node = nodeNamed(name)
        if (node.online) return
        await doors.get(name)?.open()
        node.online = true
      },
      fillStorage(name, full = true) {
        const storage = world.storages.get(name)
        if (!storage) throw new RangeError(`the demo cluster has no storage ${name}`)
        storage.otherBytes = full ? storage.totalBytes : 0
      },
      lock(vmid, word) {
        const guest = world.guests.get(vmid)
        if (!guest) throw new RangeError(`the demo cluster has no guest ${vmid}`)
        const { lock: _, ...config } = guest.config
        guest.config = word === undefined ? config : { ...config, lock: word }
      },
      loseAnswers(count) {
        losing = count
      },
    },
    setSpeed: value => time.setSpeed(value),
    async close() {
      for (const task of world.tasks) if (task.endedAt === undefined) task.abort.abort()
      await Promise.all([...world.nodes.values()].flatMap(node => (node.online ? [doors.get(node.name)?.shut()] : [])))
    },
  }
}

/** Addresses of loopback that this machine can listen on: one a node, or one for all. */
async function loopbackAddresses(nodes: number): Promise<readonly string[]> {
  const wanted = Array.from({ length: nodes }, (_, index) => `127.0.0.${index + 1}`)
  const usable = await Promise.all(wanted.map(canListen))
  return usable.every(Boolean) ? wanted : ['127.0.0.1']
}

function canListen(address: string): Promise<boolean> {
  return new Promise(resolve => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(0, address, () => server.close(() => resolve(true)))
  })
}
