import {
  type Candidate,
  type PlacementAsk,
  type PlacementDevice,
  type PlacementRecord,
  placementRecordSchema,
} from '../../../shared/model/placement.ts'
import { explain } from './explain.ts'
import { rejections } from './filters.ts'
import { score, surroundingsOf, weightsOf } from './scores.ts'

/** Ranks the devices that pass every filter: most points first, ties by name. */
export function rank(ask: PlacementAsk, devices: readonly PlacementDevice[]): Pick<PlacementRecord, 'chosen' | 'ranked' | 'rejected'> {
  const surroundings = surroundingsOf(ask, devices)
  const ranked: Candidate[] = []
  const rejected: PlacementRecord['rejected'] = []
  for (const device of devices) {
    const reasons = rejections(ask, device, devices)
    if (reasons.length > 0) rejected.push({ device: device.name, reasons: [...reasons] })
    else ranked.push(score(ask, device, surroundings))
  }
  ranked.sort((a, b) => b.total - a.total || (a.device < b.device ? -1 : 1))
  rejected.sort((a, b) => (a.device < b.device ? -1 : 1))
  return { chosen: ranked[0]?.device ?? null, ranked, rejected }
}

/**
 * The decision record for an ask: which device, why, why not the others, and what would flip it.
 * Pure: the same ask, devices, id and moment give the same bytes, whatever the order of the devices.
 */
export function place(
  ask: PlacementAsk,
  devices: readonly PlacementDevice[],
  stamp: { readonly id: string; readonly at: number },
): PlacementRecord {
  const sorted = [...devices].sort((a, b) => (a.name < b.name ? -1 : 1))
  const ranking = rank(ask, sorted)
  // Parsing puts the keys in the order of the schema, which is what makes the bytes stable.
  return placementRecordSchema.parse({
    id: stamp.id,
    at: stamp.at,
    version: 1,
    ask,
    devices: sorted,
    weights: weightsOf(ask.profile),
    ...ranking,
    explanation: explain(ask, sorted, ranking),
  })
}

/** Decides again from a stored record; equal bytes prove that it was not altered and that the rules are the same. */
export function replay(record: PlacementRecord): PlacementRecord {
  return place(record.ask, record.devices, { id: record.id, at: record.at })
}
