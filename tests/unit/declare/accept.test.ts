import fc from 'fast-check'
import { expect, it } from 'vitest'
import { acceptInText, type FoundInstead } from '../../../electron/core/declare/accept-in-text.ts'
import { compile } from '../../../electron/core/declare/compile.ts'
import { keyOfEntry } from '../../../electron/core/declare/entry-key.ts'
import { lockAfterApply, printLock } from '../../../electron/core/declare/lock-file.ts'
import { testLab } from '../../support/declaration-corpus.ts'
import { wishes } from './wishes.ts'
import { afterApply } from './worlds.ts'

function accept(text: string, drift: FoundInstead) {
  const { lock } = compile(text, testLab)
  const world = afterApply(
    testLab,
    lock.entries.map(({ entry }) => entry),
  )
  const accepted = acceptInText(text, lockAfterApply(lock, { at: 1, by: 'admin' }), world, drift)
  return 'text' in accepted ? accepted.text : accepted.problem
}

it.each<[string, string, FoundInstead, string]>([
  [
    'a number',
    'Please give mail 4 cores and 8 GB. Thanks!',
    { about: 'guest:mail', field: 'cores', found: 6 },
    'Please give mail 6 cores and 8 GB. Thanks!',
  ],
  [
    'a setting of an app',
    'Install vaultwarden on mini-1 with TITLE=Home.',
    { about: 'app:vaultwarden', field: 'settings.TITLE', found: 'Films' },
    'I want vaultwarden on mini-1, with TITLE="Films".',
  ],
  ['memory', 'mail needs 8 GB of memory.', { about: 'guest:mail', field: 'memoryMiB', found: 6144 }, 'mail needs 6 GB of memory.'],
  [
    'memory that is no whole GB',
    'mail needs 8 GB of memory.',
    { about: 'guest:mail', field: 'memoryMiB', found: 2500 },
    'mail should have 2500 MB of memory.',
  ],
  [
    'a relative wish',
    'Two more cores for mail, and grow its disk by 20 GB.',
    { about: 'guest:mail', field: 'cores', found: 6 },
    'mail should have 6 cores and 60 GB of disk.',
  ],
  [
    'a place',
    'The kids complain, so move grafana to mini-1.',
    { about: 'app:grafana', field: 'device', found: 'vault' },
    'The kids complain, so move grafana to vault.',
  ],
  [
    'one of several',
    'Three Debian VMs called a-1 to a-3, 2 cores each.',
    { about: 'guest:a-2', field: 'cores', found: 4 },
    'Create a Debian VM called a-1 with 2 cores. Create a Debian VM called a-2 with 4 cores. Create a Debian VM called a-3 with 2 cores.',
  ],
  [
    'a field nobody wants any more',
    'mail should have 4 cores and be on elm.',
    { about: 'guest:mail', field: 'node', found: undefined },
    'mail should have 4 cores.',
  ],
  [
    'a state',
    'Stop mail, build-box and shop-2.',
    { about: 'guest:mail', field: 'state', found: 'running' },
    'Start mail. Stop build-box. Stop shop-2.',
  ],
  [
    'something gone',
    '# Lab\n\n- Create a Debian VM called ledger, 2 cores.\n- Back up ledger nightly.\n- Stop mail.\n',
    { about: 'guest:ledger', field: 'state', found: 'absent' },
    '# Lab\n\n- Stop mail.\n',
  ],
  [
    'something that came back',
    'Stop mail. I no longer need sandbox.',
    { about: 'guest:sandbox', field: 'state', found: 'running' },
    'Stop mail.',
  ],
  [
    'what others lean on',
    'Nextcloud on mini-2.\nJellyfin on the same device.',
    { about: 'app:nextcloud', field: 'device', found: 'vault' },
    'I want nextcloud on vault. I want jellyfin on mini-2.',
  ],
])('accepts %s', (_, text, drift, expected) => {
  expect(accept(text, drift)).toBe(expected)
})

it('says so where the text says nothing of it', () => {
  expect(accept('Stop mail.', { about: 'guest:shop-1', field: 'cores', found: 2 })).toBe('The text says nothing of shop-1 any more.')
})

it('accepts any difference so that the text means just what was found, and goes on meaning it', () => {
  const found = fc.constantFrom<readonly [string, FoundInstead['found']]>(
    ['cores', 7],
    ['memoryMiB', 7777],
    ['diskGiB', 333],
    ['node', 'ash'],
    ['device', 'vault'],
    ['state', 'absent'],
  )
  fc.assert(
    fc.property(fc.shuffledSubarray([...wishes], { minLength: 1, maxLength: 5 }), found, fc.nat(), (chosen, [field, value], pick) => {
      const text = chosen.join('\n\n')
      const first = compile(text, testLab)
      const entries = first.lock.entries.map(({ entry }) => entry)
      const world = afterApply(testLab, entries)
      const lock = lockAfterApply(first.lock, { at: 1, by: 'admin' })
      const having = entries.filter(
        entry => (entry.kind === 'guest' || entry.kind === 'app') && (field === 'state' || Object.hasOwn(entry, field)),
      )
      const entry = having[pick % Math.max(1, having.length)]
      fc.pre(entry !== undefined && (value !== 'absent' || !JSON.stringify(entry).includes('absent')))
      const accepted = acceptInText(text, lock, world, { about: keyOfEntry(entry), field, found: value })
      if ('problem' in accepted) throw new Error(`${accepted.problem} ${text}`)
      const then = compile(accepted.text, world, lock)
      const now = then.reading.entries.find(one => keyOfEntry(one) === keyOfEntry(entry))
      expect(now, accepted.text).toEqual(value === 'absent' ? undefined : { ...entry, [field]: value })
      const after = lockAfterApply(then.lock, { at: 2, by: 'admin' })
      const found = afterApply(world, then.reading.entries)
      expect(printLock(compile(accepted.text, found, after).lock)).toBe(printLock(after))
    }),
    { numRuns: 30 },
  )
})
