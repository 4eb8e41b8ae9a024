import { describe, expect, it } from 'vitest'
import { interpret } from '../../../electron/core/interpret/interpret.ts'
import { interpretationSchema } from '../../../shared/model/declaration.ts'
import { testLab } from '../../support/declaration-corpus.ts'
import { pieces, repeated } from '../../support/repeated-texts.ts'

const read = (text: string) => interpret(text, testLab)
const stopped = { kind: 'guest', name: 'build-box', state: 'stopped' }

describe('a declaration from anywhere', () => {
  it.each([
    ['a byte order mark', '\ufeffStop build-box.'],
    ['line ends of Windows', 'Hello!\r\n\r\nStop build-box.\r\n'],
    ['typographic marks', '“Hello” – stop build‑box…'],
    ['no-break spaces', 'Stop\u00a0build-box.'],
    ['pictures', '🎉 Stop build-box 🙏'],
    ['NUL bytes between sentences', 'Stop build-box.\0\0 Thanks!'],
  ])('is read with %s', (_, text) => {
    expect(read(text).entries).toEqual([stopped])
  })

  it.each([
    ['a letter that looks like another', 'Stop build-bоx.'],
    ['full-width letters', 'Stop ｂｕｉｌｄ-box1.'],
    ['a right-to-left mark', 'Stop \u202ebuild-box\u202c.'],
    ['a zero-width space', 'Stop build\u200b-box.'],
    ['a soft hyphen', 'Stop build\u00ad-box.'],
    ['a combining accent', 'Stop bui\u0301ld-box.'],
  ])('asks about %s in a name', (_, text) => {
    const { entries, questions } = read(text)
    expect(entries).toEqual([])
    expect(questions.map(question => question.reason)).toEqual(['unknown-guest'])
  })

  it.each([
    ['a letter that looks like another', 'Create a VM called pаypal with 2 cores.'],
    ['a right-to-left mark', 'Create a VM called ev\u202eil with 2 cores.'],
    ['a NUL byte', 'Create a VM called ev\0il with 2 cores.'],
  ])('makes nothing whose name has %s', (_, text) => {
    expect(read(text).entries).toEqual([])
  })

  it('reads neither side of a merge conflict', () => {
    const { entries, unread } = read(
      'Stop mail.\n\n<<<<<<< HEAD\nStop build-box.\n=======\nDelete build-box.\n>>>>>>> theirs\n\nStart sandbox.',
    )
    expect(entries).toEqual([
      { kind: 'guest', name: 'mail', state: 'stopped' },
      { kind: 'guest', name: 'sandbox', state: 'running' },
    ])
    expect(unread).toEqual(['<<<<<<< HEAD'])
  })

  it('makes nothing of bytes', () => {
    expect(read(String.fromCharCode(...Array.from({ length: 4000 }, (_, index) => (index * 7919) % 65_536))).entries).toEqual([])
  })

  it.each(pieces)('comes to an end and keeps its shape: %s, very often', (_, piece) => {
    const { spans, ...result } = read(repeated(piece))
    interpretationSchema.parse(result)
    expect(spans).toHaveLength(result.entries.length)
  })
})
