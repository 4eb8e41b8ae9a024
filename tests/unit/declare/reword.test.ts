import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compile } from '../../../electron/core/declare/compile.ts'
import { keyOfEntry } from '../../../electron/core/declare/entry-key.ts'
import { lockAfterApply } from '../../../electron/core/declare/lock-file.ts'
import { reword } from '../../../electron/core/declare/reword.ts'
import { sayEntry } from '../../../electron/core/declare/say.ts'
import { testLab } from '../../support/declaration-corpus.ts'
import { entries } from './entries.ts'
import { wishes } from './wishes.ts'
import { afterApply } from './worlds.ts'

const home = `# Home

Hi there, this is what I want.

## Machines

Create a Debian 13 VM called ledger with 2 cores and 4 GB of memory on elm. Two more cores for mail.

- Nextcloud on mini-2 at cloud.lan
- Jellyfin on mini-2, port 8096

## Backups

Back up ledger every night to offsite, keep 7 daily.

Leave build-box alone.
`
const tell = (message: string, text = home) => reword(text, { kind: 'message', message }, testLab)
const documents = fc.shuffledSubarray([...wishes]).map(chosen => chosen.join('\n\n'))

describe('a message that declares', () => {
  it.each([
    ['changes a number where it stands', 'Give ledger 8 GB', '2 cores and 4 GB of', '2 cores and 8 GB of'],
    ['counts from what is declared', 'give ledger two more cores', '2 cores', '4 cores'],
    ['writes a relative wish down for good', 'give mail two more cores', 'Two more cores for mail.', 'mail should have 6 cores.'],
    ['changes a place in a list', 'move jellyfin to shed-pi', 'Jellyfin on mini-2', 'Jellyfin on shed-pi'],
    ['changes a domain', 'Nextcloud should be at files.lan', 'cloud.lan', 'files.lan'],
    [
      'changes a rhythm',
      'back up ledger weekly on sunday',
      'Back up ledger every night to',
      'Back up ledger every week on Sunday at 02:00 to',
    ],
    ['ends a backup', 'stop backing up ledger', 'Back up ledger every night to offsite, keep 7 daily.', 'Stop backing up ledger.'],
    ['removes what is there', 'I no longer need mail', 'Two more cores for mail.', 'I no longer need mail.'],
    ['takes out what is only declared', 'get rid of jellyfin', '- Jellyfin on mini-2, port 8096\n', ''],
    ['adds near what it is about', 'Keep ledger and mail apart', 'keep 7 daily.', 'keep 7 daily. Keep ledger and mail apart.'],
    [
      'adds at the end',
      'printer.lan should point to 10.0.0.9',
      'Leave build-box alone.\n',
      'Leave build-box alone.\n\nprinter.lan should point to 10.0.0.9.\n',
    ],
    [
      'rewords a request',
      'Could you add an Alpine container called sync with 1 GB?',
      'alone.\n',
      "alone.\n\nCreate an Alpine container called 'sync' with 1 GB of memory.\n",
    ],
    [
      'keeps words that can stand',
      'three Debian containers called w-1 to w-3, 1 core each',
      'alone.\n',
      'alone.\n\nthree Debian containers called w-1 to w-3, 1 core each.\n',
    ],
    ['keeps what has a doubt that a choice settles', 'a server called minecraft', 'alone.\n', 'alone.\n\na server called minecraft.\n'],
  ])('%s', (_, message, before, after) => {
    const { text, changed, reply } = tell(message)
    expect(text).toBe(home.replace(before, () => after))
    expect(changed).toBe(true)
    expect(reply).not.toBe('')
  })

  it('takes a thing that is only declared out with what hangs on it', () => {
    const { text } = tell('I no longer need ledger')
    expect(text).not.toContain('ledger')
    expect(compile(text, testLab).reading.questions).toEqual([])
  })

  it('begins an empty text', () => {
    expect(tell('Stop mail', '').text).toBe('Stop mail.\n')
  })

  it('counts from what a document brought about, not from before', () => {
    const { lock } = compile(home, testLab)
    const world = afterApply(
      testLab,
      lock.entries.map(({ entry }) => entry),
    )
    const { text } = reword(
      home,
      { kind: 'message', message: 'One more core for mail' },
      world,
      lockAfterApply(lock, { at: 1, by: 'admin' }),
    )
    expect(text).toBe(home.replace('Two more cores for mail.', 'mail should have 5 cores.'))
  })

  it('gives just what was told, or changes nothing and says why', () => {
    fc.assert(
      fc.property(documents, entries, (document, entry) => {
        const message = sayEntry(entry)
        const { text, changed, reply } = tell(message, document)
        const [then, now] = [compile(document, testLab).reading, compile(text, testLab).reading]
        expect(reply).not.toBe('')
        if (!changed) expect(text).toBe(document)
        const others = (reading: typeof now) =>
          new Set(
            reading.entries.filter(one => one.kind !== 'rule' && keyOfEntry(one) !== keyOfEntry(entry)).map(one => JSON.stringify(one)),
          )
        const said = now.entries.find(one => keyOfEntry(one) === keyOfEntry(entry))
        const hasTags = entry.kind === 'guest' && entry.tags !== undefined
        if (changed && said)
          expect(said, text).toMatchObject(hasTags ? { ...entry, tags: expect.arrayContaining(entry.tags ?? []) } : entry)
        if (changed && !said) expect(entry).toMatchObject({ state: 'absent' })
        if (!changed || said) expect(others(now), text).toEqual(others(then))
        expect(now.questions).toEqual(then.questions)
      }),
      { numRuns: 60 },
    )
  })
})

