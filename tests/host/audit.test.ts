import { join } from 'node:path'
import SqliteFile from 'better-sqlite3'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createAuditArchiveFiles } from '../../electron/adapters/audit-archive/audit-archive-files.ts'
import { openStore } from '../../electron/adapters/database/open-store.ts'
import { opensslHash } from '../../electron/adapters/hash/openssl-hash.ts'
import { createRedaction } from '../../electron/adapters/log/redaction.ts'
import { createAuditChain } from '../../electron/services/audit/audit-chain.ts'
import { createAudit } from '../../electron/services/audit.ts'
import { createChanges } from '../../electron/services/changes.ts'
import { createSettings } from '../../electron/services/settings.ts'
import { settingsPatchSchema } from '../../shared/model/settings.ts'
import { createHandClock } from '../support/hand-clock.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

async function begin(folder = temporaryFolder()) {
  const clock = createHandClock()
  const store = await openStore(folder, clock)
  const redaction = createRedaction()
  const changes = createChanges({ clock })
  const audit = createAudit({ store, clock, hash: opensslHash, redaction, changes })
  const chain = createAuditChain({ store, archive: createAuditArchiveFiles(folder), hash: opensslHash })
  return { folder, clock, store, redaction, changes, audit, verify: () => chain.verify({ archive: false }) }
}

const text = fc.string({ maxLength: 12, unit: 'binary' }).filter(value => value.isWellFormed() && !value.includes('\0'))
const record = fc.record(
  { who: text, action: text, what: text, subject: text, before: text, after: text, job: text },
  { requiredKeys: ['who', 'action', 'what'] },
)

test('what was recorded verifies, also after a restart, and whatever is recorded at once', async () => {
  const { folder, store, audit, verify, clock } = await begin()
  expect(await verify()).toEqual({ entries: 0, archived: 0, since: null, altered: null })
  await fc.assert(
    fc.asyncProperty(fc.array(record, { maxLength: 5 }), async records => {
      await Promise.all(records.map(each => audit.record(each)))
      expect((await verify()).altered).toBeNull()
    }),
    { numRuns: 20 },
  )
  const { entries } = await verify()
  await store.close()
  const again = await begin(folder)
  expect(await again.verify()).toEqual({ entries, archived: 0, since: clock.now(), altered: null })
})

test.each([
  ['another sentence', "update audit set what = 'Nothing happened' where seq = 4", 4],
  ['another person', "update audit set who = 'Bob' where seq = 1", 1],
  ['another time', 'update audit set at = at + 1 where seq = 7', 7],
  ['a value added', "update audit set after = 'x' where seq = 5", 5],
  ['an entry taken away', 'delete from audit where seq = 3', 3],
  ['the first entry taken away', 'delete from audit where seq = 1', 1],
  [
    'two entries changed over',
    'update audit set seq = case seq when 2 then -3 else -2 end where seq in (2, 3); update audit set seq = -seq where seq < 0',
    2,
  ],
])('%s is noticed at its entry', async (_, tampering, altered) => {
  const { folder, audit, verify, clock } = await begin()
  for (let number = 1; number <= 7; number += 1) {
    await audit.record({ who: 'Ann', action: 'apps.deploy', what: `Deployed app ${number}` })
    await clock.pass(1000)
  }
  const file = new SqliteFile(join(folder, 'mycopod.db'))
  file.exec(tampering)
  file.close()
  expect(await verify()).toMatchObject({ altered })
})

test('secrets are masked before they are sealed, and whoever watches is told', async () => {
  const { audit, verify, redaction, changes, clock } = await begin()
  redaction.register('hunter2secret')
  const told: string[] = []
  changes.on(change => told.push(...change.topics))
  const entry = await audit.record({ who: 'Ann', action: 'a', what: 'Set hunter2secret', before: 'hunter2secret' })
  await clock.pass(100)
  expect(entry).toMatchObject({ what: 'Set ••••••', before: '••••••' })
  expect(told).toEqual(['audit'])
  expect((await verify()).altered).toBeNull()
})

test('settings have defaults, change in part, and record what changed', async () => {
  const { store, audit, changes } = await begin()
  const settings = createSettings({ store, audit, changes })
  expect(await settings.get()).toMatchObject({ depth: 'basic', labName: 'Home', pollSeconds: 30 })
  await Promise.all([settings.change({ labName: 'Flat' }, 'Ann'), settings.change({ depth: 'expert' }, 'Bob')])
  await settings.change({ depth: 'expert' }, 'Bob')
  expect(await settings.get()).toMatchObject({ depth: 'expert', labName: 'Flat', pollSeconds: 30 })
  expect(await audit.list({ since: 0, limit: 9 })).toMatchObject([
    { who: 'Bob', what: 'Changed how much is shown', before: 'Basic', after: 'Expert' },
    { who: 'Ann', what: 'Renamed the lab', before: 'Home', after: 'Flat' },
  ])
  await settings.change(settingsPatchSchema.parse({ notifications: { failed: false } }), 'Ann')
  expect(await settings.get()).toMatchObject({ depth: 'expert', notifications: { failed: false, finished: true } })
  await store.settings.save({ labName: 'Flat', pollSeconds: 'often', gone: true })
  expect(await settings.get()).toMatchObject({ labName: 'Flat', pollSeconds: 30 })
})
