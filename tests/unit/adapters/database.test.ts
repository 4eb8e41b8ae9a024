import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import SqliteFile from 'better-sqlite3'
import fc from 'fast-check'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { type Migration, migrations } from '../../../electron/adapters/database/migrations/migrations.ts'
import { openDatabase } from '../../../electron/adapters/database/open-database.ts'
import { openStore } from '../../../electron/adapters/database/open-store.ts'
import { translatingDatabase } from '../../../electron/adapters/database/translating-database.ts'
import { describeStore } from '../../behaviour/store/store-behaviour.ts'
import { createHandClock } from '../../support/hand-clock.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs
const clock = createHandClock(Date.UTC(2026, 0, 2, 3, 4, 5))

describeStore('the database', () => openStore(temporaryFolder(), clock))

const addNote: Migration = async db => {
  await sql`alter table devices add column note text`.execute(db)
}
const failing: Migration = async db => {
  await sql`create table half (x)`.execute(db)
  throw new Error('no')
}

describe('opening', () => {
  test('makes a file only its owner may read, and finds everything again', async () => {
    const folder = temporaryFolder()
    const store = await openStore(folder, clock)
    await store.settings.save({ labName: 'Flat' })
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600)
    await store.close()
    const again = await openStore(folder, clock)
    expect(await again.settings.get()).toEqual({ labName: 'Flat' })
    await again.close()
  })

  test.each([
    ['in the middle', (bytes: Buffer) => bytes.fill(0x5a, 4096)],
    ['in its header', (bytes: Buffer) => bytes.fill(0x5a, 0, 64)],
    ['by being cut short', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
  ])('a database damaged %s is set aside whole, and the last copy is named', async (_, damage) => {
    const folder = temporaryFolder()
    await (await openStore(folder, clock)).close()
    const path = join(folder, 'mycopod.db')
    mkdirSync(join(folder, 'backups'))
    copyFileSync(path, join(folder, 'backups', 'mycopod-v1-20260101T000000Z.db'))
    const damaged = damage(readFileSync(path))
    writeFileSync(path, damaged)
    const setAside = `${path}.damaged-20260102T030405Z`
    await expect(openStore(folder, clock)).rejects.toMatchObject({
      code: 'DatabaseDamaged',
      data: { path, setAside, backup: join(folder, 'backups', 'mycopod-v1-20260101T000000Z.db') },
    })
    expect(existsSync(path)).toBe(false)
    expect(readFileSync(setAside).equals(damaged)).toBe(true)
  })

  test('a database of a newer program is refused and left as it is', async () => {
    const folder = temporaryFolder()
    await (await openDatabase(folder, clock, [...migrations, addNote])).destroy()
    const path = join(folder, 'mycopod.db')
    const before = readFileSync(path)
    await expect(openStore(folder, clock)).rejects.toMatchObject({
      code: 'DatabaseTooNew',
      data: { version: migrations.length + 1, known: migrations.length },
    })
    expect(readFileSync(path).equals(before)).toBe(true)
  })

  test.each(migrations.map((_, version) => version))('version %i is brought to the newest, the same as one made new', async version => {
    const shape = async (folder: string) => {
      await (await openDatabase(folder, clock)).destroy()
      const file = new SqliteFile(join(folder, 'mycopod.db'))
      const found = [
        file.pragma('user_version', { simple: true }),
        ...file.prepare('select sql from sqlite_schema where sql is not null order by name').all(),
      ]
      file.close()
      return found
    }
    const old = temporaryFolder()
    await (await openDatabase(old, clock, migrations.slice(0, version))).destroy()
    expect(await shape(old)).toEqual(await shape(temporaryFolder()))
  })

  test('before a database is brought forward a whole copy is kept, five at most', async () => {
    const folder = temporaryFolder()
    const clock = createHandClock()
    const store = await openStore(folder, clock)
    await store.settings.save({ labName: 'Flat' })
    await store.close()
    const steps = [...migrations]
    for (let more = 0; more < 7; more += 1) {
      steps.push(async db => {
        await sql.raw(`create table extra${more} (x)`).execute(db)
      })
      await clock.pass(1000)
      await (await openDatabase(folder, clock, steps)).destroy()
    }
    const backups = readdirSync(join(folder, 'backups')).sort(new Intl.Collator('en', { numeric: true }).compare)
    expect(backups).toHaveLength(5)
    const oldest = migrations.length + 2
    expect(backups[0]).toMatch(new RegExp(`^mycopod-v${oldest}-2026.*\\.db$`))
    const copy = new SqliteFile(join(folder, 'backups', backups[0] ?? ''))
    expect(copy.pragma('user_version', { simple: true })).toBe(oldest)
    expect(copy.prepare('select value from settings').pluck().get()).toBe('"Flat"')
    copy.close()
  })

  test('a migration that fails changes nothing', async () => {
    const folder = temporaryFolder()
    await (await openStore(folder, clock)).close()
    await expect(openDatabase(folder, clock, [...migrations, failing])).rejects.toThrow('no')
    const file = new SqliteFile(join(folder, 'mycopod.db'))
    expect(file.pragma('user_version', { simple: true })).toBe(migrations.length)
    expect(file.prepare("select count(*) from sqlite_schema where name = 'half'").pluck().get()).toBe(0)
    file.close()
  })

  test('what the system says about the folder is said in our words', async () => {
    const file = join(temporaryFolder(), 'file')
    writeFileSync(file, '')
    await expect(openStore(file, clock)).rejects.toMatchObject({ code: 'DataFolderUnusable', data: { path: file, reason: 'not-a-folder' } })

    const folder = temporaryFolder()
    const full = new SqliteFile(join(folder, 'full.db'))
    full.exec('create table t (x)')
    full.pragma('max_page_count = 3')
    const insert = translatingDatabase(full, folder).prepare('insert into t values (?)')
    expect(() => insert.run([Buffer.alloc(20_000)])).toThrow(
      expect.objectContaining({ code: 'DataFolderUnusable', data: { path: folder, reason: 'disk-full' } }),
    )
    full.close()

    const readOnly = new SqliteFile(join(folder, 'full.db'), { readonly: true })
    const write = translatingDatabase(readOnly, folder).prepare('insert into t values (?)')
    expect(() => write.run([1])).toThrow(
      expect.objectContaining({ code: 'DataFolderUnusable', data: { path: folder, reason: 'read-only' } }),
    )
    readOnly.close()
  })
})

