import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sayEntry } from '../../../electron/core/declare/say.ts'
import { interpret } from '../../../electron/core/interpret/interpret.ts'
import { changesOf, differencesOf } from '../../../electron/core/second-reading/differences.ts'
import { partHonest } from '../../../electron/core/second-reading/honest-entries.ts'
import { inventoryFor } from '../../../electron/core/second-reading/inventory-for.ts'
import { leavesHome, modelUrl } from '../../../electron/core/second-reading/model-address.ts'
import { readingQuestion } from '../../../electron/core/second-reading/question.ts'
import { readAnswer } from '../../../electron/core/second-reading/read-answer.ts'
import { type Entry, type Interpretation, labInventorySchema } from '../../../shared/model/declaration.ts'
import { readCorpus, readInventory, withoutCorpus } from '../../support/declaration-corpus.ts'

const inventory = labInventorySchema.parse({
  nodes: [{ name: 'pve1', cores: 8, memoryMiB: 32_768 }],
  guests: [
    { name: 'web-01', type: 'vm', node: 'pve1', cores: 2, memoryMiB: 2048, diskGiB: 20 },
    { name: 'db-1', type: 'lxc', node: 'pve1', cores: 2, memoryMiB: 4096, diskGiB: 40 },
  ],
  catalog: ['pihole', 'jellyfin'],
})
const told = (...entries: readonly Entry[]): Interpretation => ({ entries: [...entries], questions: [], unread: [] })
const read = (text: string, lab = inventory) => ({
  text,
  reading: interpret(text, lab),
  inventory: lab,
  read: (words: string) => interpret(words, lab),
})

describe('where two readings differ', () => {
  test('the same is no difference', () => {
    const text = 'web-01 should have 3 cores. Leave db-1 alone.'
    expect(differencesOf(read(text), told(...interpret(text, inventory).entries))).toEqual([])
  })

  test('what the model reads more is proposed in words that mean just that', () => {
    const text = 'web-01 should have 3 cores.\nSnoozle a wee lxc by the name of cellar.\n'
    const cellar: Entry = { kind: 'guest', name: 'cellar', type: 'lxc' }
    const [difference, ...others] = differencesOf(read(text), told({ kind: 'guest', name: 'web-01', cores: 3 }, cellar))
    expect(others).toEqual([])
    expect(difference).toMatchObject({ about: 'cellar', model: sayEntry(cellar), entry: cellar })
    const after = interpret(difference?.text ?? '', inventory)
    expect(after.entries).toEqual([{ kind: 'guest', name: 'web-01', cores: 3 }, cellar])
  })

  test('what it reads otherwise is said from both sides', () => {
    const differences = differencesOf(read('web-01 should have 3 cores.'), told({ kind: 'guest', name: 'web-01', cores: 4 }))
    expect(differences).toMatchObject([
      {
        about: 'web-01',
        builtIn: 'web-01 should have 3 cores.',
        model: 'web-01 should have 4 cores.',
        text: 'web-01 should have 4 cores.',
      },
    ])
  })

  test('what it does not read is told, and nothing is proposed', () => {
    expect(differencesOf(read('web-01 should have 3 cores.'), told())).toEqual([
      { about: 'web-01', builtIn: 'web-01 should have 3 cores.' },
    ])
  })

  test('its doubt is told', () => {
    const doubt = { about: 'the kids', reason: 'missing-name', ask: 'Which guest do you mean?' } as const
    expect(
      differencesOf(read('web-01 should have 3 cores.'), {
        ...told(...read('web-01 should have 3 cores.').reading.entries),
        questions: [doubt],
      }),
    ).toEqual([{ about: 'the kids', model: 'Which guest do you mean?' }])
  })

  test('of a long text only the first few get a proposal, and a thousand entries are told of by forty', () => {
    const text = 'web-01 should have 3 cores.\n'.padEnd(60_000, 'Nothing to see here, it is only prose that wants nothing.\n')
    const many = Array.from({ length: 1000 }, (_, index): Entry => ({ kind: 'guest', name: `box-${index}`, type: 'lxc' }))
    const differences = differencesOf(read(text), told({ kind: 'guest', name: 'web-01', cores: 3 }, ...many))
    expect(differences).toHaveLength(40)
    expect(differences.filter(({ text: proposed }) => proposed !== undefined)).toHaveLength(1)
  })

  test('a message changes the text by what it asks for', () => {
    const document = read('web-01 should have 3 cores.\n')
    const [change] = changesOf(document, told({ kind: 'guest', name: 'web-01', memoryMiB: 4096 }))
    expect(change).toMatchObject({ about: 'web-01', builtIn: 'web-01 should have 3 cores.' })
    expect(interpret(change?.text ?? '', inventory).entries).toEqual([{ kind: 'guest', name: 'web-01', cores: 3, memoryMiB: 4096 }])
    expect(changesOf(document, told({ kind: 'guest', name: 'web-01', cores: 3 }))).toEqual([])
  })

  test.skipIf(withoutCorpus)('over the corpus, a proposal is read by the built-in reading as that entry and nothing else', () => {
    const cases = readCorpus()
      .filter(one => one.expect.entries.length > 0)
      .slice(0, 40)
    for (const [index, { text, inventory: file }] of cases.entries()) {
      const lab = readInventory(file)
      const other = cases[(index + 1) % cases.length]?.expect.entries ?? []
      const { reading } = read(text, lab)
      for (const { entry, text: changed } of differencesOf(read(text, lab), told(...other))) {
        if (changed === undefined || entry === undefined) continue
        const after = interpret(changed, lab)
        expect(after.entries).toContainEqual(entry)
        expect(after.entries.length - reading.entries.length).toBeLessThanOrEqual(1)
        expect(after.unread.length).toBeLessThanOrEqual(reading.unread.length)
      }
    }
  })
})

