import type { Candidate, Factor, PlacementAsk, PlacementDevice, PlacementProfile } from '../../../shared/model/placement.ts'
import { hostMemoryReserve, hostStorageReserve } from './limits.ts'
import { assignPorts } from './ports.ts'

/** Order in which factors are shown and summed. */
export const factors: readonly Factor[] = ['memory', 'storage', 'cpu', 'load', 'reliability']

const balanced: Readonly<Record<Factor, number>> = { memory: 40, storage: 30, cpu: 15, load: 10, reliability: 5 }

/** Most points of each factor under a profile; they sum to 100. The balanced ones are the product's (design: placement). */
export function weightsOf(profile: PlacementProfile): Record<Factor, number> {
  return profile === 'performance' ? { memory: 30, storage: 15, cpu: 35, load: 15, reliability: 5 } : { ...balanced }
}

const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high)

/** Cores of an Intel N100 that earn full marks when free beyond what is asked: a modern desktop processor at rest. */
const plentyOfCores = 8

/**
 * 0 to 100 from the state after placement, the worse of two views. Enough: 50 where just the minimum is free, 100 from the
 * typical amount on. Pressure: 100 when empty, 85 at 80 % used, then steeply down to 0 when full.
 */
export function roomFactor(freeBytes: number, totalBytes: number, minimumBytes: number, typicalBytes: number): number {
  if (totalBytes <= 0) return 0
  const enough =
    typicalBytes <= minimumBytes
      ? freeBytes >= minimumBytes
        ? 100
        : 50
      : 50 + 50 * ((freeBytes - minimumBytes) / (typicalBytes - minimumBytes))
  const used = clamp(1 - (freeBytes - typicalBytes) / totalBytes, 0, 1)
  const pressure = used <= 0.8 ? 100 - 15 * (used / 0.8) : 85 * (1 - (used - 0.8) / 0.2)
  return clamp(Math.min(enough, pressure), 0, 100)
}

/** 0 to 100 in comparable cores: 50 where just the typical need is free, 100 with eight N100 cores beyond it. */
export function cpuFactor(freeCores: number, typicalCores: number): number {
  const factor = freeCores < typicalCores ? 50 * (freeCores / typicalCores) : 50 + 50 * ((freeCores - typicalCores) / plentyOfCores)
  return clamp(factor, 0, 100)
}

/** 0 to 100: the share of polls answered in the last 7 days less 15 for each failed deploy; 50 for a device that is new here. */
export function reliabilityFactor(answeredFraction: number | null, failedDeploys: number): number {
  return answeredFraction === null ? 50 : clamp(100 * answeredFraction - 15 * failedDeploys, 0, 100)
}

function factorOf(factor: Factor, ask: PlacementAsk, device: PlacementDevice): number {
  switch (factor) {
    case 'memory': {
      const reserve = hostMemoryReserve(device.memoryTotalBytes)
      return roomFactor(device.memoryAvailableBytes - reserve, device.memoryTotalBytes, ask.memoryBytes.minimum, ask.memoryBytes.typical)
    }
    case 'storage': {
      const reserve = hostStorageReserve(device.storageTotalBytes)
      return roomFactor(device.storageFreeBytes - reserve, device.storageTotalBytes, ask.storageBytes.minimum, ask.storageBytes.typical)
    }
    case 'cpu':
      return cpuFactor(device.cores * device.coreSpeed * (1 - device.cpuFraction), ask.cpu.typical)
    case 'load':
      return clamp(100 * (1 - device.cpuFraction), 0, 100)
    case 'reliability':
      return reliabilityFactor(device.answeredFraction, device.failedDeploys)
  }
}

/** What scores need to know of all devices together; gathered once for an ask. */
export interface Surroundings {
  /** Devices that hold another app of the same recipe. */
  readonly twinHomes: readonly PlacementDevice[]
  /** The most apps on any one device. */
  readonly mostApps: number
}

