import type { Route } from '../route.ts'
import type { PveGuest, PveWorld } from '../world.ts'
import { findGuest } from './find-guest.ts'
import { coresOn, loadOf, rateOf } from './guest-load.ts'
import { diskBytesOf, memoryBytesOf } from './guest-sizes.ts'

/** How far apart the points of each range are, in seconds, and how many there are. */
const ranges: Readonly<Record<string, readonly [stepSeconds: number, points: number]>> = {
  hour: [60, 60],
  day: [1800, 48],
  week: [10_800, 56],
  month: [43_200, 60],
  year: [604_800, 52],
}

/** The points before now, `step` apart, on round moments. */
function momentsOf(timeframe: string, now: number): readonly number[] {
  const [step, points] = ranges[timeframe] ?? [60, 60]
  const last = Math.floor(now / 1000 / step) * step
  return Array.from({ length: points }, (_, index) => last - (points - 1 - index) * step)
}

function pointOf(guest: PveGuest, world: PveWorld, seconds: number): Readonly<Record<string, number>> {
  const at = seconds * 1000
  if (guest.status === 'stopped' || at < guest.startedAt) return { time: seconds }
  const load = loadOf(guest, world, at)
  const rate = (counter: Parameters<typeof rateOf>[3]) => rateOf(guest, world, at, counter)
  return {
    time: seconds,
    cpu: load.cpu,
    maxcpu: coresOn(guest, world),
    mem: load.memoryBytes,
    maxmem: memoryBytesOf(guest),
    disk: load.diskUsedBytes,
    maxdisk: diskBytesOf(guest),
    netin: rate('netInBytes'),
    netout: rate('netOutBytes'),
    diskread: rate('diskReadBytes'),
    diskwrite: rate('diskWriteBytes'),
    ...(world.version !== '8.4' && {
      ...(guest.type === 'qemu' && { memhost: load.hostMemoryBytes }),
      pressurecpusome: load.cpu * 4,
      pressurecpufull: 0,
      pressureiosome: load.cpu,
      pressureiofull: 0,
      pressurememorysome: 0,
      pressurememoryfull: 0,
    }),
  }
}

/** Load of guests over time. */
export const loadHistoryRoutes: readonly Route[] = (['qemu', 'lxc'] as const).map(kind => ({
  method: 'GET',
  path: `/nodes/{node}/${kind}/{vmid}/rrddata`,
  rules: {
    cf: { type: 'string', optional: true, choices: ['AVERAGE', 'MAX'] },
    timeframe: { type: 'string', choices: ['hour', 'day', 'week', 'month', 'year'] },
  },
  needs: [['/vms/{vmid}', 'VM.Audit']],
  handle: asked => {
    const guest = findGuest(asked, kind)
    return momentsOf(asked.params.timeframe ?? 'hour', asked.world.time.now()).map(seconds => pointOf(guest, asked.world, seconds))
  },
}))
