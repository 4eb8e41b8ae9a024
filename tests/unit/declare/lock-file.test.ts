import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compile } from '../../../electron/core/declare/compile.ts'
import { type Lock, lockAfterApply, printLock, readLock } from '../../../electron/core/declare/lock-file.ts'
import { sha256 } from '../../../electron/core/declare/sha256.ts'
import { interpreterVersion } from '../../../electron/core/interpret/interpret.ts'
import { testLab } from '../../support/declaration-corpus.ts'
import { entries } from './entries.ts'
import { wishes } from './wishes.ts'

const anyText = fc.string({ unit: 'binary' })
const digest = fc.string().map(sha256)
const before = fc.oneof(
  fc.constant('absent' as const),
  fc.constant({ type: 'vm' as const, node: 'oak', state: 'running', cores: 2, memoryMiB: 2048, diskGiB: 40 }),
  fc.constant({ device: 'mini-1', state: 'stopped' }),
)
const locks: fc.Arbitrary<Lock> = fc
  .record({
    interpreter: fc.constant(interpreterVersion),
    read: digest,
    policy: fc.constantFrom('watch' as const, 'fix-safe' as const, 'fix-all' as const),
    applied: fc.option(fc.record({ at: fc.nat(), by: anyText, read: digest }), { nil: undefined }),
    entries: fc.array(fc.record({ entry: entries, said: fc.array(anyText), before: fc.option(before, { nil: undefined }) }), {
      maxLength: 5,
    }),
    past: fc.array(fc.record({ about: anyText, said: fc.array(anyText), before }), { maxLength: 2 }),
  })
  .map(lock => JSON.parse(JSON.stringify(lock)))

describe('the file of a lock', () => {
  it('is read back as the lock it was printed of, and printed the same', () => {
    fc.assert(
      fc.property(locks, lock => {
        const read = readLock(printLock(lock))
        expect(read).toEqual(lock)
        expect('problem' in read ? '' : printLock(read)).toBe(printLock(lock))
      }),
      { numRuns: 200 },
    )
  })

  it('is what a person can read and compare', () => {
    const lock = lockAfterApply(compile('Two more cores for mail.\nStop build-box.', testLab).lock, { at: 5, by: 'admin' })
    expect(
      printLock(lock),
    ).toBe(`# What MycoPod read in the text beside this file. It is written anew whenever the text is read: change the .md file, not this one.
interpreter: ${interpreterVersion}
read: ${lock.read}
policy: watch
applied:
  at: 5
  by: admin
  read: ${lock.read}
entries:
  - entry:
      kind: guest
      name: mail
      cores: 4
    said:
      - Two more cores for mail
    before:
      type: vm
      node: oak
      state: running
      cores: 2
      memoryMiB: 2048
      diskGiB: 40
      storage: pool1
  - entry:
      kind: guest
      name: build-box
      state: stopped
    said:
      - Stop build-box
    before:
      type: vm
      node: elm
      state: running
      cores: 8
      memoryMiB: 16384
      diskGiB: 200
      storage: local-zfs
`)
  })

  const good = printLock(compile(wishes.join('\n'), testLab).lock)

  it.each([
    ['nothing', '', 'not valid YAML'],
    ['a scalar', 'hello', 'not as MycoPod writes it'],
    ['YAML that ends in the middle', 'entries: [', 'not valid YAML'],
    [
      'a conflict',
      good.replace('policy: watch', '<<<<<<< ours\npolicy: watch\n=======\npolicy: fix-all\n>>>>>>> theirs'),
      'merge conflict',
    ],
    ['a field nobody knows', `${good}colour: red\n`, 'not as MycoPod writes it'],
    ['a value that cannot be', good.replace('cores: 4', 'cores: 0'), 'at entries.'],
    ['a newer version', good.replace(/interpreter: \d+/, 'interpreter: 9999'), 'newer version'],
    ['an alias', 'a: &a [x]\nb: [*a, *a]', 'not valid YAML'],
    [
      'an alias bomb',
      `a: &a [x]\n${'bcdefghij'
        .split('')
        .map((key, at) => `${key}: &${key} [${Array(20).fill(`*${'abcdefghi'[at]}`).join(',')}]`)
        .join('\n')}`,
      'not valid YAML',
    ],
    ['a file that is far too large', 'x'.repeat(9_000_000), 'far larger'],
    ['deep nesting', '['.repeat(200_000), 'not valid YAML'],
    ['two documents', `${good}---\n${good}`, 'not valid YAML'],
    ['a key said twice', `${good}policy: watch\n`, 'not valid YAML'],
  ])('is refused in a sentence where it has %s', (_, text, part) => {
    const read = readLock(text)
    expect('problem' in read ? read.problem : '').toMatch(new RegExp(`^The lock file .*${part}.*\\.$`))
  })

  it('never throws, whatever is in it', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          anyText,
          fc.tuple(fc.nat(good.length), anyText).map(([at, text]) => good.slice(0, at) + text + good.slice(at)),
        ),
        text => {
          readLock(text)
        },
      ),
      { numRuns: 150 },
    )
  })
})

it('digests texts as everybody does', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), text => {
      expect(sha256(text)).toBe(createHash('sha256').update(text).digest('hex'))
    }),
  )
})
