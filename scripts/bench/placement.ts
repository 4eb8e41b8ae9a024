import { place } from '../../electron/core/place/place.ts'
import type { PlacementDevice } from '../../shared/model/placement.ts'
import { aDevice, anAsk } from '../../tests/unit/place/arbitraries.ts'
import { type Bench, percentile, timed } from './measure.ts'

const GiB = 1024 ** 3

function unequal(count: number): readonly PlacementDevice[] {
  return Array.from({ length: count }, (_, at) =>
    aDevice(`device-${at}`, {
      cpuFraction: (at % 10) / 10,
      memoryAvailableBytes: (1 + (at % 12)) * GiB,
      storageFreeBytes: (20 + (at % 400)) * GiB,
      coreSpeed: 0.3 + (at % 7) / 3,
      apps: [{ name: `app-${at}`, recipe: 'nextcloud', memoryBytes: GiB }],
    }),
  )
}

const stamp = { id: 'bench', at: 0 }

/** Placement with its explanation. */
export const placementBench: Bench = {
  title: 'Placement with explanation',
  async run() {
    const [ten, thousand] = [unequal(10), unequal(1000)]
    const asks = Array.from({ length: 13 }, (_, at) =>
      anAsk({ app: `App ${at}`, memoryBytes: { minimum: GiB / 4, typical: ((at % 5) + 1) * (GiB / 2) } }),
    )
    const small = await timed(50, 20, () => {
      for (const ask of asks) place(ask, ten, stamp)
    })
    const large = await timed(20, 5, () => place(anAsk(), thousand, stamp))
    return [
      { what: '10 devices × 13 recipes, median', value: percentile(small, 0.5), unit: 'ms', limit: 5 },
      { what: '1,000 devices, median', value: percentile(large, 0.5), unit: 'ms', limit: 100 },
    ]
  },
}
