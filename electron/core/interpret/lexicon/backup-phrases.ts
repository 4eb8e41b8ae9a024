import type { BackupEntry } from '../../../../shared/model/declaration.ts'
import { aNumber, numberIn } from '../quantities.ts'
import { type Phrase, type Reading, say } from './phrase.ts'

const weekdays = '(monday|tuesday|wednesday|thursday|friday|saturday|sunday)s?'
const clock = `(\\d{1,2}(?:[:h]\\d{2})?)(?: ?([ap])\\.?m\\b\\.?| ?o'?clock)?(?: (?:in the (morning|afternoon|evening)|at (night)))?`

/** How often, when, and how many backups stay. */
export const backupPhrases: readonly Reading[] = [
  say('(?:every|each) (?:year|fortnight|quarter)|yearly|annually|once a year|fortnightly|bi-?weekly|quarterly', { kind: 'condition' }),
  say('(?:every|each) (?:single )?night|nightly|(?:once )?(?:a|per) night', { kind: 'every', every: 'day', night: true }),
  say('(?:every|each) (?:single )?day|daily|once (?:a|per) day', { kind: 'every', every: 'day' }),
  say('(?:every|each) hour|hourly|once (?:an|per) hour', { kind: 'every', every: 'hour' }),
  say('(?:every|each) week|weekly|once (?:a|per) week', { kind: 'every', every: 'week' }),
  say('(?:every|each) month|monthly|once (?:a|per) month', { kind: 'every', every: 'month' }),
  say(`(?:(?:every|each) week on|weekly(?:,)? on|(?:every|each|on)(?: a)?|once a week on)? ?${weekdays}(?: nights?)?`, match => ({
    kind: 'every',
    every: 'week',
    weekday: match[1] as NonNullable<BackupEntry['weekday']>,
  })),
  say(
    `every (?:other|second|third|${aNumber}|few|couple of|half|quarter) ?(?:hours?|days?|weeks?|months?|minutes?|nights?|night|day|week|month|an hour)|(?:twice|three times|${aNumber} times) (?:a|per) (?:day|week|month|hour)|every weekday|weekdays|(?:on |every )?weekends?|every (?:morning|evening|afternoon)|every minute`,
    match => ({ kind: 'verb', verb: 'unsupported', word: match[0] }),
  ),
  say(`(?:at|around|@) ${clock}`, match =>
    at(
      match[1] ?? '',
      match[2] ??
        (/(afternoon|evening)/.test(match[3] ?? '') ? 'p' : /morning/.test(match[3] ?? '') || match[4] !== undefined ? 'a' : undefined),
    ),
  ),
  say('(?:at |around )?midnight', { kind: 'at', time: '00:00' }),
  say('(?:at |around )?noon|at midday', { kind: 'at', time: '12:00' }),
  say(
    `(?:keep(?:ing|s)?|retain(?:ing)?|with|retention(?: of|:)?)(?: the last)?((?:(?:,| and|, and| plus)? ?(?:\\d+|${aNumber}) (?:hourly|daily|weekly|monthly)(?: (?:ones?|backups?|copies))?)+)`,
    match => keepList(match[1] ?? ''),
  ),
  say(
    `(?:keep(?:ing|s)?|retain(?:ing)?|hold on to)(?: (?:them|it|(?:the |these |those |all )?backups?|these|those))?(?: for)? (?:the last )?(a|one|${aNumber}) (days?|weeks?|months?|years?)(?: of (?:them|backups?))?(?:'? worth)?`,
    match => keepSpan(match[1] ?? '', match[2] ?? ''),
  ),
  say(
    `(?:keep(?:ing|s)?|retain(?:ing)?)(?: only)?(?: the)?(?: last| latest| newest| most recent)? (${aNumber})(?: (?:backups?|copies|versions?|of them|snapshots))?(?! ?(?:gb|g\\b|cores?|v?cpu|hourly|daily|weekly|monthly|apart|together|on))`,
    { kind: 'keep' },
  ),
]

function at(text: string, half: string | undefined): Phrase {
  const [hour = 0, minute = 0] = text.split(/[:h]/).map(Number)
  const hours = half === 'p' && hour < 12 ? hour + 12 : half === 'a' && hour === 12 ? 0 : hour
  return { kind: 'at', time: `${String(hours).padStart(2, '0')}:${String(minute).padStart(2, '0')}` }
}

function keepList(text: string): Phrase {
  const keep: Record<string, number> = {}
  for (const [, count = '', word = ''] of text.matchAll(/([\w-]+) (hourly|daily|weekly|monthly)/g)) keep[word] = numberIn(count)
  return { kind: 'keep', keep }
}

function keepSpan(text: string, unit: string): Phrase {
  const count = text === 'a' ? 1 : numberIn(text)
  if (/^day/.test(unit)) return { kind: 'keep', keep: { daily: count } }
  if (/^week/.test(unit)) return { kind: 'keep', keep: { daily: count * 7 } }
  return { kind: 'keep' }
}

/** How many backups "for two weeks" keeps; undefined where the text says no such thing. */
export function keepFor(text: string): { readonly keep?: NonNullable<BackupEntry['keep']> } | undefined {
  const [, count = '', unit = ''] = new RegExp(`^for (a|one|${aNumber}) (days?|weeks?|months?|years?)$`).exec(text) ?? []
  const kept = unit === '' ? undefined : keepSpan(count, unit)
  return kept?.kind === 'keep' ? kept : undefined
}
