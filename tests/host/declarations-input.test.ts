import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDeclarationFolder } from '../../electron/adapters/git/declaration-folder.ts'
import { mostDeclarationCharacters } from '../../shared/api/declarations.ts'
import { createEmptyDeclaredLab } from '../support/declared-lab.ts'
import { newDataFolder } from '../support/served-host.ts'
import { codeOf } from '../support/small-lab.ts'

let folder: Awaited<ReturnType<typeof newDataFolder>>
let lab: Awaited<ReturnType<typeof createEmptyDeclaredLab>>
beforeAll(async () => {
  folder = await newDataFolder()
  lab = await createEmptyDeclaredLab({ declarations: createDeclarationFolder(folder.path) })
  await declarations().save({ name: 'good', text: wish }, 'Ada')
})
afterAll(async () => {
  await lab.close()
  await folder.remove()
})

const wish = 'Create a Debian container called notes with 1 core.\n'
const tooLong = `${'Hello. '.repeat(mostDeclarationCharacters / 7)}Good bye.`
const declarations = () => lab.services().declarations
const pathOf = (file: string) => join(folder.path, 'declarations', file)
const lay = (file: string, content: string | Buffer) => {
  mkdirSync(join(folder.path, 'declarations'), { recursive: true })
  writeFileSync(pathOf(file), content)
}

test('a text that is too long is refused in words, whatever is asked of it', async () => {
  const refused = [
    declarations().save({ name: 'long', text: tooLong }, 'Ada'),
    declarations().preview({ name: 'long', text: tooLong }),
    declarations().reword({ name: 'long', text: tooLong, say: { kind: 'message', message: 'Stop notes.' } }),
    declarations().interpret(tooLong),
  ]
  expect(await Promise.all(refused.map(codeOf))).toEqual(refused.map(() => 'DeclarationUnreadable'))
  expect((await declarations().list()).map(({ name }) => name)).not.toContain('long')
  const longest = `${'\n'.repeat(mostDeclarationCharacters - wish.length)}${wish}`
  expect((await declarations().interpret(longest)).entries).toHaveLength(1)
})

test.each<[string, string | Buffer, string]>([
  ['a text that is too long', tooLong, 'at most 262,144 are read'],
  ['bytes', Buffer.from(Array.from({ length: 3000 }, (_, at) => (at * 7919) % 256)), 'It is no text.'],
  ['UTF-16', Buffer.from(`\ufeff${wish}`, 'utf16le'), 'UTF-16'],
  ['Latin-1', Buffer.from('Grüße. Stop notes.', 'latin1'), 'Latin-1'],
  ['both encodings at once', Buffer.concat([Buffer.from('Grüße.\n', 'latin1'), Buffer.from('Grüße.\n')]), 'Latin-1'],
  ['marks of a conflict', '<<<<<<< ours\nStop notes.\n=======\nDelete notes.\n>>>>>>> theirs\n', 'marks of a conflict'],
])('a file of %s is a problem of that declaration only, and stays as it is', async (_, content, words) => {
  lay('odd.md', content)
  const found = await declarations().list()
  expect(found.find(({ name }) => name === 'odd')).toMatchObject({ entries: 0, problem: expect.stringContaining(words) })
  expect(found.find(({ name }) => name === 'good')).toMatchObject({ entries: 1 })
  expect(readFileSync(pathOf('odd.md')).equals(Buffer.from(content))).toBe(true)
})

test.each([
  ['line ends of Windows', wish.replaceAll('\n', '\r\n'), 1],
  ['line ends of both kinds', `Hello.\r\n\n${wish}\r\nBye.`, 1],
  ['a byte order mark', `\ufeff${wish}`, 1],
])('%s change nothing of what is read', async (_, content, entries) => {
  lay('odd.md', content)
  expect((await declarations().list()).find(({ name }) => name === 'odd')).toMatchObject({ entries, questions: 0, unread: 0 })
})

test.each([
  ['a mark that turns the direction', 'Create a Debian container called no\u202etes with 1 core.'],
  ['a letter that looks like another', 'Create a Debian container called n\u043etes with 1 core.'],
])('%s in a name is asked about, never kept as a wish', async (_, text) => {
  const { entries, questions } = await declarations().interpret(text)
  expect([entries.length, questions.length]).toEqual([0, 1])
})

test('a lock file that is broken means reading anew, and says so', async () => {
  lay('good.lock.yaml', '<<<<<<< ours\nread: x\n')
  const { problem, entries } = (await declarations().list()).find(({ name }) => name === 'good') ?? {}
  expect(problem).toContain('read as if it were new')
  expect(entries).toBe(1)
})
