import { createSystemClock } from '../../electron/adapters/clock/system-clock.ts'
import { createClusterAccess } from '../../electron/adapters/proxmox/cluster-access.ts'
import { createSystemRandomness } from '../../electron/adapters/randomness/system-randomness.ts'
import { silentLog } from '../../tests/support/small-ports.ts'
import { startCluster } from './cluster.ts'
import { type Bench, percentile } from './measure.ts'

const nodes = 3
const guestsPerNode = 1000
const polls = 40
const warmUp = 10

/** A poll of a large cluster: its calls, and what they cost the host's processor. */
export const proxmoxBench: Bench = {
  title: 'Proxmox',
  async run() {
    const cluster = await startCluster(nodes * guestsPerNode)
    const clock = createSystemClock()
    const access = createClusterAccess({ clock, randomness: createSystemRandomness(clock.now), log: silentLog })
    try {
      const { doors, user, password } = cluster.reach
      const session = access.session({ id: 'bench', name: 'home', doors, login: { method: 'password', user, password } })
      const costs: number[] = []
      let guests = 0
      let callsBefore = 0
      for (let poll = 0; poll < warmUp + polls; poll += 1) {
        if (poll === warmUp) callsBefore = await cluster.calls()
        const before = process.cpuUsage()
        guests = (await session.overview()).guests.length
        const { user: own, system } = process.cpuUsage(before)
        if (poll >= warmUp) costs.push((own + system) / 1000)
      }
      const callsAPoll = ((await cluster.calls()) - callsBefore) / polls
      const note = `${nodes} nodes, ${guests.toLocaleString('en')} guests`
      return [
        { what: 'Calls a poll', value: callsAPoll, unit: '', limit: 4, note },
        {
          what: 'Processor time a poll, median',
          value: percentile(costs, 0.5),
          unit: 'ms',
          limit: 50,
          note: `${note}, with TLS and parsing`,
        },
        { what: 'Processor time a poll, p95', value: percentile(costs, 0.95), unit: 'ms', note },
      ]
    } finally {
      await access.close()
      await cluster.stop()
    }
  },
}
