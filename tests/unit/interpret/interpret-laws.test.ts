import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { interpret } from '../../../electron/core/interpret/interpret.ts'
import { entrySchema, interpretationSchema } from '../../../shared/model/declaration.ts'
import { testLab } from '../../support/declaration-corpus.ts'

/** Wishes that have nothing to do with each other. */
const wishes = [
  'Create a Debian 13 container called notes with 2 cores and 2 GB of memory on elm.',
  'Give mail 4 GB.',
  'Stop sandbox.',
  'Nextcloud should be reachable at files.lan.',
  'Jellyfin on mini-2, port 8096.',
  'Back up build-box every night to offsite, keep 7 daily.',
  'printer.lan should point to 192.168.1.60.',
  'resolver should start on boot.',
  'An Ubuntu 24.04 VM called ledger, 4 cores, 8 GB, 60 GB disk on pool1, VLAN 30.',
  "Don't touch vault.",
]
const remarks = [
  'Thanks a lot!',
  'The new switch finally arrived.',
  'Yesterday I moved the rack to the cellar.',
  'What do you think?',
  'The kids love the films.',
  'Some day I would like to have a second rack.',
  'It is far too warm in here.',
  'That was bad advice.',
]
const read = (text: string) => interpret(text, testLab)
const words = [...wishes, ...remarks].flatMap(text => text.split(/(?<=\s)|(?=[.,])/))

describe('reading a declaration', () => {
  it('gives the same bytes for the same text, as the schema says', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(wishes), chosen => {
        const text = chosen.join('\n\n')
        const { spans, ...result } = read(text)
        expect(JSON.stringify(read(text))).toBe(JSON.stringify({ ...result, spans }))
        interpretationSchema.parse(result)
        expect(spans).toHaveLength(result.entries.length)
      }),
      { numRuns: 50 },
    )
  })

  it('is not changed by remarks in between', () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray(wishes, { minLength: 1 }),
        fc.array(fc.constantFrom(...remarks), { minLength: 1, maxLength: 6 }),
        (chosen, noise) => {
          const noisy = chosen.flatMap((wish, index) => [noise[index % noise.length] ?? '', wish])
          const { spans: _, ...plain } = read(chosen.join('\n\n'))
          const { spans: __, ...mixed } = read([...noisy, ...noise].join('\n\n'))
          expect(mixed).toEqual(plain)
        },
      ),
      { numRuns: 100 },
    )
  })

  it('does not depend on the order of statements that have nothing to do with each other', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(wishes, { minLength: wishes.length }), chosen => {
        const sorted = (text: string) =>
          read(text)
            .entries.map(entry => JSON.stringify(entry))
            .sort()
        expect(sorted(chosen.join('\n\n'))).toEqual(sorted(wishes.join('\n\n')))
        expect(sorted(chosen.join(' '))).toEqual(sorted(wishes.join('\n\n')))
      }),
      { numRuns: 100 },
    )
  })

  it('takes every number of an entry from the text or the inventory', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 64 }),
        fc.integer({ min: 1, max: 128 }),
        fc.integer({ min: 1, max: 4000 }),
        (cores, memory, disk) => {
          const text = `Create a Debian VM called probe with ${cores} cores, ${memory} GB of memory and a ${disk} GB disk.`
          expect(read(text).entries).toEqual([
            { kind: 'guest', name: 'probe', type: 'vm', os: 'debian', cores, memoryMiB: memory * 1024, diskGiB: disk },
          ])
        },
      ),
    )
    expect(read('Two more cores for build-box and double its memory.').entries).toEqual([
      { kind: 'guest', name: 'build-box', cores: 10, memoryMiB: 32_768 },
    ])
  })

  it('never takes a wish from what is quoted, fenced or pasted', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...wishes),
        fc.constantFrom<(wish: string) => string>(
          wish => `The log says: "${wish.replaceAll('"', '')}"`,
          wish => `\`\`\`\n${wish}\n\`\`\``,
          wish => `~~~ text\n${wish}`,
          wish => `> ${wish}`,
          wish => `Output:\n\n    ${wish}`,
          wish => `root@oak:~# ${wish}`,
          wish => `2026-03-02 10:00:01 ${wish}`,
          wish => `<!-- ${wish} -->`,
          wish => `~~${wish}~~`,
          wish => `- [x] ${wish}`,
        ),
        (wish, wrap) => {
          expect(read(wrap(wish)).entries).toEqual([])
        },
      ),
    )
  })

  it('marks each entry with the words it came from', () => {
    const text = 'Hello!\n\nGive mail 4 GB. Stop sandbox.\n\nmail should start on boot.'
    const { entries, spans } = read(text)
    expect(
      entries.map((entry, index) => [entry.kind === 'guest' && entry.name, (spans[index] ?? []).map(([from, to]) => text.slice(from, to))]),
    ).toEqual([
      ['mail', ['Give mail 4 GB', 'mail should start on boot']],
      ['sandbox', ['Stop sandbox']],
    ])
  })

  it('neither crashes nor loses shape on whatever it is given', () => {
    const mangled = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 400 }),
      fc
        .array(
          fc.constantFrom(...words, ':', '"', "'", '(', ')', '- ', '\n', '\n\n', '…', '–', '0', '-1', '1e9', '../', '\u202e', 'раypal'),
          { maxLength: 60 },
        )
        .map(parts => parts.join('')),
      fc
        .tuple(fc.constantFrom(...wishes), fc.nat(200), fc.string({ maxLength: 3 }))
        .map(([wish, at, put]) => wish.slice(0, at) + put + wish.slice(at + put.length)),
    )
    fc.assert(
      fc.property(mangled, text => {
        const { entries, questions, unread } = read(text)
        interpretationSchema.parse({ entries, questions, unread })
        for (const entry of entries) entrySchema.parse(entry)
      }),
      { numRuns: Number(process.env.MYCOPOD_FUZZ_RUNS ?? 1500) },
    )
  })
})
