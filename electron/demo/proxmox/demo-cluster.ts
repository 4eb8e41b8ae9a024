import { randomBytes } from 'node:crypto'
import { createServer } from 'node:net'
import type { Clock } from '../../ports/clock.ts'
import { demoTime, machineClock } from '../demo-time.ts'
import { createAccess } from './access.ts'
import { createApi } from './api.ts'
import { type ClusterFaults, createClusterFaults } from './cluster-faults.ts'
import { demoWorld } from './demo-world.ts'
import { type DoorService, type NodeDoor, openDoor } from './door.ts'
import { makeAuthority, makeCertificate } from './node-certificate.ts'
import type { Route } from './route.ts'
import type { PveVersion, PveWorld } from './world.ts'

/** A running simulated cluster; nothing of it is left when it is closed. */
export interface DemoCluster {
  readonly name: 'home'
  /** One a node, in their order; only the first where the machine has no more addresses. */
  readonly urls: readonly string[]
  /** SHA-256 of the certificate of each node. */
  readonly fingerprints: Readonly<Record<string, string>>
  readonly user: 'root@pam'
  readonly password: string
  /** A user with a second factor: its secret in base32. */
  readonly withSecondFactor: { readonly user: string; readonly password: string; readonly totp: string }
  readonly world: PveWorld
  readonly routes: readonly Route[]
  readonly faults: ClusterFaults
  /** How many times faster than real life durations pass from now on. */
  setSpeed(speed: number): void
  /** Makes nodes, guests and tickets as old as if so many seconds had passed. */
  letTimePass(seconds: number): void
  close(): Promise<void>
}

const tries = 5

/**
 * Starts a simulated cluster behind HTTPS on loopback: each node at an address of its own and the same port where the machine
 * has such addresses, else all at one. The same seed gives the same guests. `furnish` changes the world before it is reached;
 * `heard` is told of every request.
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
    readonly furnish?: (world: PveWorld) => void
    readonly heard?: (method: string, path: string) => void
  } = {},
): Promise<DemoCluster> {
  const { seed = 'mycopod', version = '9.2', nodes = 3, guests = 0, clock = machineClock() } = options
  let speed = options.speed ?? 1
  const time = demoTime(clock, speed)
  const world = demoWorld({ version, time, nodes, guests, addresses: await loopbackAddresses(nodes), seed })
  options.furnish?.(world)
  const password = randomBytes(9).toString('base64url')
  const access = createAccess(world, password)
  const withSecondFactor = { user: 'anna@pve', password: randomBytes(9).toString('base64url'), totp: 'JBSWY3DPEHPK3PXP' }
  const anna = access.addUser(withSecondFactor.user, withSecondFactor.password, { comment: 'With a second factor', email: '' })
  anna.codes.set('demo', { secret: withSecondFactor.totp, description: 'phone', made: Math.floor(time.now() / 1000) })
  access.grants.push({ path: '/', ugid: anna.id, type: 'user', roleid: 'PVEAdmin', propagate: true })
  const api = createApi(world, access)
  let losing = 0
  const doors = await openDoors(world, options.port, {
    api,
    heard: options.heard ?? (() => undefined),
    loses: () => {
      losing -= 1
      return losing >= 0
    },
  })
  return {
    name: 'home',
    urls: [...world.nodes.values()].flatMap(({ name, address }) => {
      const door = doors.get(name)
      return door ? [`https://${address}:${door.port}`] : []
    }),
    fingerprints: Object.fromEntries([...world.certificates].map(([name, { fingerprint }]) => [name, fingerprint])),
    user: 'root@pam',
    password,
    withSecondFactor,
    world,
    routes: api.routes,
    faults: createClusterFaults(world, doors, {
      slow: factor => time.setSpeed(speed / factor),
      lose: count => {
        losing = count
      },
    }),
    setSpeed: value => {
      speed = value
      time.setSpeed(value)
    },
    letTimePass: seconds => {
      const ms = seconds * 1000
      for (const node of world.nodes.values()) node.bootedAt -= ms
      for (const guest of world.guests.values()) if (guest.status === 'running') guest.startedAt -= ms
      access.age(ms)
    },
    close: async () => {
      for (const task of world.tasks) if (task.endedAt === undefined) task.abort.abort()
      await Promise.all([...doors].map(([name, door]) => (world.nodes.get(name)?.online ? door.shut() : undefined)))
    },
  }
}

/** Opens the doors at one port, another one where somebody has it at one of the addresses. */
async function openDoors(world: PveWorld, wantedPort: number | undefined, service: DoorService): Promise<ReadonlyMap<string, NodeDoor>> {
  const now = world.time.now()
  const authority = await makeAuthority(now)
  world.authority = { pem: authority.pem, fingerprint: authority.fingerprint }
  const making = [...world.nodes.values()].map(async node => [node.name, await makeCertificate(node, authority, now)] as const)
  const certificates = new Map(await Promise.all(making))
  for (const [name, { pem, fingerprint }] of certificates) world.certificates.set(name, { pem, fingerprint })
  const seen = new Set<string>()
  const housed = [...world.nodes.values()].filter(({ address }) => !seen.has(address) && seen.add(address))
  for (let attempt = 1; ; attempt += 1) {
    const doors = new Map<string, NodeDoor>()
    try {
      let port = wantedPort ?? 0
      for (const node of housed) {
        const certificate = certificates.get(node.name)
        if (!certificate) continue
        const door = await openDoor({ ...service, node, certificate, port })
        port = door.port
        doors.set(node.name, door)
      }
      return doors
    } catch (error) {
      await Promise.all([...doors.values()].map(door => door.shut()))
      if (wantedPort !== undefined || attempt === tries) throw error
    }
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
