import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { createRouterClient } from '@orpc/server'
import type { Client } from '../../electron/cli/command.ts'
import { createHost } from '../../electron/host/create-host.ts'
import { type BenchHomelab, type ChannelCounts, startHomelab } from './homelab.ts'
import { type Bench, type Figure, percentile, timed } from './measure.ts'
import { type ProcessUse, watchProcess } from './process-use.ts'
import { type Served, serve, signedIn } from './served.ts'
import { stockLab } from './stock-lab.ts'

const warmUpMs = 35_000
const watchedSeconds = 60

/** What the host takes while nobody looks, and how fast it answers. */
export const hostBench: Bench = {
  title: 'Host',
  async run() {
    const folder = await mkdtemp(join(tmpdir(), 'mycopod-bench-'))
    const [small, large] = [join(folder, 'small'), join(folder, 'large')]
    const homelabs = await Promise.all([startHomelab({ devices: 10, speed: 1000 }), startHomelab({ devices: 100, speed: 1000 })])
    const [ten, hundred] = homelabs
    try {
      await prepare(small, ten, 100)
      const [quick, queried] = [await inProcess(small), await overSocket(small)]
      await prepare(large, hundred, 0)
      const [little, much] = await Promise.all([watch(small, ten), watch(large, hundred)])
      return [
        ...figuresOf('10 devices and 100 apps', little, { memoryMB: 100, corePercent: 1 }),
        ...figuresOf('100 devices', much, { memoryMB: 180, corePercent: 8 }),
        ...quick.map(figure => ({ ...figure, limit: 10, note: 'in the process, 10 devices and 100 apps' })),
        ...queried.map(figure => ({ ...figure, limit: 25, note: 'over WebSocket, 10 devices and 100 apps' })),
      ]
    } finally {
      await Promise.all(homelabs.map(homelab => homelab.stop()))
      await rm(folder, { recursive: true, force: true })
    }
  },
}

async function prepare(dataDir: string, homelab: BenchHomelab, apps: number): Promise<void> {
  const served = await serve(dataDir)
  try {
    const { client, close } = await signedIn(served)
    await stockLab(client, homelab.devices, apps)
    close()
  } finally {
    await served.stop()
  }
}

interface Watched extends ProcessUse {
  readonly channels: ChannelCounts
}

/** A fresh host on prepared data, watched for a minute once every device was polled. */
async function watch(dataDir: string, homelab: BenchHomelab): Promise<Watched> {
  const served: Served = await serve(dataDir)
  try {
    await delay(warmUpMs)
    const before = await homelab.counts()
    const use = await watchProcess(served.pid, watchedSeconds)
    const after = await homelab.counts()
    return { ...use, channels: { channels: after.channels - before.channels, polls: after.polls - before.polls } }
  } finally {
    await served.stop()
  }
}

function figuresOf(what: string, use: Watched, limits: { readonly memoryMB: number; readonly corePercent: number }): readonly Figure[] {
  const { channels, polls } = use.channels
  const note = `\`mycopod serve\`, ${watchedSeconds} s at a 30 s poll`
  return [
    { what: `Resident memory, ${what}`, value: use.mostResidentMB, unit: 'MB', limit: limits.memoryMB, note: `${note}, the most seen` },
    { what: `Processor, ${what}`, value: use.coreFraction * 100, unit: '%', limit: limits.corePercent, note: `${note}, of one core` },
    {
      what: `SSH round trips a poll, ${what}`,
      value: channels / polls,
      unit: '',
      limit: 1,
      note: `${channels} channels for ${polls} polls`,
    },
  ]
}

const queries: Readonly<Record<string, (client: Client) => Promise<unknown>>> = {
  'system.overview': client => client.system.overview(),
  'devices.list': client => client.devices.list(),
  'apps.list': client => client.apps.list(),
  'jobs.list': client => client.jobs.list({}),
}

async function timeQueries(client: Client): Promise<readonly Figure[]> {
  const figures: Figure[] = []
  for (const [name, ask] of Object.entries(queries)) {
    const taken = await timed(200, 20, () => ask(client))
    figures.push({ what: `\`${name}\`, p95`, value: percentile(taken, 0.95), unit: 'ms' })
  }
  return figures
}

async function inProcess(dataDir: string): Promise<readonly Figure[]> {
  const copy = `${dataDir}-copy`
  await cp(dataDir, copy, { recursive: true })
  const host = await createHost({
    face: 'server',
    dataDir: copy,
    recipesDir: join(import.meta.dirname, '../../recipes'),
    demo: false,
    lookFirst: true,
    passphrase: 'of the bench',
  })
  try {
    return await timeQueries(createRouterClient(host.router, { context: host.context({ name: 'You', role: 'admin' }) }))
  } finally {
    await host.close()
  }
}

async function overSocket(dataDir: string): Promise<readonly Figure[]> {
  const served = await serve(dataDir)
  try {
    const { client, close } = await signedIn(served)
    for (const { name } of await client.devices.list()) await client.devices.check({ device: name })
    const figures = await timeQueries(client)
    close()
    return figures
  } finally {
    await served.stop()
  }
}
