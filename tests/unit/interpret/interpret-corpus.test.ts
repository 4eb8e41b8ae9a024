import { describe, expect, it } from 'vitest'
import { interpret } from '../../../electron/core/interpret/interpret.ts'
import { readCorpus, readInventory, withoutCorpus } from '../../support/declaration-corpus.ts'

describe.skipIf(withoutCorpus !== undefined)(
  `the sample of declarations${withoutCorpus === undefined ? '' : ` (${withoutCorpus})`}`,
  () => {
    it.each(readCorpus().map(one => [one.id, one] as const))('%s is read right', (_, { text, inventory, expect: wanted }) => {
      const { entries, questions, unread } = interpret(text, readInventory(inventory))
      expect(entries).toEqual(wanted.entries)
      expect(questions.map(question => question.reason).sort()).toEqual(wanted.questions.map(question => question.reason).sort())
      expect(unread).toHaveLength(wanted.unread)
    })
  },
)
