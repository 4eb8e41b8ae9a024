import type { Entry, LabInventory } from '../../../shared/model/declaration.ts'
import { compile } from './compile.ts'
import type { Lock } from './lock-file.ts'
import { withoutThing } from './merge-wishes.ts'
import { rewrite } from './rewrite.ts'
import { byKey } from './same-reading.ts'

/** A field of a declared thing and what was found of it, as an entry has it; undefined takes the field out of the text. */
export interface FoundInstead {
  /** The key of the entry: `guest:web-01`, `app:immich`. */
  readonly about: string
  /** `state` with `absent` where the thing is gone; `settings.TITLE` for one of an app. */
  readonly field: string
  readonly found: string | number | boolean | readonly string[] | undefined
}

const settingsOf = 'settings.'

/** The text that says what was found, in words; or one sentence why it cannot be made to, and then nothing is changed. */
export function acceptInText(
  text: string,
  lock: Lock | undefined,
  inventory: LabInventory,
  drift: FoundInstead,
): { readonly text: string } | { readonly problem: string } {
  const read = (changed: string) => compile(changed, inventory, lock).reading
  const { entries } = read(text)
  const declared = byKey(entries).get(drift.about)
  const name = drift.about.slice(drift.about.indexOf(':') + 1)
  if (declared === undefined) return { problem: `The text says nothing of ${name} any more.` }
  const isGone = drift.field === 'state' && drift.found === 'absent'
  const wanted = isGone
    ? withoutThing(entries, drift.about)
    : entries.flatMap(entry => (entry === declared ? withField(entry, drift) : [entry]))
  const changed = rewrite(text, read, wanted)
  return changed === undefined
    ? { problem: `MycoPod finds no way to change just this in the text. What it says of ${name} has to be changed by hand.` }
    : { text: changed }
}

/** The entry with what was found; none where nothing would be left of it. */
function withField(entry: Entry, { field, found }: FoundInstead): readonly Entry[] {
  if (entry.kind === 'app' && field.startsWith(settingsOf)) {
    const key = field.slice(settingsOf.length)
    const { settings: { [key]: _, ...others } = {}, ...rest } = entry
    const settings = { ...others, ...(found !== undefined && found !== '' && { [key]: String(found) }) }
    return [{ ...rest, ...(Object.keys(settings).length > 0 && { settings }) }]
  }
  const isBack = field === 'state' && (entry.kind === 'guest' || entry.kind === 'app') && entry.state === 'absent'
  const fields = Object.entries(entry).filter(([key]) => key !== field)
  const wanted = { ...Object.fromEntries(fields), ...(found !== undefined && !isBack && { [field]: found }) } as Entry
  return wanted.kind === 'guest' && Object.keys(wanted).length === 2 ? [] : isBack && wanted.kind === 'app' ? [] : [wanted]
}
