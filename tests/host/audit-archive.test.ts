import { appendFileSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createAuditArchiveFiles } from '../../electron/adapters/audit-archive/audit-archive-files.ts'
import { openStore } from '../../electron/adapters/database/open-store.ts'
import { opensslHash } from '../../electron/adapters/hash/openssl-hash.ts'
import type { AuditArchive } from '../../electron/ports/audit-archive.ts'
import type { Store } from '../../electron/ports/store.ts'
import { createAuditChain } from '../../electron/services/audit/audit-chain.ts'
import { createAudit } from '../../electron/services/audit.ts'
import { createChanges } from '../../electron/services/changes.ts'
import { createHandClock, type HandClock } from '../support/hand-clock.ts'
import { createMemoryStore } from '../support/memory-store.ts'
import { createPlainRedaction } from '../support/small-ports.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const dayMs = 24 * 3600_000
const keptMs = 30 * dayMs

/** A life of the program over what the one before it left; `archive` may be one that dies. */
function live(folder: string, store: Store, clock: HandClock, archive: AuditArchive = createAuditArchiveFiles(folder)) {
  const changes = createChanges({ clock })
  const audit = createAudit({ store, clock, hash: opensslHash, redaction: createPlainRedaction(), changes })
  const chain = createAuditChain({ store, archive, hash: opensslHash })
  const write = async (count: number): Promise<void> => {
    for (let number = 0; number < count; number += 1) {
      await audit.record({ who: 'Ünal', action: 'apps.deploy', what: `Deployed\u2028“app ${number}”\n`, subject: 'nuc-1' })
      await clock.pass(dayMs)
    }
  }
  return { audit, chain, write, round: () => chain.archiveOlder(clock.now() - keptMs) }
}

const filesOf = (folder: string): string[] => {
  const archive = join(folder, 'audit-archive')
  return existsSync(archive) ? readdirSync(archive).map(name => join(archive, name)) : []
}

test('old entries move to a file a month that only this account reads, the newest stays, and the chain goes on', async () => {
  const folder = temporaryFolder()
  const clock = createHandClock(Date.UTC(2026, 0, 1))
  const store = await openStore(folder, clock)
  const { chain, write, round, audit } = live(folder, store, clock)
  await write(100)
  expect(await round()).toBe(70)
  expect(filesOf(folder).map(path => path.slice(-13))).toEqual(['2026-01.jsonl', '2026-02.jsonl', '2026-03.jsonl'])
  expect(filesOf(folder).map(path => statSync(path).mode & 0o777)).toEqual([0o600, 0o600, 0o600])
  expect((await audit.list({ since: 0, limit: 1000 })).map(({ seq }) => seq)).toEqual(Array.from({ length: 30 }, (_, at) => 100 - at))
  expect(await chain.verify({ archive: false })).toMatchObject({ entries: 30, archived: 0, altered: null })
  expect(await chain.verify({ archive: true })).toEqual({ entries: 100, archived: 70, since: Date.UTC(2026, 0, 1), altered: null })
  await clock.pass(100 * dayMs)
  expect([await round(), await round()]).toEqual([29, 0])
  await write(1)
  expect((await audit.list({ since: 0, limit: 9 })).map(({ seq }) => seq)).toEqual([101, 100])
  await store.close()
  const again = live(folder, await openStore(folder, clock), clock)
  expect(await again.chain.verify({ archive: true })).toMatchObject({ entries: 101, archived: 99, altered: null })
})

test('a clock that goes back or far ahead neither breaks the chain nor loses an entry', async () => {
  const folder = temporaryFolder()
  const clock = createHandClock(Date.UTC(2026, 5, 1))
  const { chain, write, round } = live(folder, createMemoryStore(), clock)
  await write(40)
  clock.jump(-400 * dayMs)
  await write(40)
  clock.jump(4000 * dayMs)
  await write(1)
  await round()
  clock.jump(-3600 * dayMs)
  await write(40)
  await round()
  expect(await chain.verify({ archive: true })).toMatchObject({ entries: 121, altered: null })
})

