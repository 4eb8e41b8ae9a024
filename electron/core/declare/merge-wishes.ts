import type { AppEntry, BackupEntry, Entry, GuestEntry, LabInventory } from '../../../shared/model/declaration.ts'
import { keyOfApp, keyOfEntry } from './entry-key.ts'

/** What a text should mean once what is told holds too: what is told is newer, and wins. */
export function mergeWishes(entries: readonly Entry[], told: readonly Entry[], inventory: LabInventory): readonly Entry[] {
  return told.reduce<readonly Entry[]>((all, entry) => {
    const key = keyOfEntry(entry)
    const kept = entry.kind === 'rule' ? all.filter(other => !isOpposite(other, entry)) : all
    const known = kept.find(other => keyOfEntry(other) === key)
    const merged = mergeOne(known, entry, inventory)
    if (known === undefined) return [...kept, ...merged]
    if (merged.length === 0) return withoutThing(kept, key)
    return kept.flatMap(other => (other === known ? merged : [other]))
  }, entries)
}

/** What is left to say once a thing is not spoken of any more: neither its backups nor its part in a rule. */
export function withoutThing(entries: readonly Entry[], about: string): readonly Entry[] {
  const name = about.slice(about.indexOf(':') + 1)
  return entries.flatMap((entry): readonly Entry[] => {
    if (keyOfEntry(entry) === about || (entry.kind === 'backup' && entry.of === about)) return []
    if (entry.kind !== 'rule' || !entry.members.includes(name)) return [entry]
    const members = entry.members.filter(member => member !== name)
    return members.length >= (entry.rule === 'leave-alone' ? 1 : 2) ? [{ ...entry, members }] : []
  })
}

/** None where it is about a thing that only the text has: then the text says nothing of it any more. */
function mergeOne(known: Entry | undefined, told: Entry, inventory: LabInventory): readonly Entry[] {
  if (known === undefined || known.kind === 'rule' || told.kind === 'rule') return [told]
  if (told.state === 'absent') return known.state !== 'absent' && !isThere(told, inventory) ? [] : [told]
  if (known.state === 'absent') return [told]
  if (known.kind === 'guest' && told.kind === 'guest') return [mergeGuest(known, told)]
  if (known.kind === 'app' && told.kind === 'app') return [mergeApp(known, told)]
  if (known.kind === 'backup' && told.kind === 'backup') return [mergeBackup(known, told)]
  // A name stands for one thing only.
  return [told]
}

function mergeGuest(known: GuestEntry, told: GuestEntry): GuestEntry {
  const tags = [...new Set([...(known.tags ?? []), ...(told.tags ?? [])])]
  return { ...known, ...told, ...(tags.length > 0 && { tags }) }
}

function mergeApp(known: AppEntry, told: AppEntry): AppEntry {
  const settings = { ...known.settings, ...told.settings }
  return { ...known, ...told, ...(Object.keys(settings).length > 0 && { settings }) }
}

/** Another rhythm takes its day of the week with it. */
function mergeBackup({ weekday, ...known }: BackupEntry, told: BackupEntry): BackupEntry {
  const staysWeekly = told.every === undefined || told.every === 'week'
  return { ...known, ...(staysWeekly && weekday !== undefined && { weekday }), ...told }
}

function isOpposite(one: Entry, other: Entry): boolean {
  return (
    one.kind === 'rule' &&
    other.kind === 'rule' &&
    one.rule !== 'leave-alone' &&
    other.rule !== 'leave-alone' &&
    one.rule !== other.rule &&
    [...one.members].sort().join() === [...other.members].sort().join()
  )
}

/** Whether the thing is in the lab, so that taking it away is a wish; backups and names always may be. */
function isThere(entry: Entry, { guests, apps }: LabInventory): boolean {
  if (entry.kind === 'guest') return guests.some(({ name }) => name === entry.name)
  if (entry.kind === 'app') return apps.some(app => keyOfApp(app) === keyOfApp(entry))
  return true
}
