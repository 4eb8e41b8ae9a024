import { bytesInWords } from '../../../shared/errors/problem.ts'
import type { Candidate, PlacementAsk, PlacementDevice, PlacementRecord } from '../../../shared/model/placement.ts'
import { findFlip } from './flip.ts'
import { factors, sumOfTenths, tenths } from './scores.ts'

type Ranking = Pick<PlacementRecord, 'chosen' | 'ranked' | 'rejected'>
type Explanation = PlacementRecord['explanation']

const factorWords = { memory: 'memory', storage: 'storage', cpu: 'processor', load: 'load', reliability: 'reliability' } as const

/** Winner less runner-up by name, largest first, summing exactly to the lead; what is equal is left out. */
export function differencesBetween(winner: Candidate, other: Candidate): Explanation['differences'] {
  const bonusNames = [...new Set([...winner.bonuses, ...other.bonuses].map(bonus => bonus.name))]
  const bonus = (candidate: Candidate, name: string): number => candidate.bonuses.find(b => b.name === name)?.points ?? 0
  const because = (name: string): string => [...winner.bonuses, ...other.bonuses].find(b => b.name === name)?.because ?? name
  return [
    ...factors.map(factor => ({ label: factorWords[factor] as string, points: tenths(winner.points[factor] - other.points[factor]) })),
    ...bonusNames.map(name => ({ label: because(name), points: tenths(bonus(winner, name) - bonus(other, name)) })),
  ]
    .filter(difference => difference.points !== 0)
    .sort((a, b) => b.points - a.points || (a.label < b.label ? -1 : 1))
}

function sentenceFor(
  ask: PlacementAsk,
  winner: Candidate,
  device: PlacementDevice,
  differences: Explanation['differences'],
  alone: boolean,
): string {
  const parts = [`${bytesInWords(device.memoryAvailableBytes)} of memory free`]
  if (winner.bonuses.some(bonus => bonus.name === 'database-present')) parts.push(`the database ${ask.app} needs`)
  else if (winner.bonuses.some(bonus => bonus.name === 'data-present')) parts.push('the data already')
  else {
    const lead = differences.find(difference => difference.points > 0 && difference.label !== 'memory')?.label
    if (lead === 'storage') parts.push(`${bytesInWords(device.storageFreeBytes)} of storage`)
    else if (lead === 'processor') parts.push('a faster processor')
    else if (lead === 'load') parts.push('little to do')
    else if (lead === 'reliability') parts.push('the best record')
    else parts.push(`${bytesInWords(device.storageFreeBytes)} of storage`)
  }
  const has = `It has ${parts.join(' and ')}.`
  return alone ? `It is the only device that fits. ${has}` : has
}

/** Why the ranking came out as it did, exactly: the differences sum to the lead. */
export function explain(ask: PlacementAsk, devices: readonly PlacementDevice[], ranking: Ranking): Explanation {
  const [winner, runnerUp] = ranking.ranked
  const device = devices.find(candidate => candidate.name === winner?.device)
  if (winner === undefined || device === undefined) {
    const sentence =
      devices.length === 0
        ? 'There is no device yet.'
        : devices.length === 1
          ? `${ask.app} does not fit on your only device.`
          : `None of your ${devices.length} devices fits.`
    return { sentence, runnerUp: null, differences: [], lead: null, flip: findFlip(ask, devices, ranking) }
  }
  const differences = runnerUp === undefined ? [] : differencesBetween(winner, runnerUp)
  return {
    sentence: sentenceFor(ask, winner, device, differences, runnerUp === undefined && devices.length > 1),
    runnerUp: runnerUp?.device ?? null,
    differences,
    lead: runnerUp === undefined ? null : sumOfTenths([winner.total, -runnerUp.total]),
    flip: findFlip(ask, devices, ranking),
  }
}
