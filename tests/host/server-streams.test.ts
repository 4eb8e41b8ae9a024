import { afterAll, beforeAll, expect, it } from 'vitest'
import { type DemoHomelab, startDemoHomelab } from '../../electron/demo/demo-homelab.ts'
import type { JobEvent } from '../../shared/model/job.ts'
import { connectionToDemo, type ServedHost, serveHost } from '../support/served-host.ts'

let served: ServedHost
let homelab: DemoHomelab
beforeAll(async () => {
  ;[served, homelab] = await Promise.all([serveHost(), startDemoHomelab({ devices: 1, speed: 100 })])
})
afterAll(async () => {
  await served.close()
  await homelab.close()
})

it('a broken stream goes on where it ended, without gap or repeat', async () => {
  const first = await served.connect()
  for (const device of homelab.devices) await first.client.devices.add(connectionToDemo(device))
  const { job } = await first.client.apps.deploy({ recipe: 'vaultwarden' })
  const seen: JobEvent[] = []
  for await (const { events } of await first.client.jobs.follow({ job, after: 0 })) {
    seen.push(...events)
    if (seen.length >= 3) break
  }
  first.socket.terminate()

  const second = await served.connect()
  for await (const { events, dropped } of await second.client.jobs.follow({ job, after: seen.at(-1)?.seq ?? 0 })) {
    expect(dropped).toBe(0)
    seen.push(...events)
  }
  expect(seen.map(event => event.seq)).toEqual(seen.map((_, at) => at + 1))
  expect(seen.at(-1)).toMatchObject({ type: 'ended', outcome: 'succeeded' })
  second.socket.terminate()
})

it('changes are told to whoever listens, and to the next who does', async () => {
  for (const labName of ['Cellar', 'Attic']) {
    const { client, socket } = await served.connect()
    const changes = await client.system.changes()
    const told = (async () => {
      for await (const { topics } of changes) if (topics.includes('settings')) return
    })()
    await client.system.changeSettings({ labName })
    await told
    socket.terminate()
  }
})

it('ends in the host when its reader is gone', async () => {
  const { client, socket } = await served.connect()
  const controller = new AbortController()
  const changes = await client.system.changes(undefined, { signal: controller.signal })
  const ended = (async () => {
    for await (const _ of changes);
  })()
  controller.abort()
  await expect(ended).rejects.toThrow()
  expect((await client.system.settings()).labName).toBeDefined()
  socket.terminate()
})