/** Gathers what scores need to know of all devices together. */
export function surroundingsOf(ask: PlacementAsk, all: readonly PlacementDevice[]): Surroundings {
  return {
    twinHomes: ask.recipe === undefined ? [] : all.filter(device => device.apps.some(app => app.recipe === ask.recipe)),
    mostApps: all.reduce((most, device) => Math.max(most, device.apps.length), 0),
  }
}

type Bonus = Candidate['bonuses'][number]

function bonusesOf(ask: PlacementAsk, device: PlacementDevice, { twinHomes, mostApps }: Surroundings, memoryAfter: number): Bonus[] {
  const bonuses: Bonus[] = []
  const present = ask.images.filter(image => device.imagesPresent.includes(image)).length
  if (present > 0) bonuses.push({ name: 'image-present', points: tenths((2 * present) / ask.images.length), because: 'already downloaded' })
  if (ask.database !== undefined && device.databases.includes(ask.database))
    bonuses.push({ name: 'database-present', points: 6, because: `${ask.database === 'postgresql' ? 'PostgreSQL' : 'MariaDB'} is here` })
  if (ask.dataOn === device.name) bonuses.push({ name: 'data-present', points: 10, because: 'its data is here' })
  const spread = spreadOf(ask, device, twinHomes)
  if (spread) bonuses.push(spread)
  if (ask.profile === 'save-power' && device.apps.length > 0)
    bonuses.push({ name: 'pack', points: tenths(15 * clamp(memoryAfter / 0.8, 0, 1)), because: 'already busy, so that others can rest' })
  if (ask.profile === 'keep-together' && device.apps.length > 0)
    bonuses.push({
      name: 'together',
      points: tenths((15 * device.apps.length) / mostApps),
      because: `${device.apps.length} of your apps are here`,
    })
  return bonuses
}

/** Twins apart survive each other's machine; on the same metal they do not, whatever guest they are in, and that is said. */
function spreadOf(ask: PlacementAsk, device: PlacementDevice, twinHomes: readonly PlacementDevice[]): Bonus | undefined {
  if (twinHomes.length === 0 || twinHomes.some(home => home.name === device.name)) return undefined
  if (device.metal === null || !twinHomes.some(home => home.metal === device.metal))
    return { name: 'spread', points: 4, because: 'its twin is elsewhere' }
  return { name: 'spread', points: 0, because: `another ${ask.app} runs on the same machine, ${device.metal}` }
}

/** Rounded to a tenth. */
export const tenths = (value: number): number => Math.round(value * 10) / 10

/** A sum of tenths without the dust of binary fractions. */
export const sumOfTenths = (values: readonly number[]): number => values.reduce((sum, value) => sum + Math.round(value * 10), 0) / 10

/** Scores a device that passed every filter: points rounded to a tenth, the total their exact sum. */
export function score(ask: PlacementAsk, device: PlacementDevice, surroundings: Surroundings): Candidate {
  const weights = weightsOf(ask.profile)
  const points = Object.fromEntries(
    factors.map(factor => [factor, tenths((weights[factor] * factorOf(factor, ask, device)) / 100)]),
  ) as Record<Factor, number>
  const after = (total: number, free: number, asked: number): number => (total <= 0 ? 1 : clamp(1 - (free - asked) / total, 0, 1))
  const memoryAfterFraction = after(device.memoryTotalBytes, device.memoryAvailableBytes, ask.memoryBytes.typical)
  const bonuses = bonusesOf(ask, device, surroundings, memoryAfterFraction)
  return {
    device: device.name,
    total: sumOfTenths([...factors.map(factor => points[factor]), ...bonuses.map(bonus => bonus.points)]),
    points,
    bonuses,
    memoryAfterFraction,
    storageAfterFraction: after(device.storageTotalBytes, device.storageFreeBytes, ask.storageBytes.typical),
    ports: assignPorts(ask, device),
  }
}