describe('what a model made up', () => {
  const text =
    'Two more cores for web-01, double the memory of db-1. Make worker-1 to worker-3, Debian 12 containers with half a gig, on VLAN 30. Back up db-1 nightly.'
  const kinds: readonly (readonly [Entry, boolean])[] = [
    [{ kind: 'guest', name: 'web-01', cores: 4 }, true],
    [{ kind: 'guest', name: 'web-01', cores: 7 }, false],
    [{ kind: 'guest', name: 'db-1', memoryMiB: 8192 }, true],
    [{ kind: 'guest', name: 'db-1', memoryMiB: 9999 }, false],
    [{ kind: 'guest', name: 'worker-2', type: 'lxc', os: 'debian-12', memoryMiB: 512, vlan: 30 }, true],
    [{ kind: 'guest', name: 'worker-2', os: 'debian-13' }, false],
    [{ kind: 'guest', name: 'mainframe' }, false],
    [{ kind: 'guest', name: 'web-01', node: 'pve7' }, false],
    [{ kind: 'guest', name: 'web-01', address: '192.0.2.7/24' }, false],
    [{ kind: 'app', app: 'pihole' }, true],
    [{ kind: 'app', app: 'pihole', port: 8080 }, false],
    [{ kind: 'backup', of: 'guest:db-1', every: 'day', at: '02:00' }, true],
    [{ kind: 'backup', of: 'guest:db-1', keep: { daily: 9 } }, false],
    [{ kind: 'rule', rule: 'apart', members: ['web-01', 'nobody'] }, false],
  ]
  test.each(kinds)('%j: %s', (entry, honest) => {
    expect(partHonest([entry], text, inventory)).toEqual(honest ? { honest: [entry], madeUp: [] } : { honest: [], madeUp: [entry] })
  })

  test.skipIf(withoutCorpus)('nothing that the corpus expects is held to be made up', () => {
    for (const { id, text: words, inventory: file, expect: expected } of readCorpus())
      expect({ id, madeUp: partHonest(expected.entries, words, readInventory(file)).madeUp }).toEqual({ id, madeUp: [] })
  })
})

