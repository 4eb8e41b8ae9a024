import { lookup } from 'node:dns/promises'
import type { Clock } from '../../ports/clock.ts'
import type { Discovery, Found } from '../../ports/discovery.ts'
import { untilAborted } from '../../ports/until-aborted.ts'
import { hostsOf, isPrivate, ownAddresses, readSubnet } from './addresses.ts'
import { describe, type Evidence } from './evidence.ts'
import { knock, readPage } from './knock.ts'
import { readNeighbours } from './neighbours.ts'
import { type Manners, sweep } from './sweep.ts'

const doors = [22, 8006, 443, 80]
const manners: Manners = { inFlight: 64, perSecond: 200 }
const lookLimitMs = 4000

/** Looks around on the private networks of this computer. */
export function createDiscovery({ clock }: { readonly clock: Clock }): Discovery {
  return {
    async *discover({ seconds, subnet, sweep: wantsSweep }, signal) {
      const { browseMdns } = await import('./browse-mdns.ts')
      const own = ownAddresses()
      const subnets = subnet === undefined ? own.map(({ subnet }) => subnet) : [readSubnet(subnet)]
      const stop = new AbortController()
      const limit = AbortSignal.any([signal, stop.signal, AbortSignal.timeout(seconds * 1000)])
      const mine = new Set(own.map(({ address }) => address))
      const findings = createFindings()

      const ask = async (address: string, port: number, by: 'mdns' | 'sweep', speaksFirst = port === 22) => {
        const banner = await knock(address, port, speaksFirst, limit)
        if (banner === undefined) return
        findings.learn(address, by, known => ({ ...known, doors: new Map(known.doors).set(port, banner) }))
        if (speaksFirst) return
        const page = await readPage(address, port, limit)
        if (page) findings.learn(address, by, known => ({ ...known, page: `${known.page ?? ''} ${page}` }))
      }

      const lookAround = async () => {
        const near = await readNeighbours(limit)
        for (const { address, mac } of near) findings.learn(address, 'neighbour', known => ({ ...known, mac }))
        const nearFirst = [...new Set([...near.map(({ address }) => address), ...subnets.flatMap(hostsOf)])]
        const there = new Set(subnets.flatMap(hostsOf))
        const addresses = nearFirst.filter(address => there.has(address) && !mine.has(address))
        const attempts = doors.flatMap(port => addresses.map(address => ({ address, port })))
        await sweep(attempts, manners, clock, ({ address, port }) => ask(address, port, 'sweep'), limit)
      }

      const stopBrowsing = browseMdns([...mine], clock, ({ address, type, name, port }) => {
        if (mine.has(address)) return
        findings.learn(address, 'mdns', known => ({
          ...known,
          name: known.name ?? name,
          services: new Set(known.services).add(type),
          ...(type === 'ssh' && { sshPort: port }),
        }))
        if (type === 'ssh') void ask(address, port, 'mdns', true)
      })
      const looking = wantsSweep ? lookAround() : undefined
      try {
        yield* findings.until(limit)
        signal.throwIfAborted()
      } finally {
        stop.abort()
        stopBrowsing()
        await looking
      }
    },

    async look(address, port, signal) {
      const limit = AbortSignal.timeout(lookLimitMs)
      const either = signal ? AbortSignal.any([signal, limit]) : limit
      const found = await untilAborted(lookup(address, { family: 4 }), either).catch(() => undefined)
      signal?.throwIfAborted()
      if (!found) return undefined
      const asked = isPrivate(found.address) ? [...new Set([port, ...doors])] : [port]
      const answers = await Promise.all(asked.map(async door => [door, await knock(found.address, door, door === port, either)] as const))
      const open = new Map(answers.flatMap(([door, banner]) => (banner === undefined ? [] : [[door, banner] as const])))
      const webDoor = doors.find(door => door !== port && door !== 22 && open.has(door))
      const page = webDoor === undefined ? '' : await readPage(found.address, webDoor, either)
      signal?.throwIfAborted()
      return describe({ address, foundBy: new Set(), doors: open, services: new Set(), page })
    },
  }
}

/** Gathers what is learned and hands on what an address seems to be, whenever that changes. */
function createFindings() {
  const known = new Map<string, Evidence>()
  const told = new Map<string, string>()
  const waiting = new Map<string, Found>()
  let wake = () => {}
  return {
    learn(address: string, by: Found['foundBy'][number], change: (evidence: Evidence) => Evidence) {
      const before = known.get(address) ?? { address, foundBy: new Set(), doors: new Map(), services: new Set() }
      const after = { ...change(before), foundBy: new Set(before.foundBy).add(by) }
      known.set(address, after)
      const found = describe(after)
      const text = JSON.stringify(found)
      if (!found || told.get(address) === text) return
      told.set(address, text)
      waiting.set(address, found)
      wake()
    },
    async *until(end: AbortSignal): AsyncIterable<Found> {
      while (!end.aborted) {
        for (const [address, found] of waiting) {
          waiting.delete(address)
          yield found
        }
        if (waiting.size > 0) continue
        const news = new Promise<void>(resolve => {
          wake = resolve
        })
        await untilAborted(news, end).catch(() => {})
      }
    },
  }
}
