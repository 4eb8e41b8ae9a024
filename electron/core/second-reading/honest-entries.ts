import type { Entry, GuestEntry, LabInventory } from '../../../shared/model/declaration.ts'
import { numberIn } from '../interpret/quantities.ts'

/** Parts what a model read into what the text and the lab bear out, and what it made up: names and numbers have to come from somewhere. */
export function partHonest(
  entries: readonly Entry[],
  text: string,
  inventory: LabInventory,
): { readonly honest: readonly Entry[]; readonly madeUp: readonly Entry[] } {
  const source = sourceOf(text, inventory)
  const { true: honest = [], false: madeUp = [] } = Object.groupBy(entries, entry => (isHonest(entry, source) ? 'true' : 'false'))
  return { honest, madeUp }
}

interface Source {
  readonly text: string
  /** Its words with one space around each, and without any. */
  readonly spaced: string
  readonly joined: string
  readonly numbers: readonly number[]
  readonly inventory: LabInventory
  readonly known: ReadonlySet<string>
}

function sourceOf(text: string, inventory: LabInventory): Source {
  const lower = text.toLowerCase()
  const words = lower.match(/\d+(?:[.,]\d+)?|[\p{L}]+(?:-[\p{L}]+)*/gu) ?? []
  const numbers = words.flatMap(word => [word, ...word.split('-')]).flatMap(word => factors[word] ?? numberIn(word))
  return {
    text: lower,
    spaced: ` ${bare(lower, ' ')} `,
    joined: bare(lower, ''),
    numbers: [...new Set(numbers.filter(Number.isFinite))],
    inventory,
    known: new Set(stringsIn(inventory).map(name => name.toLowerCase())),
  }
}

const factors: Readonly<Record<string, number>> = { half: 0.5, double: 2, doubled: 2, twice: 2, triple: 3, dual: 2, quad: 4, week: 7 }

function isHonest(entry: Entry, source: Source): boolean {
  const says = (name: string | undefined) => name === undefined || isSaid(name, source)
  const counts = (value: number | undefined) => value === undefined || source.numbers.includes(value)
  switch (entry.kind) {
    case 'guest':
      return (
        [entry.name, entry.node, entry.clone, entry.storage, entry.bridge, entry.address, entry.gateway].every(says) &&
        (entry.os ?? '').split('-').every(part => part === '' || says(part)) &&
        (entry.tags ?? []).every(says) &&
        counts(entry.vlan) &&
        sizes.every(field => isSizeSaid(entry, field, source))
      )
    case 'app': {
      const { app, name, device, domain, port, settings = {} } = entry
      return [app, name, device, domain, ...Object.keys(settings), ...Object.values(settings)].every(says) && counts(port)
    }
    case 'backup':
      return (
        says(entry.of.replace(/^(?:app|guest):/, '')) &&
        says(entry.to) &&
        isTimeSaid(entry.at, source) &&
        (entry.weekday === undefined || source.text.includes(entry.weekday.slice(0, 3))) &&
        Object.values(entry.keep ?? {}).every(counts)
      )
    case 'dns':
      return [entry.name, entry.address, entry.target].every(says)
    case 'rule':
      return entry.members.every(says)
  }
}

const ofAll = new Set(['apps', 'guests', 'everything'])

/** Whether a name stands in the text or the lab; of a series (`worker-2` of “worker-1 to worker-3”) the stem is enough. */
function isSaid(name: string, source: Source): boolean {
  const lower = name.toLowerCase()
  if (source.known.has(lower) || ofAll.has(lower) || source.text.includes(lower)) return true
  const [spaced, joined] = [bare(lower, ' '), bare(lower, '')]
  if (spaced === '') return false
  if (source.spaced.includes(` ${spaced} `) || (joined.length > 3 && source.joined.includes(joined))) return true
  const stem = /^(.*\p{L})[-_ ]?\d{1,3}$/u.exec(lower)?.[1]
  return stem !== undefined && source.spaced.includes(` ${bare(stem, ' ')}`)
}

const sizes = ['cores', 'memoryMiB', 'diskGiB'] as const
const kibi = 1024

/** Whether a size is said, in whatever unit, or follows from one of the lab by what is said. */
function isSizeSaid(entry: GuestEntry, field: (typeof sizes)[number], { numbers, inventory }: Source): boolean {
  const value = entry[field]
  if (value === undefined) return true
  const said = field === 'cores' ? numbers : numbers.flatMap(number => [number, number * kibi, number * kibi * kibi])
  if (said.includes(value)) return true
  const bases = inventory.guests.flatMap(guest => guest[field] ?? [])
  if (bases.includes(value)) return true
  const own = inventory.guests.find(({ name }) => name.toLowerCase() === entry.name.toLowerCase())?.[field]
  return (
    own !== undefined &&
    (said.some(amount => own + amount === value || own - amount === value) ||
      numbers.some(factor => own * factor === value || own / factor === value))
  )
}

function isTimeSaid(at: string | undefined, { text, numbers }: Source): boolean {
  if (at === undefined || /night|noon|morning|evening/.test(text)) return true
  const hour = Number(at.slice(0, 2))
  return numbers.some(number => Math.floor(number) === hour || Math.floor(number) === hour - 12 || (hour === 0 && number === 12))
}

function bare(text: string, between: string): string {
  return text.replace(/[^\p{L}\p{N}]+/gu, between).trim()
}

function stringsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(stringsIn)
}
