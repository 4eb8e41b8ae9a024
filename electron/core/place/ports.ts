import type { PlacementAsk, PlacementDevice } from '../../../shared/model/placement.ts'

type Wanted = Pick<PlacementAsk['ports'][number], 'port' | 'protocol'>

/** Who has a port on a device, or nothing when it is free. */
export function takenBy(device: Pick<PlacementDevice, 'takenPorts'>, wanted: Wanted): string | undefined {
  return device.takenPorts.find(taken => taken.port === wanted.port && taken.protocol === wanted.protocol)?.by
}

/** The wanted port, or the next free one above it (below 1024 the search starts at 8000 + port, as people expect); nothing when all are taken. */
export function freePort(device: Pick<PlacementDevice, 'takenPorts'>, wanted: Wanted, alsoTaken: readonly number[]): number | undefined {
  const taken = new Set([...device.takenPorts.filter(port => port.protocol === wanted.protocol).map(port => port.port), ...alsoTaken])
  if (!taken.has(wanted.port)) return wanted.port
  const first = wanted.port < 1024 ? wanted.port + 8000 : wanted.port + 1
  for (let port = first; port <= 65_535; port += 1) if (!taken.has(port)) return port
  return undefined
}

/** A port for each the app asks for, the preferred one where it is free. */
export function assignPorts(ask: Pick<PlacementAsk, 'ports'>, device: Pick<PlacementDevice, 'takenPorts'>): Record<string, number> {
  const assigned: Record<string, number> = {}
  for (const wanted of ask.ports) {
    const used = ask.ports.filter(other => other.protocol === wanted.protocol && other.id in assigned).map(other => assigned[other.id] ?? 0)
    const port = freePort(device, wanted, used)
    if (port !== undefined) assigned[wanted.id] = port
  }
  return assigned
}
