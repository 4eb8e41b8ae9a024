import { createRedaction } from '../../electron/adapters/log/redaction.ts'
import { createLargeOverview } from '../../tests/support/large-overview.ts'
import { type Bench, percentile, timed } from './measure.ts'

/** A line of 1 kB with nothing to hide in it, masked where a thousand secrets are known. */
async function masking(): Promise<readonly number[]> {
  const redaction = createRedaction()
  for (let index = 0; index < 1000; index += 1) redaction.register(`secret-number-${index}-${index * 7919}`)
  const line = 'An ordinary line of a log with nothing in it. '.repeat(22)
  return timed(50, 5, () => redaction.mask(line))
}

/** What grows with the lab, without a network. */
export const largeLabBench: Bench = {
  title: 'Large lab',
  async run() {
    const overview = await createLargeOverview()
    const read = await timed(20, 5, () => overview.read())
    return [
      { what: 'overview of 100 devices and 1,000 apps, median', value: percentile(read, 0.5), unit: 'ms', limit: 10 },
      { what: 'a log line of 1 kB masked, 1,000 secrets, median', value: percentile(await masking(), 0.5), unit: 'ms', limit: 20 },
    ]
  },
}
