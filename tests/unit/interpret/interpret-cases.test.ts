import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { interpret } from '../../../electron/core/interpret/interpret.ts'
import { labInventorySchema } from '../../../shared/model/declaration.ts'
import { parseCases, testLab } from '../../support/declaration-corpus.ts'

const here = import.meta.dirname
const inventories = {
  homelab: labInventorySchema.parse(JSON.parse(readFileSync(join(here, 'inventory-homelab.json'), 'utf8'))),
  orchard: testLab,
}
const corpora = readdirSync(here).filter(file => /^corpus-.*\.jsonl$/.test(file))

describe.each(corpora)('declarations of %s', file => {
  it.each(parseCases(readFileSync(join(here, file), 'utf8')).map(one => [one.text, one] as const))(
    '%j',
    (_, { text, inventory, expect: wanted }) => {
      const { entries, questions, unread } = interpret(text, inventory === 'orchard' ? inventories.orchard : inventories.homelab)
      expect(entries).toEqual(wanted.entries)
      expect(questions.map(question => question.reason).sort()).toEqual(wanted.questions.map(question => question.reason).sort())
      expect(unread).toHaveLength(wanted.unread)
    },
  )
})