describe('the question', () => {
  test('holds data between tags that nothing inside can close', () => {
    const tag = fc.constantFrom('<document>', '</document>', '</ DOCUMENT >', '< /inventory>', '</message', '<message>', 'words ')
    fc.assert(
      fc.property(fc.array(fc.oneof(tag, fc.string()), { maxLength: 8 }), fc.string(), (parts, name) => {
        const lab = { ...inventory, guests: [{ name: `${name}</inventory>`, type: 'vm' as const }] }
        const [, user] = readingQuestion(lab, parts.join(''), parts.join(' ')).messages
        const tags = user?.content.match(/<\s*\/?\s*(?:inventory|document|message)/gi)
        expect(tags).toEqual(['<inventory', '</inventory', '<document', '</document', '<message', '</message'])
      }),
    )
  })

  test('tells of a large lab what the texts name', () => {
    const guests = Array.from({ length: 1000 }, (_, index) => ({ name: `vm-${index}`, type: 'vm' as const }))
    const { guests: kept } = inventoryFor({ ...inventory, guests }, ['Give vm-997 4 cores.'])
    expect(kept).toHaveLength(200)
    expect(kept.map(({ name }) => name)).toContain('vm-997')
    expect(inventoryFor(inventory, [])).toBe(inventory)
  })
})

describe('the answer', () => {
  test.each([
    ['{"entries":[],"questions":[],"unread":[]}', told()],
    ['```json\n{"entries":[],"questions":[],"unread":["x"]}\n```', { ...told(), unread: ['x'] }],
    ['{"entries":[{"kind":"guest","name":"a","cores":null}],"questions":[],"unread":[]}', told({ kind: 'guest', name: 'a' })],
  ])('%s', (answer, reading) => expect(readAnswer(answer)).toEqual({ reading }))

  test.each([
    '',
    'Sure! I will.',
    '{"entries":[',
    '[]',
    '{"entries":[{"kind":"shell","run":"rm"}],"questions":[],"unread":[]}',
    '{"entries":[{"kind":"guest","name":"a","cores":0.5}],"questions":[],"unread":[]}',
  ])('is none: %s', answer => expect(readAnswer(answer)).toHaveProperty('wrong'))

  test('nested beyond reason it is none', () => {
    expect(readAnswer(`{"entries":${'['.repeat(50_000)}${']'.repeat(50_000)}}`)).toHaveProperty('wrong')
  })

  test('whatever comes, nothing is thrown', () => {
    fc.assert(
      fc.property(fc.string(), answer => {
        expect(() => readAnswer(`{${answer}}`)).not.toThrow()
      }),
    )
  })
})

describe('the address', () => {
  test.each([
    ['ollama', '', 'http://127.0.0.1:11434/v1'],
    ['other', '192.168.1.5:8000/v1/', 'http://192.168.1.5:8000/v1'],
    ['openai', ' https://api.openai.com/v1 ', 'https://api.openai.com/v1'],
  ] as const)('%s %s', (provider, typed, url) => expect(modelUrl(provider, typed)).toEqual({ url }))

  test.each(['', 'ftp://nas/v1', 'http://example.org/v1', 'https://me:secret@example.org/v1', 'https://example.org/v1?key=x', '::'])(
    'is wrong: %s',
    typed => expect(modelUrl('other', typed)).toHaveProperty('wrong'),
  )

  test.each([
    ['http://127.0.0.1:1/v1', false],
    ['http://[::1]:1/v1', false],
    ['http://[fd00::2]/v1', false],
    ['http://[::ffff:127.0.0.1]/v1', false],
    ['http://[::ffff:7.241.0.1]/v1', true],
    ['http://[fc::1]/v1', true],
    ['http://10.1.2.3/v1', false],
    ['http://172.31.0.1/v1', false],
    ['http://172.32.0.1/v1', true],
    ['http://100.64.0.9/v1', false],
    ['http://gpu-box/v1', false],
    ['http://gpu.lan:8080/v1', false],
    ['http://8.8.8.8/v1', true],
    ['http://[2001:db8::1]/v1', true],
    ['https://api.openai.com/v1', true],
    ['https://10.example.org/v1', true],
  ])('%s leaves home: %s', (url, leaves) => expect(leavesHome(url)).toBe(leaves))
})
