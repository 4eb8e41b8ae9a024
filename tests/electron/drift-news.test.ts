import { expect, test } from 'vitest'
import { createDriftNews } from '../../electron/main/drift-news.ts'
import type { Drift } from '../../shared/model/plan.ts'
import { settingsSchema } from '../../shared/model/settings.ts'
import { differs } from './differs.ts'

const wanted = settingsSchema.parse({}).notifications

test('a difference is told once until it goes and comes back, and never while it is ignored or about to be put back', () => {
  const news = createDriftNews()
  const told = (drift: readonly Drift[], checkedAt = 9) => news({ drift, checkedAt }, wanted).map(({ title, body }) => [title, body])
  expect(told([differs('memory')], 4)).toEqual([])
  const cores = [['web-01 is not as you declared it', 'web-01 has 2 cores instead of 3.']]
  expect(told([differs('memory'), differs('cores')])).toEqual(cores)
  expect(told([differs('cores')])).toEqual([])
  // A cluster that could not be read for a while tells nothing new.
  expect(told([])).toEqual([])
  expect(told([differs('cores')])).toEqual([])
  expect(told([differs('cores', { since: 7 })])).toEqual(cores)
  expect(told([differs('cores', { since: 7, ignoredUntil: 99 })])).toEqual([])
  expect(told([differs('cores', { since: 7 })])).toEqual(cores)
  expect(told([differs('state', { automatic: {} })])).toEqual([])
  const failed = differs('state', { automatic: { failed: 'pve1 does not answer.' } })
  expect(told([failed])).toEqual([['web-01 could not be put back', 'pve1 does not answer.']])
  expect(told([failed])).toEqual([])
  const many = [differs('a'), differs('b'), differs('c', { id: 'guest:db-1/c', about: 'guest:db-1' })]
  expect(told(many)).toEqual([['2\u00a0things are not as you declared them', 'web-01 has 2 a instead of 3. And 2\u00a0more.']])
})

test('what was found before the watching began is no news, whenever it is seen, and nothing is where nobody wants it', () => {
  const news = createDriftNews()
  expect(news({ drift: [], checkedAt: 8 }, wanted)).toEqual([])
  expect(news({ drift: [differs('cores')], checkedAt: 9 }, wanted)).toEqual([])
  expect(news({ drift: [differs('state', { since: 9 })], checkedAt: 10 }, { ...wanted, drift: false })).toEqual([])
  expect(news({ drift: [differs('state', { since: 9 })], checkedAt: 11 }, wanted)).toEqual([])
})