describe('history', () => {
  const start = Date.UTC(2026, 0, 1)

  test('minutes, hours and days are the means of what was measured, whatever came in which batch', async () => {
    const { history } = await openStore(temporaryFolder(), clock)
    let device = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            at: fc.integer({ min: 0, max: 30 * hourMs }),
            cpuFraction: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }),
          }),
          { minLength: 1, maxLength: 30 },
        ),
        fc.integer({ min: 1, max: 30 }),
        async (unsorted, batch) => {
          device += 1
          const deviceId = `d${device}`
          const points = [
            ...new Map(
              unsorted.map(({ at, cpuFraction }) => [at, { at: start + at, ...(cpuFraction !== undefined && { cpuFraction }) }]),
            ).values(),
          ].sort((a, b) => a.at - b.at)
          for (let from = 0; from < points.length; from += batch)
            await history.add(points.slice(from, from + batch).map(point => ({ deviceId, point })))
          const minutes = await history.read(deviceId, start, minuteMs)
          const buckets = Map.groupBy(points, point => Math.floor(point.at / minuteMs) * minuteMs)
          expect(minutes.map(point => point.at)).toEqual([...buckets.keys()])
          for (const point of minutes) {
            const measured = (buckets.get(point.at) ?? []).flatMap(each => each.cpuFraction ?? [])
            if (measured.length === 0) expect(point.cpuFraction).toBeUndefined()
            else expect(point.cpuFraction).toBeCloseTo(measured.reduce((sum, value) => sum + value, 0) / measured.length, 9)
          }
          const days = await history.read(deviceId, start, dayMs)
          expect(days.map(point => point.at)).toEqual([...new Set(points.map(point => Math.floor(point.at / dayMs) * dayMs))])
        },
      ),
      { numRuns: 30 },
    )
  })

  test('a steady value is the same at every width, and a bucket may be any width', async () => {
    const { history } = await openStore(temporaryFolder(), clock)
    for (let at = 0; at < 3 * hourMs; at += 5 * minuteMs)
      await history.add([{ deviceId: 'd1', point: { at: start + at, cpuFraction: 0.5, memoryUsedBytes: 7e9 } }])
    for (const bucketMs of [10_000, minuteMs, 10 * minuteMs, hourMs, dayMs]) {
      const points = await history.read('d1', start, bucketMs)
      expect(points.length).toBe(Math.ceil((3 * hourMs) / Math.max(bucketMs, 5 * minuteMs)))
      for (const point of points) expect(point).toEqual({ at: point.at, cpuFraction: 0.5, memoryUsedBytes: 7e9 })
    }
    expect((await history.read('d1', start + 2 * hourMs, hourMs)).map(point => point.at)).toEqual([start + 2 * hourMs])
  })

  test('forgets raw points after 2 hours, minutes after a day, hours after a week, days after 90 days', async () => {
    const { history } = await openStore(temporaryFolder(), clock)
    await history.add([{ deviceId: 'd1', point: { at: start, cpuFraction: 0.5 } }])
    const left = async () => Promise.all([1000, minuteMs, hourMs, dayMs].map(async width => (await history.read('d1', 0, width)).length))
    await history.trim(start + 2 * hourMs)
    expect(await left()).toEqual([1, 1, 1, 1])
    await history.trim(start + 2 * hourMs + 1)
    expect(await left()).toEqual([0, 1, 1, 1])
    await history.trim(start + dayMs + 1)
    expect(await left()).toEqual([0, 0, 1, 1])
    await history.trim(start + 7 * dayMs + 1)
    expect(await left()).toEqual([0, 0, 0, 1])
    await history.trim(start + 90 * dayMs + 1)
    expect(await left()).toEqual([0, 0, 0, 0])
  })
})
