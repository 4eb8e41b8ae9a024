import { createOverview } from '../../electron/services/overview.ts'
import type { AppView } from '../../shared/model/app.ts'
import { containerId } from './poll-answer.ts'
import { connectionTo, createSmallLab } from './small-lab.ts'

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

/** The overview of 100 made-up devices that were polled for ten minutes, and 1,000 apps. */
export async function createLargeOverview() {
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
  return createOverview({ monitoring, apps: { list: async () => apps }, jobs: { running: () => [] }, clock: lab.clock })
}
