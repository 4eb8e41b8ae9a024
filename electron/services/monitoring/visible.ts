import type { Watched } from './watched-device.ts'

const percentStep = 2

/** A text that differs when something a person would see of a device differs: small movements of its load do not count. */
export function visibleOfDevice({ device, state, problem, facts, sample }: Watched): string {
  const filesystems = sample?.filesystems.map(({ mount, totalBytes, freeBytes }) => `${mount}${step(freeBytes, totalBytes)}`)
  return JSON.stringify([
    device.name,
    state,
    problem?.code,
    facts?.docker,
    step(sample?.cpuFraction ?? 0, 1),
    step(sample?.memoryAvailableBytes ?? 0, sample?.memoryTotalBytes ?? 1),
    filesystems,
    Math.round(Math.log2((sample?.networkBytesPerSecond?.received ?? 0) + (sample?.networkBytesPerSecond?.sent ?? 0) + 1024)),
    sample?.containers?.map(({ id, state: containerState, health }) => `${id}${containerState}${health}`),
  ])
}

/** The same for the apps on it. */
export function visibleOfApps({ state, sample }: Watched): string {
  const apps = sample?.containers?.flatMap(({ id, app, state: containerState, health, memoryBytes = 0 }) =>
    app === undefined ? [] : [`${app}${id}${containerState}${health}${Math.round(Math.log2(memoryBytes + 1) * 8)}`],
  )
  return JSON.stringify([state === 'offline', apps])
}

function step(part: number, whole: number): number {
  return whole > 0 ? Math.round((part / whole) * (100 / percentStep)) : 0
}
