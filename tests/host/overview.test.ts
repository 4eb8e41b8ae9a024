import { expect, test } from 'vitest'
import { createOverview } from '../../electron/services/overview.ts'
import type { AppView } from '../../shared/model/app.ts'
import { overviewSchema } from '../../shared/model/overview.ts'
import { containerId } from '../support/poll-answer.ts'
import { connectionTo, createSmallLab } from '../support/small-lab.ts'

const app = (number: number): AppView => ({
  id: `app${number}`,
  name: `app-${number}`,
  title: 'App',
  recipe: 'app',
  version: '1',
  deviceId: 'd',
  settings: {},
  secretSettings: [],
  ports: [],
  stage: 'deployed',
  createdAt: 0,
  updatedAt: 0,
  device: 'box-1',
  state: 'running',
  containers: [],
})

test('a hundred devices and a thousand apps are one view within ten milliseconds', async () => {
  const lab = await createSmallLab()
  const containers = Array.from({ length: 10 }, (_, number) => ({ id: containerId(number), name: `c${number}`, app: `app-${number}` }))
  for (let number = 1; number <= 100; number += 1) {
    const address = `10.0.${number}.1`
    let polls = 0
    lab.access.device(address).answer = () => {
      polls += 1
      return {
        containers,
        clockMs: lab.clock.now(),
        uptimeSeconds: 1000 + lab.clock.monotonic() / 1000 + polls / 100,
        network: { received: polls * 1000, sent: 0 },
      }
    }
    await lab.inventory.add({ ...connectionTo(address), name: `box-${number}` }, 'Ada')
  }
  const monitoring = await lab.watch()
  await monitoring.start()
  await lab.clock.pass(600_000)
  const apps = Array.from({ length: 1000 }, (_, number) => app(number))
  const overview = createOverview({ monitoring, apps: { list: async () => apps }, jobs: { running: () => [] }, clock: lab.clock })
  const first = await overview.read()
  expect(overviewSchema.safeParse(first).error).toBeUndefined()
  expect(first.totals).toMatchObject({ devices: { online: 100, counted: 100 }, cpu: { cores: 400 }, apps: { running: 1000, total: 1000 } })
  expect(first.sparklines['box-7']).toHaveLength(60)
  expect(first.networkSparkline.filter(value => value !== null).length).toBeGreaterThan(3)
  const times: number[] = []
  for (let turn = 0; turn < 9; turn += 1) {
    const began = performance.now()
    await overview.read()
    times.push(performance.now() - began)
  }
  expect(times.sort((a, b) => a - b)[4]).toBeLessThan(10)
})
