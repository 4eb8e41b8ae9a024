import { bytesInWords } from '../../../shared/errors/problem.ts'
import type { PlacementAsk, PlacementDevice, PlacementRecord } from '../../../shared/model/placement.ts'
import { rejections } from './filters.ts'
import { type Surroundings, score, surroundingsOf } from './scores.ts'

type Ranking = Pick<PlacementRecord, 'chosen' | 'ranked' | 'rejected'>

/** How many devices next to winning are looked at, so that explaining a thousand stays as quick as explaining ten. */
const nearest = 3
const step = 64 * 1024 ** 2

interface Flip {
  readonly bytes: number
  readonly sentence: string
}

/**
 * The smallest change that would give the app to another device, as a sentence, or null when none that a person can make does.
 * Tried in this order: a database of its own, more free memory (naming an app whose move would give it), more free storage,
 * taking a device back into service.
 */
export function findFlip(ask: PlacementAsk, devices: readonly PlacementDevice[], ranking: Ranking): string | null {
  const scene = { ask, devices, ranking, surroundings: surroundingsOf(ask, devices) }
  return databaseFlip(scene) ?? roomFlip(scene) ?? serviceFlip(scene)
}

interface Scene {
  readonly ask: PlacementAsk
  readonly devices: readonly PlacementDevice[]
  readonly ranking: Ranking
  readonly surroundings: Surroundings
}

/** Whether a device, changed in anything but its apps, would get the app. */
function beatsWinner({ ask, devices, ranking, surroundings }: Scene, changed: PlacementDevice): boolean {
  if (rejections(ask, changed, devices).length > 0) return false
  const winner = ranking.ranked[0]
  if (winner === undefined) return true
  const total = score(ask, changed, surroundings).total
  return total > winner.total || (total === winner.total && changed.name < winner.device)
}

function databaseFlip({ ask, devices, ranking, surroundings }: Scene): string | null {
  const [winner, runnerUp] = ranking.ranked
  if (winner === undefined || runnerUp === undefined || ask.database === undefined) return null
  const { database: _, ...own } = ask
  const totals = [winner, runnerUp].map(candidate => {
    const device = devices.find(known => known.name === candidate.device)
    return device === undefined ? candidate.total : score(own, device, surroundings).total
  })
  const [before = 0, after = 0] = totals
  return after > before
    ? `${runnerUp.device} would win, ${after.toFixed(1)} to ${before.toFixed(1)}, if ${ask.app} had a database of its own.`
    : null
}

function roomFlip(scene: Scene): string | null {
  const { devices, ranking } = scene
  const close = [
    ...ranking.ranked.slice(1, 1 + nearest).map(candidate => candidate.device),
    ...ranking.rejected
      .filter(({ reasons }) => reasons.every(reason => reason.rule === 'memory' || reason.rule === 'storage'))
      .slice(0, nearest)
      .map(({ device }) => device),
  ]
  const flips = devices
    .filter(device => close.includes(device.name))
    .flatMap(device => [memoryFlip(scene, device), storageFlip(scene, device)])
  return flips.filter(flip => flip !== null).sort((a, b) => a.bytes - b.bytes || (a.sentence < b.sentence ? -1 : 1))[0]?.sentence ?? null
}

function memoryFlip(scene: Scene, device: PlacementDevice): Flip | null {
  const bytes = smallest(device.memoryTotalBytes - device.memoryAvailableBytes, more =>
    beatsWinner(scene, { ...device, memoryAvailableBytes: device.memoryAvailableBytes + more }),
  )
  if (bytes === null) return null
  const mover = [...device.apps]
    .sort((a, b) => a.memoryBytes - b.memoryBytes || (a.name < b.name ? -1 : 1))
    .find(app => app.memoryBytes >= bytes)
  const amount = `needs ${bytesInWords(bytes)} more free memory`
  return {
    bytes,
    sentence:
      mover === undefined
        ? `${device.name} would win if it had ${bytesInWords(bytes)} more free memory.`
        : `${device.name} wins if ${mover.name} moves off it: ${amount}.`,
  }
}

function storageFlip(scene: Scene, device: PlacementDevice): Flip | null {
  const bytes = smallest(device.storageTotalBytes - device.storageFreeBytes, more =>
    beatsWinner(scene, { ...device, storageFreeBytes: device.storageFreeBytes + more }),
  )
  return bytes === null ? null : { bytes, sentence: `${device.name} would win if ${bytesInWords(bytes)} of its storage were freed.` }
}

/** The smallest amount up to `limit`, in steps of 64 MiB, for which the test holds; the test must hold for all above. */
function smallest(limit: number, holds: (bytes: number) => boolean): number | null {
  let high = Math.floor(limit / step)
  if (high < 1 || !holds(high * step)) return null
  let low = 0
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (holds(middle * step)) high = middle
    else low = middle
  }
  return high * step
}

function serviceFlip(scene: Scene): string | null {
  const { devices } = scene
  const resting = devices.filter(device => device.maintenance).find(device => beatsWinner(scene, { ...device, maintenance: false }))
  if (resting !== undefined) return `${resting.name} would win if it were taken back into service.`
  const bare = devices
    .filter(device => !device.docker || !device.compose)
    .find(device => beatsWinner(scene, { ...device, docker: true, compose: true }))
  return bare === undefined ? null : `${bare.name} would win if Docker were installed on it.`
}