describe('a message that declares nothing, or not clearly', () => {
  it.each([
    ['what is on oak?', 'On oak: mail (running), sandbox (stopped) and shop-1 (stopped).'],
    ['How much memory has mail?', 'mail has 2\u00a0GB of memory.'],
    ['how many cores does ledger have?', 'As the text says: ledger has 2\u00a0cores.'],
    ['is sandbox running?', 'sandbox is stopped.'],
    ['Where is shop-1', 'shop-1 is on oak.'],
    ['where is grafana?', 'grafana is running on shed-pi.'],
    ['what runs on mini-1?', 'On mini-1: nextcloud (running).'],
    ['how many containers are there?', 'There are 2 containers: resolver (running) and sandbox (stopped).'],
    ['is jellyfin installed?', 'jellyfin is not installed.'],
    ['why is the sky blue?', 'I cannot answer that from what I know of the lab.'],
    ['thanks!', 'I read no wish in that. Nothing was changed. What works is a sentence such as “Give mail 4 GB of memory.”'],
    ['delete everything', 'That would lose data for good. Name what should go, one by one. Nothing was changed.'],
    ['stop build-box', 'The text says to leave build-box alone, so nothing was changed.'],
    ['Give web-99 4 cores', 'There is no guest or app called web-99. Which one is meant? Nothing was changed.'],
    ['Jellyfin on mini-2', 'The text says so already.'],
  ])('%s', (message, reply) => {
    const said = tell(message, message.includes('installed') || message.includes('mini-1') ? '' : home)
    expect(said.reply).toBe(reply)
    expect(said.changed).toBe(false)
  })

  it('is never lost in an error', () => {
    const words = [...wishes, home].flatMap(text => text.split(/(?<=\s)|(?=[.,])/))
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words), { maxLength: 12 }), documents, (parts, document) => {
        const { text, changed } = tell(parts.join('') || 'x', document)
        expect(changed || text === document).toBe(true)
      }),
      { numRuns: 50 },
    )
  })
})

describe('the answer to a question', () => {
  const answer = (text: string, option: string, about?: string) => {
    const question = compile(text, testLab).reading.questions.find(asked => about === undefined || asked.about === about)
    return reword(text, { kind: 'answer', about: question?.about ?? '', reason: question?.reason ?? '', option }, testLab)
  }

  it.each([
    ['I want a server called minecraft with 4 GB.', 'Virtual machine', 'I want a virtual machine called minecraft with 4 GB.'],
    ['a Debian called ci, 2 cores', 'container', 'a Debian container called ci, 2 cores'],
    ['two boxes called a-1 and a-2', 'container', 'two containers called a-1 and a-2'],
    ['A VM called y-1 on pve9, and a VM called y-2 on pve9.', 'oak', 'A VM called y-1 on oak, and a VM called y-2 on oak.'],
    ['Move jellyfin to nuc-5. Stop mail.', 'mini-1', 'Move jellyfin to mini-1. Stop mail.'],
    ['Put Plex on mini-1', 'jellyfin', 'Put jellyfin on mini-1'],
    ['Put Jellyfin on the mini', 'mini-2', 'Put Jellyfin on the mini-2'],
    ['give shop 4 GB', 'shop-2', 'give shop-2 4 GB'],
    ['A Debian VM with 2 cores for testing.', 'lab-7', 'A Debian VM called lab-7 with 2 cores for testing.'],
    ['Back up mail nightly, keep the last 5.', 'daily', 'Back up mail nightly, keep 5 daily.'],
    ['Back up mail every night to usb-stick.', 'offsite', 'Back up mail every night to offsite.'],
    [
      'Create a Debian container called outer, address 10.0.5.4.',
      '10.0.5.4/24',
      'Create a Debian container called outer, address 10.0.5.4/24.',
    ],
    ['Give mail a little more memory.', '8 GB', 'Give mail 8 GB of memory.'],
    ['Grow the disk of mail.', '60 GB', 'Grow the disk of mail to 60 GB.'],
    ['mail should have 12 GB. Stop shop-2. mail should have 16 GB.', '16 GB', 'Stop shop-2. mail should have 16 GB.'],
    ['Shrink the disk of shop-2 to 50 GB, then stop mail.', 'Leave it as it is', 'Stop mail.'],
    ['a debian container called tiny with 0 cores', '2', 'a debian container called tiny with 2 cores'],
    ['Restart jellyfin. Stop mail.', 'Leave it out', 'Stop mail.'],
  ])('changes “%s” by “%s”', (text, option, expected) => {
    const { changed, ...said } = answer(text, option)
    expect(said.text).toBe(expected)
    expect(changed).toBe(true)
    expect(compile(expected, testLab).reading.questions).toEqual([])
  })

  it('settles one of two doubts, and leaves the other', () => {
    const { text } = answer('A server called x-1 on oak. Grafana on nuc-5.', 'mini-1', 'nuc-5')
    expect(text).toBe('A server called x-1 on oak. Grafana on mini-1.')
  })

  it('changes nothing where the question would stay', () => {
    const text = 'Move jellyfin to nuc-5.'
    const said = answer(text, 'nuc-6')
    expect(said).toMatchObject({ text, changed: false })
    expect(said.reply).toContain('There is no device called nuc-5')
  })

  it('changes nothing where there is no such question', () => {
    expect(answer('Stop mail.', 'yes')).toMatchObject({ text: 'Stop mail.', changed: false })
  })
})
