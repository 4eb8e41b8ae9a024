import type { Chunk } from './chunks.ts'
import type { Clause, OpenClause } from './clause.ts'

type Every = Extract<Chunk, { readonly kind: 'every' }>

/** How often: two different schedules at once are no wish that can be held. */
export function readSchedule(clause: OpenClause, chunk: Every): void {
  if (clause.every && isOtherSchedule(clause.every, chunk)) clause.condition ??= chunk.text
  clause.every = {
    every: chunk.every,
    night: chunk.night ?? clause.every?.night ?? false,
    ...((chunk.weekday ?? clause.every?.weekday) && { weekday: chunk.weekday ?? clause.every?.weekday }),
  } as Clause['every']
}

/** Whether backups are kept or made. */
export function isAboutKeeping(clause: Clause): boolean {
  return clause.verb === 'back-up' || clause.verb === 'keep' || clause.nouns.includes('backup')
}

function isOtherSchedule(before: NonNullable<Clause['every']>, now: Every): boolean {
  return before.every !== now.every || (before.weekday !== undefined && now.weekday !== undefined && before.weekday !== now.weekday)
}

/** The time of day a text says, as HH:MM. */
export function timeIn(text: string): string {
  const [, hour = '0', minute = '0', half] = /^(\d{1,2})(?:[:h](\d{2}))?\s?(?:([ap])\.?m)?/.exec(text) ?? []
  const hours = half === 'p' && Number(hour) < 12 ? Number(hour) + 12 : half === 'a' && Number(hour) === 12 ? 0 : Number(hour)
  return `${String(hours).padStart(2, '0')}:${(minute ?? '0').padStart(2, '0')}`
}