test('a clock that swings around the end of a month keeps the chain in order', async () => {
  const clock = createHandClock(Date.UTC(2026, 0, 31, 23))
  const { chain, write, round } = live(temporaryFolder(), createMemoryStore(), clock)
  for (let swing = 0; swing < 3; swing += 1) {
    await write(1)
    await write(1)
    clock.jump(-2 * dayMs)
  }
  await clock.pass(60 * dayMs)
  await round()
  expect(await chain.verify({ archive: true })).toMatchObject({ entries: 6, archived: 5, altered: null })
})

test('entries and archives that contradict each other are left as they are', async () => {
  const folder = temporaryFolder()
  const clock = createHandClock()
  const first = live(folder, createMemoryStore(), clock)
  await first.write(60)
  await first.round()
  const other = live(folder, createMemoryStore(), clock)
  await other.write(60)
  await expect(other.round()).rejects.toThrow('is not the one in the database')
  expect(await other.audit.list({ since: 0, limit: 100 })).toHaveLength(60)
})

type Deed =
  | { readonly kind: 'write' | 'round' }
  | { readonly kind: 'kill'; readonly when: 'before' | 'within' | 'after'; readonly share: number }
const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ kind: 'write' } as const) },
  { weight: 2, arbitrary: fc.constant({ kind: 'round' } as const) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('kill' as const),
      when: fc.constantFrom('before', 'within', 'after'),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
  },
)

/** An archive whose next writing is cut off by the end of the program. */
function dying(folder: string, { when, share }: Extract<Deed, { readonly kind: 'kill' }>): AuditArchive {
  const whole = createAuditArchiveFiles(folder)
  return {
    ...whole,
    append: async (month, lines) => {
      if (when === 'after') await whole.append(month, lines)
      if (when === 'within') {
        await whole.append(month, [])
        const text = Buffer.from(lines.map(line => `${line}\n`).join(''))
        appendFileSync(filesOf(folder).at(-1) ?? '', text.subarray(0, Math.floor(share * text.length)))
      }
      throw new Error('the program was killed')
    },
  }
}

async function play(deeds: readonly Deed[]) {
  const folder = temporaryFolder()
  const clock = createHandClock()
  const store = createMemoryStore()
  let entries = 0
  for (const each of deeds) {
    const { write, round } = live(folder, store, clock)
    if (each.kind === 'write') {
      await write(17)
      entries += 17
    }
    if (each.kind === 'round') await round()
    if (each.kind === 'kill')
      await live(folder, store, clock, dying(folder, each))
        .round()
        .catch(() => undefined)
  }
  return { folder, store, entries, chain: live(folder, store, clock).chain }
}

test('whatever is written, moved and killed in whatever order: every entry is there once, and the chain verifies', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { minLength: 4, maxLength: 16 }), async deeds => {
      const { chain, entries } = await play(deeds)
      expect(await chain.verify({ archive: true })).toMatchObject({ entries, altered: null })
      expect(await chain.verify({ archive: false })).toMatchObject({ altered: null })
    }),
    { numRuns: 40 },
  )
})

test('a changed byte anywhere in the archive is found', async () => {
  const { folder, chain } = await play(['write', 'write', 'write', 'write', 'write', 'round'].map(kind => ({ kind }) as Deed))
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...filesOf(folder)), fc.nat(), fc.integer({ min: 1, max: 255 }), async (path, position, change) => {
      const bytes = readFileSync(path)
      const altered = Buffer.from(bytes)
      const at = position % bytes.length
      altered[at] = (bytes[at] ?? 0) ^ change
      writeFileSync(path, altered)
      expect((await chain.verify({ archive: true })).altered).not.toBeNull()
      writeFileSync(path, bytes)
    }),
    { numRuns: 200 },
  )
  expect((await chain.verify({ archive: true })).altered).toBeNull()
})
