import fc from 'fast-check'
import { expect, it } from 'vitest'
import { sayEntry } from '../../../electron/core/declare/say.ts'
import { interpret } from '../../../electron/core/interpret/interpret.ts'
import { testLab } from '../../support/declaration-corpus.ts'
import { entries } from './entries.ts'

it('says every entry so that it is read back as just that entry', () => {
  fc.assert(
    fc.property(entries, entry => {
      const text = sayEntry(entry)
      const { spans: _, ...reading } = interpret(text, testLab)
      expect(reading, text).toEqual({ entries: [entry], questions: [], unread: [] })
    }),
    { numRuns: 500 },
  )
})

it('says one sentence', () => {
  fc.assert(
    fc.property(entries, entry => {
      expect(sayEntry(entry)).toMatch(/^[^\n]+\.$/)
    }),
    { numRuns: 100 },
  )
})
