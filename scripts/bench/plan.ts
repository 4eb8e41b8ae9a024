import { planChanges } from '../../electron/core/plan/plan-changes.ts'
import type { DesiredEntry } from '../../electron/core/plan/planned-changes.ts'
import type { Entry } from '../../shared/model/declaration.ts'
import { aDevice } from '../../tests/unit/place/arbitraries.ts'
import { aCluster, aGuest, aNode, anApp, apart, app, aRecipe, aWorld, GiB, guest, observed } from '../../tests/unit/plan/plan-world.ts'
import { type Bench, percentile, timed } from './measure.ts'

const nodeNames = ['pve1', 'pve2', 'pve3']
const slugs = Array.from({ length: 13 }, (_, at) => `app-${at}`)

/** 950 guests and 190 apps that are there, of which every tenth differs from what is declared. */
function aLab() {
  const guests = Array.from({ length: 950 }, (_, at) =>
    aGuest(100 + at, `guest-${at}`, { node: nodeNames[at % 3] ?? 'pve1', type: at % 2 === 0 ? 'vm' : 'lxc' }),
  )
  const nodes = nodeNames.map(name => aNode(name, { cores: 64, memoryTotalBytes: 4096 * GiB, memoryUsedBytes: 1024 * GiB }))
  const cluster = aCluster(guests, { nodes })
  const storages = cluster.known.storages.map(storage => ({ ...storage, totalBytes: 100_000 * GiB }))
  const devices = Array.from({ length: 10 }, (_, at) =>
    observed(
      aDevice(`device-${at}`, {
        memoryTotalBytes: 256 * GiB,
        memoryAvailableBytes: 128 * GiB,
        storageFreeBytes: 4000 * GiB,
        storageTotalBytes: 5000 * GiB,
      }),
    ),
  )
  const apps = Array.from({ length: 190 }, (_, at) =>
    anApp(`made-${at}`, {
      recipe: slugs[at % 13] ?? 'app-0',
      device: `device-${at % 10}`,
      ports: [{ id: 'web', host: 8080 + at, protocol: 'tcp' }],
    }),
  )
  return aWorld({
    clusters: [{ ...cluster, known: { ...cluster.known, storages } }],
    devices,
    apps,
    recipes: slugs.map(slug => aRecipe(slug)),
  })
}

/** Wishes for 1,000 guests and 200 apps: 50 and 10 of them are not there yet. */
function wishesOfAll(): readonly DesiredEntry[] {
  const guests = Array.from(
    { length: 1000 },
    (_, at): Entry =>
      at < 950
        ? guest(`guest-${at}`, { cores: at % 10 === 0 ? 3 : 2, memoryMiB: 4096 })
        : guest(`guest-${at}`, { type: 'lxc', os: 'debian-12' }),
  )
  const apps = Array.from(
    { length: 200 },
    (_, at): Entry => app(slugs[at % 13] ?? 'app-0', { name: `made-${at}`, settings: { TITLE: at % 10 === 0 ? 'Other' : 'Home' } }),
  )
  const rules = Array.from({ length: 20 }, (_, at): Entry => apart(`guest-${at * 3}`, `guest-${at * 3 + 1}`))
  return [...guests, ...apps, ...rules].map((entry, at) => ({ declaration: 'home', entry, spans: [[at * 40, at * 40 + 30]] }))
}

/** A plan of everything, without looking at the lab. */
export const planBench: Bench = {
  title: 'Plan of declarations',
  async run() {
    const [desired, world] = [wishesOfAll(), aLab()]
    const { steps, problems } = planChanges(desired, world)
    const taken = await timed(20, 5, () => planChanges(desired, world))
    const note = `${steps.length} steps, ${problems.length} problems`
    return [{ what: '1,000 guests and 200 apps, median', value: percentile(taken, 0.5), unit: 'ms', limit: 100, note }]
  },
}
