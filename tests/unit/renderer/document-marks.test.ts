import { describe, expect, test } from 'vitest'
import { linesAsMarked, markDocument, nothingMarked } from '../../../renderer/features/declare/document-marks.ts'
import { strangePieces } from '../../../renderer/features/declare/strange-letters.ts'
import type { Plan, PlanStep } from '../../../shared/model/plan.ts'

const step = (name: string, span: [number, number]): PlanStep => ({
  id: `guest:${name}`,
  title: `Change ${name}`,
  action: 'update',
  risk: 'safe',
  because: 'It keeps running.',
  changes: [],
  downtime: 'No downtime',
  downSeconds: 0,
  after: [],
  seen: '',
  entry: { kind: 'guest', name },
  origin: { declaration: 'home', spans: [span] },
})

const text = '# Web\nGive web-01 3 cores.\nGive db-1 2 cores.\nKeep nobody running.\nBlubb it.\nBlubb it.\n'
const at = (piece: string): [number, number] => [text.indexOf(piece), text.indexOf(piece) + piece.length]
const plan: Plan = {
  id: 'p',
  revision: 'r',
  declarations: ['home'],
  steps: [step('web-01', at('Give web-01'))],
  asDeclared: 1,
  problems: [],
  notYet: [],
  questions: [],
  unknown: [],
}
const marked = markDocument({
  of: text,
  reading: {
    entries: [
      { kind: 'guest', name: 'web-01', cores: 3 },
      { kind: 'guest', name: 'db-1', cores: 2 },
    ],
    spans: [[at('Give web-01')], [at('Give db-1')]],
    questions: [{ about: 'nobody', reason: 'unknown-guest', ask: 'Which one is meant?' }],
    unread: ['Blubb it.', 'Blubb it.'],
  },
  plan,
})

describe('the marks of a document', () => {
  test('each line says what it became', () => {
    expect(marked.lines.map(({ kind, mark, number, says }) => [kind, mark, number, says])).toEqual([
      ['heading', 'none', undefined, undefined],
      ['text', 'read', 1, 'Change web-01.'],
      ['text', 'read', 2, 'It is so already.'],
      ['text', 'doubt', undefined, 'Which one is meant?'],
      ['text', 'unread', undefined, 'This was not understood.'],
      ['text', 'unread', undefined, 'This was not understood.'],
      ['empty', 'none', undefined, undefined],
    ])
    expect(marked.numberAt([at('Give db-1')])).toBe(2)
  })

  test('the parts of a line are all of it, from where they stand', () => {
    for (const line of marked.lines)
      for (const part of line.parts) expect(text.slice(line.at + part.at, line.at + part.at + part.text.length)).toBe(part.text)
  })

  test('a text that was changed keeps the marks of the lines that are as they were', () => {
    const lines = linesAsMarked(`Something new.\n${text}`, marked)
    expect(lines.slice(0, 4).map(({ at, mark, number }) => [at, mark, number])).toEqual([
      [0, 'none', undefined],
      [15, 'none', undefined],
      [21, 'read', 1],
      [42, 'read', 2],
    ])
    expect(linesAsMarked(text, nothingMarked).every(line => line.mark === 'none')).toBe(true)
  })
})

describe('letters that are not what they look like', () => {
  test.each([
    ['turned direction', 'att\u202eic', ['U+202E']],
    ['no room', 'web\u200b-01', ['U+200B']],
    ['a Cyrillic letter in a Latin name', 'w\u0435b-01 has 2', ['w\u0435b-01']],
    ['a Greek letter in a Latin name', 'd\u03bf-1', ['d\u03bf-1']],
    ['a word of another language', '\u0441\u0435\u0440\u0432\u0435\u0440 web-01 \u00e9t\u00e9', []],
  ])('%s', (_, written, shown) => expect(strangePieces(written).map(piece => piece.shown)).toEqual(shown))
})
