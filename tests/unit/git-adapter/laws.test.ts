import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createDeclarationStore } from '../../../electron/adapters/git/declaration-store.ts'
import type { StoredFile } from '../../../electron/ports/declaration-store.ts'
import { damageOf, hasGit } from '../../support/git-program.ts'
import { startGitRemote } from '../../support/git-remote.ts'
import { quickDisk } from '../../support/quick-disk.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const name = fc.constantFrom('a.md', 'b.md', 'c.md')
const step = fc.oneof(
  fc.record({ kind: fc.constant('commit' as const), name, by: fc.nat(1) }),
  fc.record({ kind: fc.constant('edit' as const), name, by: fc.nat(1) }),
  fc.record({ kind: fc.constant('remove' as const), name, by: fc.nat(1) }),
  fc.record({ kind: fc.constant('exchange' as const), name, by: fc.nat(1) }),
)

/** Two folders that share a remote, worked on by the app and by hand: every text that was once saved is found in one of the histories or lies in the folder. */
test.skipIf(!hasGit)('whatever is committed, edited by hand, removed and exchanged, no text is lost', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 14 }), async steps => {
      const remote = await startGitRemote()
      const way = { url: remote.url, branch: 'main' }
      const folders = [0, 1].map(at => join(temporaryFolder(), `side-${at}`))
      const stores = await Promise.all(folders.map(folder => createDeclarationStore({ folder, disk: quickDisk })))
      const saved = new Set<string>()
      const edits = new Map<string, string>()
      let count = 0
      for (const { kind, name: path, by } of [
        ...steps,
        { kind: 'exchange' as const, name: 'a.md', by: 0 },
        { kind: 'exchange' as const, name: 'a.md', by: 1 },
      ]) {
        count += 1
        const [store, folder] = [stores[by], folders[by]]
        if (!store || !folder) throw new Error('there are two sides')
        const text = `text ${count}\n`
        const about = { author: 'Ada', at: 1_700_000_000_000 - count * 1000 }
        if (kind === 'commit') await store.commit({ ...about, reason: 'r', files: { [path]: text } })
        else if (kind === 'edit') writeFileSync(join(folder, path), text)
        else if (kind === 'remove') await store.commit({ ...about, reason: 'r', files: { [path]: undefined } })
        else {
          const pulled = await store.pull(way, 'MycoPod', about.at)
          expect(pulled.found).not.toBe('rewritten')
          if (pulled.found === 'conflict') {
            const files = Object.fromEntries(pulled.files.map(({ path: of, ours, theirs }) => [of, `${ours}${theirs}`]))
            for (const [of, both] of Object.entries(files)) if (both !== '') saved.add(`${of}:${both}`)
            await store.settle(way, { ...about, files })
          }
          await store.push(way)
        }
        // An edit may be written over by hand; what a commit finds in the folder must stay.
        const lying = edits.get(`${by}${path}`)
        if (kind === 'edit') edits.set(`${by}${path}`, `${path}:${text}`)
        if (kind === 'commit') saved.add(`${path}:${text}`)
        if (lying !== undefined && (kind === 'commit' || kind === 'remove')) saved.add(lying)
      }
      const found = new Set<string>()
      const note = (files: ReadonlyMap<string, StoredFile>) => {
        for (const [path, file] of files) if ('text' in file) found.add(`${path}:${file.text}`)
      }
      for (const store of stores) {
        note(await store.workingFiles())
        for (const { revision } of await store.history({ limit: 500 })) note(await store.files(revision))
      }
      expect([...saved, ...edits.values()].filter(text => !found.has(text))).toEqual([])
      for (const folder of folders) expect(damageOf(folder)).toBe('')
    }),
    { numRuns: 6 },
  )
})
