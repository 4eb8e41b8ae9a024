import type { Entry, LabInventory, Span } from '../../../shared/model/declaration.ts'
import { keyOfApp, keyOfEntry } from './entry-key.ts'
import type { Before, Lock } from './lock-file.ts'

/** What a thing was when the text first spoke of it, and the pieces of text that spoke so. */
export interface Baseline {
  readonly about: string
  readonly said: readonly string[]
  readonly before: Before
  /** Whether the text that was read last declares the thing. */
  readonly declared: boolean
}

/** Baselines that may hold for a text (given as comparable), the likeliest first; those whose pieces came back before all others. */
export function baselinesOf(lock: Lock | undefined, whole: string): readonly Baseline[] {
  if (lock === undefined) return []
  const isThere = (piece: string) => whole.includes(comparable(piece))
  return [
    ...lock.past.filter(({ said }) => said.some(isThere)).map(past => ({ ...past, declared: false })),
    ...lock.entries.flatMap(({ entry, said, before }): Baseline[] =>
      before === undefined ? [] : [{ about: keyOfEntry(entry), said, before, declared: true }],
    ),
  ]
}

/** Whether a baseline still holds for what was read by it in a text (given as comparable): something said then is still said, or the thing is still one the text makes or removes. */
export function holds(
  baseline: Baseline,
  read: { readonly entry: Entry; readonly said: readonly string[] } | undefined,
  whole: string,
): boolean {
  const { before, declared } = baseline
  const said = new Set(baseline.said.map(comparable))
  if (before === 'absent') return read !== undefined && isMade(read.entry) && (declared || isSaid(read.said, said))
  if (read === undefined) return [...said].some(piece => whole.includes(piece))
  return isSaid(read.said, said) || (declared && read.entry.kind !== 'rule' && read.entry.state === 'absent')
}

/** The lab as it was for these things, and as it is for all others. */
export function withBaselines(inventory: LabInventory, baselines: ReadonlyMap<string, Baseline>): LabInventory {
  const guests = new Map<string, LabInventory['guests'][number]>()
  const apps = new Map<string, LabInventory['apps'][number]>()
  for (const { about, before } of baselines.values()) {
    if (before === 'absent') continue
    const { type, node, cores, memoryMiB, diskGiB, storage, device, domain, state } = before
    const name = about.slice(about.indexOf(':') + 1)
    if (about.startsWith('guest:') && type !== undefined) guests.set(about, { name, type, node, state, cores, memoryMiB, diskGiB, storage })
    if (about.startsWith('app:')) {
      const [app = name, own] = name.split('/')
      apps.set(about, { app, ...(own !== undefined && { name: own }), device, state, domain })
    }
  }
  return {
    ...inventory,
    guests: asBefore(inventory.guests, guest => `guest:${guest.name}`, baselines, guests),
    apps: asBefore(inventory.apps, keyOfApp, baselines, apps),
  }
}

/** What the inventory says of the thing of an entry; undefined for what is neither guest nor app. */
export function beforeOf(entry: Entry, { guests, apps }: LabInventory): Before | undefined {
  if (entry.kind === 'guest') {
    const guest = guests.find(({ name }) => name === entry.name)
    if (!guest) return 'absent'
    const { type, node, state, cores, memoryMiB, diskGiB, storage } = guest
    return stated({ type, node, state, cores, memoryMiB, diskGiB, storage })
  }
  if (entry.kind === 'app') {
    const app = apps.find(one => keyOfApp(one) === keyOfApp(entry))
    if (!app) return 'absent'
    const { device, state, domain } = app
    return stated({ device, state, domain })
  }
  return undefined
}

/** The pieces of a text that spans cut out, each once. */
export function piecesOf(text: string, spans: readonly Span[]): readonly string[] {
  return [...new Set(spans.map(([from, to]) => text.slice(from, to)))]
}

/** A piece of text as it is compared: how it is wrapped and where it has capitals is all the same. */
export function comparable(piece: string): string {
  return piece.replace(/\s+/g, ' ').trim().toLowerCase()
}

function isSaid(pieces: readonly string[], said: ReadonlySet<string>): boolean {
  return pieces.some(piece => said.has(comparable(piece)))
}

function isMade(entry: Entry): boolean {
  return entry.kind === 'guest' ? entry.type !== undefined : entry.kind === 'app' && entry.state !== 'absent'
}

function asBefore<T>(
  now: readonly T[],
  keyOf: (thing: T) => string,
  baselines: ReadonlyMap<string, Baseline>,
  before: ReadonlyMap<string, T>,
): T[] {
  const there = new Set(now.map(keyOf))
  return [
    ...now.flatMap(thing => {
      const baseline = baselines.get(keyOf(thing))
      return baseline?.before === 'absent' ? [] : [before.get(keyOf(thing)) ?? thing]
    }),
    ...[...before].filter(([key]) => !there.has(key)).map(([, thing]) => thing),
  ]
}

function stated(fields: Exclude<Before, 'absent'>): Before {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}
