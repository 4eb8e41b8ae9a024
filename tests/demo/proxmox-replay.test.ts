import { afterEach, describe, expect, test } from 'vitest'
import type { DemoCluster } from '../../electron/demo/proxmox/demo-cluster.ts'
import type { PveVersion } from '../../electron/demo/proxmox/world.ts'
import { type PveSample, pveFacts, readPveSamples, withoutPveFacts } from '../support/pve-samples.ts'
import { exceptions, notAsked } from './proxmox-replay/exceptions.ts'
import { createReplay, type Replay } from './proxmox-replay/replay.ts'
import { startRecordedScene } from './proxmox-replay/scenes.ts'

const clusters: DemoCluster[] = []
afterEach(() => Promise.all(clusters.splice(0).map(cluster => cluster.close())))

/** What of a request has to last, so that the next ones meet it still at work. */
const leisurely = /^(?:103|159|160|161|26[1-3]|321|423)-/
/** What tells of the cluster out of a cache that is ten seconds old. */
const cached = /\/(?:cluster\/resources|pools)/

async function begin(version: PveVersion, nodes: 1 | 2): Promise<{ readonly demo: DemoCluster; readonly replay: Replay }> {
  const demo = await startRecordedScene(version, nodes)
  clusters.push(demo)
  return { demo, replay: createReplay(demo) }
}

/** The order in which they were sent is not always that in which they were answered. */
function inOrderOfArrival(samples: readonly PveSample[]): readonly PveSample[] {
  const rank = (sample: PveSample, index: number) => (sample.name === '520-race-create-b' ? index + 1.5 : index)
  return samples
    .map((sample, index) => ({ sample, at: rank(sample, index) }))
    .sort((one, other) => one.at - other.at)
    .map(({ sample }) => sample)
}

describe.runIf(pveFacts !== undefined).each(['9.2', '8.4'] as const)('what a genuine Proxmox VE %s was asked', version => {
  test('is answered alike by the simulated one', async () => {
    const samples = inOrderOfArrival(readPveSamples(version)).filter(({ name }) => notAsked[name] === undefined)
    const lone = await begin(version, 1)
    const pair = samples.some(({ name }) => name.startsWith('4')) ? await begin(version, 2) : lone
    const differing = new Map<string, readonly string[]>()
    for (const sample of samples) {
      const { demo, replay } = sample.name.startsWith('4') ? pair : lone
      await beforehand(sample, demo, replay)
      demo.setSpeed(leisurely.test(sample.name) ? 5 : 1000)
      if (cached.test(sample.request.line)) await demo.world.time.pass(20_000)
      const found = await replay.replay(sample)
      if (found.length > 0) differing.set(sample.name, found)
    }
    const unexpected = [...differing].filter(([name]) => !exceptions[name]?.versions.includes(version))
    const excepted = Object.keys(exceptions).filter(name => exceptions[name]?.versions.includes(version))
    const left = Object.keys(notAsked).length
    process.stdout.write(
      `Proxmox VE ${version}: ${samples.length} requests replayed, ${samples.length - differing.size} answered alike, ${excepted.length} exceptions, ${version === '9.2' ? left : 0} not asked\n`,
    )
    expect(unexpected.map(([name, found]) => `${name}: ${found.join('; ')}`)).toEqual([])
    // An exception that is none any more is to be taken off the list.
    expect(excepted.filter(name => !differing.has(name))).toEqual([])
    expect(samples.length).toBe(version === '9.2' ? 409 - left : 332)
  })
})

/** What was done between the recorded requests, by other hands. */
async function beforehand({ name }: PveSample, demo: DemoCluster, replay: Replay): Promise<void> {
  const [first, login] = readPveSamples('9.2').filter(sample => /^00[56]-/.test(sample.name))
  if (name === '401-cl-status' && first) await replay.replay(first)
  if (name === '432-down-node-status-595') await demo.faults.takeDown('pve2')
  if (name === '501-tfa-user' && login) {
    await replay.replay(login)
    const token = readPveSamples('9.2').find(sample => sample.name === '013-token-create-full')
    if (token) await replay.replay({ ...token, request: { ...token.request, line: token.request.line.replace('/full', '/x1') } })
  }
}

if (pveFacts === undefined) test.skip(withoutPveFacts)
