import fc from 'fast-check'
import { expect, test } from 'vitest'
import { auditCsv, auditJson } from '../../../renderer/features/activity/audit-file.ts'
import { valueWords, withDays } from '../../../renderer/features/activity/audit-rows.ts'
import type { AuditEntry } from '../../../shared/model/audit.ts'

const entry = (changes: Partial<AuditEntry> = {}): AuditEntry => ({
  seq: 1,
  at: Date.UTC(2026, 10, 20, 14, 30),
  who: 'Anna',
  action: 'apps.deploy',
  what: 'Deployed Nextcloud to nuc-1',
  hash: 'h1',
  previousHash: 'h0',
  ...changes,
})

/** Reads one line of RFC 4180 back. */
function cellsOf(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(match => match[1]?.replaceAll('""', '"') ?? match[2] ?? '')
}

test('a table keeps every text whole, and none becomes a formula', () => {
  fc.assert(
    fc.property(fc.string(), what => {
      const csv = auditCsv([entry({ what })])
      const read = cellsOf(csv.slice(csv.indexOf('\r\n') + 2, -2))[4]
      expect(read).toBe(/^[=+\-@\t\r]/.test(what) ? `'${what}` : what)
    }),
  )
})

test('a table begins with the names of its columns and tells moments as ISO 8601', () => {
  expect(auditCsv([entry({ before: 'none', after: 'nuc-1' })])).toBe(
    'seq,at,who,action,what,subject,before,after,job,hash,previousHash\r\n' +
      '1,2026-11-20T14:30:00.000Z,Anna,apps.deploy,Deployed Nextcloud to nuc-1,,none,nuc-1,,h1,h0\r\n',
  )
})

test('the file with everything reads back as it was', () => {
  expect(JSON.parse(auditJson([entry()]))).toEqual([entry()])
})

test('each day has its head before its first entry', () => {
  const noon = new Date(2026, 10, 20, 12).getTime()
  const rows = withDays([
    entry({ seq: 3, at: noon }),
    entry({ seq: 2, at: noon - 3_600_000 }),
    entry({ seq: 1, at: noon - 24 * 3_600_000 }),
  ])
  expect(rows.map(row => (row.kind === 'day' ? 'day' : row.entry.seq))).toEqual(['day', 3, 2, 'day', 1])
})

test('values written as JSON are told by name', () => {
  expect(valueWords('{"depth":"basic","ports":[1]}')).toBe('depth: basic, ports: [1]')
  expect(valueWords('{broken')).toBe('{broken')
  expect(valueWords(undefined)).toBe('none')
})
