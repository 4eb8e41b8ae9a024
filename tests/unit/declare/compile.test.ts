import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compile } from '../../../electron/core/declare/compile.ts'
import { type Lock, lockAfterApply, printLock } from '../../../electron/core/declare/lock-file.ts'
import type { Entry } from '../../../shared/model/declaration.ts'
import { testLab } from '../../support/declaration-corpus.ts'
import { wishes } from './wishes.ts'
import { afterApply } from './worlds.ts'

const documents = fc.shuffledSubarray([...wishes], { minLength: 1 }).map(chosen => chosen.join('\n\n'))
const someWishes = fc.shuffledSubarray([...wishes], { minLength: 2 })
const apply = (lock: Lock) => lockAfterApply(lock, { at: 1, by: 'admin' })

function applied(text: string) {
  const { lock } = compile(text, testLab)
  const entries = lock.entries.map(({ entry }) => entry)
  return { lock: apply(lock), entries, world: afterApply(testLab, entries) }
}

describe('reading a declaration again', () => {
  it('gives the same bytes after it was carried out, and no question', () => {
    fc.assert(
      fc.property(documents, text => {
        const { lock, world } = applied(text)
        const again = compile(text, world, lock)
        expect(printLock(again.lock)).toBe(printLock(lock))
        expect(again.reading.questions).toEqual(compile(text, testLab).reading.questions)
        expect(printLock(compile(text, world, again.lock).lock)).toBe(printLock(lock))
      }),
      { numRuns: 40 },
    )
  })

  it('gives the same after a sentence was deleted and put back, carried out or not', () => {
    fc.assert(
      fc.property(someWishes, fc.nat(), fc.boolean(), (chosen, pick, isApplied) => {
        const text = chosen.join('\n\n')
        const { lock, world, entries } = applied(text)
        const now = isApplied ? world : testLab
        const without = compile(chosen.filter((_, index) => index !== pick % chosen.length).join('\n\n'), now, lock)
        expect(entriesOf(compile(text, now, without.lock).lock)).toEqual(entries)
        expect(printLock(compile(text, now, without.lock).lock)).toBe(printLock(lock))
      }),
      { numRuns: 40 },
    )
  })

  it('gives the same after sentences were deleted and put back one by one', () => {
    fc.assert(
      fc.property(someWishes, fc.array(fc.nat(), { minLength: 1, maxLength: 8 }), (chosen, toggles) => {
        const { lock, world } = applied(chosen.join('\n\n'))
        const out = new Set<number>()
        let last = lock
        for (const toggle of toggles) {
          const index = toggle % chosen.length
          if (!out.delete(index)) out.add(index)
          last = compile(chosen.filter((_, place) => !out.has(place)).join('\n\n'), world, last).lock
        }
        expect(printLock(compile(chosen.join('\n\n'), world, last).lock)).toBe(printLock(lock))
      }),
      { numRuns: 40 },
    )
  })

  it('changes no other entry when a sentence is added', () => {
    fc.assert(
      fc.property(someWishes, chosen => {
        const [added = '', ...rest] = chosen
        const { lock, world, entries } = applied(rest.join('\n\n'))
        const { reading } = compile([...rest, added].join('\n\n'), world, lock)
        expect(reading.entries.slice(0, entries.length)).toEqual(entries)
      }),
      { numRuns: 40 },
    )
  })

  it('keeps a removed thing removed, and a made one made', () => {
    const { lock, world } = applied('I no longer need sandbox. Create a Debian VM called ledger with 2 cores.')
    expect(world.guests.map(({ name }) => name)).toContain('ledger')
    const { reading } = compile('I no longer need sandbox. Create a Debian VM called ledger with 2 cores.', world, lock)
    expect(reading.questions).toEqual([])
    expect(reading.entries).toEqual([
      { kind: 'guest', name: 'sandbox', state: 'absent' },
      { kind: 'guest', name: 'ledger', type: 'vm', os: 'debian', cores: 2 },
    ])
  })

  it('counts from what is there now once nothing of what was said is left', () => {
    const { lock, world } = applied('Two more cores for mail.')
    const { reading, lock: next } = compile('mail needs one more core.', world, lock)
    expect(reading.entries).toEqual([{ kind: 'guest', name: 'mail', cores: 5 }])
    expect(next.entries[0]?.before).toMatchObject({ cores: 4 })
    expect(compile('Two more cores for mail.', world, next).reading.entries).toEqual([{ kind: 'guest', name: 'mail', cores: 4 }])
  })

  it('does not mind how a text is wrapped', () => {
    const { lock, world } = applied('Two more cores for mail, and grow its disk by 20 GB.')
    const { reading } = compile('Two more cores\nfor mail, and\ngrow its disk by 20 GB.', world, lock)
    expect(reading.entries).toEqual([{ kind: 'guest', name: 'mail', cores: 4, diskGiB: 60 }])
  })

  it('still makes what it made when the sentence is worded anew', () => {
    const { lock, world } = applied('Create a Debian VM called ledger with 2 cores.')
    const next = compile('I want a Debian VM called ledger with 4 cores.', world, lock)
    expect(next.reading.entries).toEqual([{ kind: 'guest', name: 'ledger', type: 'vm', os: 'debian', cores: 4 }])
    expect(next.lock.entries[0]?.before).toBe('absent')
  })

  it('takes a made thing as there once the sentence that made it is gone', () => {
    const text = 'Create a Debian VM called ledger with 2 cores.\n\nledger should have 4 GB of memory.'
    const { lock, world } = applied(text)
    const next = compile('ledger should have 4 GB of memory.', world, lock)
    expect(next.reading.entries).toEqual([{ kind: 'guest', name: 'ledger', memoryMiB: 4096 }])
    expect(entriesOf(compile(text, world, next.lock).lock)).toEqual(entriesOf(lock))
  })

  it('keeps the order in which the members of a group were read', () => {
    const text = 'Give shop-2 10 GB. All VMs should start on boot.'
    const { lock, world } = applied(text)
    const turned = { ...world, guests: world.guests.toReversed() }
    expect(printLock(compile(text, turned, lock).lock)).toBe(printLock(lock))
  })

  it('keeps the policy, and what was applied', () => {
    const { lock } = applied('Give mail 4 GB.')
    const next = compile('Give mail 8 GB.', testLab, { ...lock, policy: 'fix-safe' }).lock
    expect(next).toMatchObject({ policy: 'fix-safe', applied: { at: 1, by: 'admin', read: lock.read } })
    expect(next.read).not.toBe(lock.read)
  })
})

function entriesOf(lock: Lock): readonly Entry[] {
  return lock.entries.map(({ entry }) => entry)
}
