import type { Overview } from '../../shared/model/overview.ts'
import { totalsOf } from '../core/totals/totals.ts'
import type { Clock } from '../ports/clock.ts'
import type { Apps } from './apps.ts'
import type { JobRunner } from './job-runner.ts'
import type { Monitoring } from './monitoring.ts'

/** Everything the first screen needs. */
export interface OverviewReader {
  /** From memory: no device is asked. */
  read(): Promise<Overview>
}

/** Reads the overview from monitoring, apps and jobs. */
export function createOverview({
  monitoring,
  apps,
  jobs,
  clock,
}: {
  readonly monitoring: Monitoring
  readonly apps: Pick<Apps, 'list'>
  readonly jobs: Pick<JobRunner, 'running'>
  readonly clock: Clock
}): OverviewReader {
  return {
    read: async () => {
      const devices = monitoring.views()
      const appViews = [...(await apps.list())]
      return {
        at: clock.now(),
        totals: totalsOf(devices, appViews),
        devices,
        sparklines: Object.fromEntries(devices.map(device => [device.name, monitoring.sparkline(device.id)])),
        networkSparkline: added(devices.map(device => monitoring.networkSparkline(device.id))),
        apps: appViews,
        jobs: [...jobs.running()],
      }
    },
  }
}

/** Sums at each place over the lines that have a value there; null where none has. */
function added(lines: readonly (readonly (number | null)[])[]): (number | null)[] {
  const length = Math.max(0, ...lines.map(line => line.length))
  return Array.from({ length }, (_, at) =>
    lines.reduce<number | null>((sum, line) => {
      const value = line[at] ?? null
      return value === null ? sum : (sum ?? 0) + value
    }, null),
  )
}
