import { bytesInWords } from '../../../shared/errors/problem.ts'
import type { GuestEntry } from '../../../shared/model/declaration.ts'
import type { GuestView } from '../../../shared/model/guest.ts'
import type { Risk } from '../../../shared/model/plan.ts'
import { isOn } from '../guest/known-cluster.ts'
import { ourTag } from '../guest/ownership.ts'
import { downtimeInWords, fieldInWords, valueInWords } from '../plan/entry-words.ts'
import { restartSeconds } from '../plan/guest-effect.ts'
import type { FieldDrift, PolledCluster, ThingDrift } from './thing-drift.ts'

const mib = 1024 ** 2
const gib = 1024 ** 3
/** What polls tell of a disk is the file system on it, which is somewhat smaller. */
const diskTolerance = 0.1

/** Compares a guest as it was applied with those of its name in the last polls; nothing where it is busy. */
export function guestDrift(entry: GuestEntry, found: readonly GuestView[], clusters: readonly PolledCluster[]): ThingDrift | undefined {
  const [guest, ...others] = found
  if (others.length > 0) return { unknown: `${found.length} guests are called ${entry.name}.` }
  if (!guest) {
    const dark = clusters.find(cluster => cluster.unreadable !== undefined)?.unreadable
    if (dark !== undefined) return entry.state === 'absent' ? undefined : { unknown: dark }
    return { fields: entry.state === 'absent' ? [] : [gone(entry)] }
  }
  const cluster = clusters.find(each => each.name === guest.cluster)
  if (cluster?.unreadable !== undefined) return { unknown: cluster.unreadable }
  if (cluster?.nodesDown.includes(guest.node)) return { unknown: `${guest.node}, which it is on, does not answer.` }
  if (guest.lock !== undefined) return undefined
  if (guest.state === 'unknown') return { unknown: `${guest.node} does not tell how it is.` }
  if (entry.state === 'absent') return { fields: [back(guest)] }
  return { fields: [...amounts(entry, guest), ...placeAndState(entry, guest), ...tags(entry, guest)] }
}

function gone({ name }: GuestEntry): FieldDrift {
  const downtime = 'It would be made anew, without its data'
  return { field: 'state', declared: 'there', found: 'gone', sentence: `${name} is gone.`, risk: 'disruptive', downtime, value: 'absent' }
}

function back({ name, state }: GuestView): FieldDrift {
  const downtime = state === 'stopped' ? 'Already off' : 'Gone for good'
  const sentence = `${name} is there again, and was to be gone.`
  return {
    field: 'state',
    declared: 'gone',
    found: state,
    sentence,
    risk: 'destructive',
    downtime,
    value: isOn({ state }) ? 'running' : 'stopped',
  }
}

function amounts(entry: GuestEntry, { name, type, state, cores, memoryTotalBytes, diskTotalBytes }: GuestView): readonly FieldDrift[] {
  const resized = isOn({ state }) && type === 'vm' ? down(restartSeconds.vm) : calm
  const memoryMiB = memoryTotalBytes === undefined ? undefined : Math.round(memoryTotalBytes / mib)
  const diskGiB = diskTotalBytes === undefined ? undefined : diskTotalBytes / gib
  const drift: FieldDrift[] = []
  if (entry.cores !== undefined && cores !== undefined && cores !== entry.cores) {
    const sentence = `${name} has ${cores} ${cores === 1 ? 'core' : 'cores'} instead of ${entry.cores}.`
    drift.push(differs('cores', entry.cores, cores, sentence, resized))
  }
  if (entry.memoryMiB !== undefined && memoryMiB !== undefined && memoryMiB !== entry.memoryMiB) {
    const [is, was] = [memoryMiB, entry.memoryMiB].map(amount => bytesInWords(amount * mib))
    drift.push(differs('memoryMiB', entry.memoryMiB, memoryMiB, `${name} has ${is} of memory instead of ${was}.`, resized))
  }
  if (entry.diskGiB !== undefined && diskGiB !== undefined && Math.abs(diskGiB - entry.diskGiB) > entry.diskGiB * diskTolerance) {
    const [is, was] = [diskGiB, entry.diskGiB].map(amount => bytesInWords(amount * gib))
    // A disk never becomes smaller: only its loss would put that back.
    const effect = diskGiB > entry.diskGiB ? ({ risk: 'destructive', downtime: 'It cannot be made smaller' } as const) : calm
    drift.push(differs('diskGiB', entry.diskGiB, Math.round(diskGiB), `${name} has a disk of ${is} instead of ${was}.`, effect))
  }
  return drift
}

function placeAndState(entry: GuestEntry, { name, type, state, node, template }: GuestView): readonly FieldDrift[] {
  const drift: FieldDrift[] = []
  if (entry.node !== undefined && node !== entry.node) {
    const effect = isOn({ state }) && type === 'lxc' ? down(restartSeconds.lxc) : calm
    drift.push(differs('node', entry.node, node, `${name} is on ${node} instead of ${entry.node}.`, effect))
  }
  const is = isOn({ state }) ? 'running' : 'stopped'
  if (entry.state !== undefined && entry.state !== is && !template) {
    const effect = entry.state === 'running' ? calm : ({ risk: 'disruptive', downtime: 'Switched off' } as const)
    drift.push(differs('state', entry.state, is, `${name} is ${is} instead of ${entry.state}.`, effect))
  }
  return drift
}

function tags(entry: GuestEntry, guest: GuestView): readonly FieldDrift[] {
  if (entry.tags === undefined) return []
  const own = (all: readonly string[]) => [...new Set(all.map(tag => tag.toLowerCase()))].filter(tag => tag !== ourTag).sort()
  const [is, was] = [own(guest.tags), own(entry.tags)]
  if (is.join() === was.join()) return []
  const [found, declared] = [is, was].map(all => valueInWords('tags', all))
  return [differs('tags', was, is, `The ${fieldInWords('tags')} of ${guest.name} are ${found} instead of ${declared}.`, calm)]
}

type Effect = { readonly risk: Risk; readonly downtime: string }
type Value = NonNullable<FieldDrift['value']>

const calm: Effect = { risk: 'safe', downtime: downtimeInWords(0) }

function down(seconds: number): Effect {
  return { risk: 'disruptive', downtime: downtimeInWords(seconds) }
}

function differs(field: string, declared: Value, found: Value, sentence: string, effect: Effect): FieldDrift {
  return { field, declared: valueInWords(field, declared), found: valueInWords(field, found), sentence, ...effect, value: found }
}
