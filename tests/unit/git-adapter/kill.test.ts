import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createDeclarationStore } from '../../../electron/adapters/git/declaration-store.ts'
import type { Disk } from '../../../electron/adapters/git/disk.ts'
import { damageOf, hasGit, troubleOf } from '../../support/git-program.ts'
import { quickDisk } from '../../support/quick-disk.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

/** A disk that works for so many changes; then the program is dead, and the file it was writing is half there. */
function mortalDisk(changes: number): { readonly disk: Disk; readonly died: () => boolean } {
  let left = changes
  const dead = () => {
    left -= 1
    return left < 0
  }
  const mortal =
    <A extends unknown[], R>(work: (...given: A) => Promise<R>) =>
    async (...given: A): Promise<R> => {
      if (dead()) throw new Error('killed')
      return work(...given)
    }
  const writeFile = async (...[path, content, options]: Parameters<Disk['writeFile']>) => {
    if (left > 0) {
      left -= 1
      return quickDisk.writeFile(path, content, options)
    }
    if (left === 0 && (typeof content === 'string' || content instanceof Uint8Array))
      await quickDisk.writeFile(path, content.slice(0, content.length / 2), options)
    left = -1
    throw new Error('killed')
  }
  const { rename, rm, unlink, mkdir, rmdir } = quickDisk
  const disk: Disk = {
    ...quickDisk,
    writeFile: writeFile as Disk['writeFile'],
    rename: mortal(rename),
    rm: mortal(rm),
    unlink: mortal(unlink),
    mkdir: mortal(mkdir as (...given: Parameters<typeof mkdir>) => Promise<string | undefined>) as Disk['mkdir'],
    rmdir: mortal(rmdir) as Disk['rmdir'],
  }
  return { disk, died: () => left < 0 }
}

test('killed at any moment of making the repository or of a commit, it opens and has the old or the new', async () => {
  let killings = 0
  for (let changes = 0; ; changes += 1) {
    const folder = join(temporaryFolder(), 'declarations')
    const { disk, died } = mortalDisk(changes)
    const begun = { author: 'Ada', at: 1, reason: 'r' }
    await createDeclarationStore({ folder, disk })
      .then(async mortal => {
        await mortal.commit({ ...begun, files: { 'home.md': 'one\n' } })
        writeFileSync(join(folder, 'home.md'), 'by hand\n')
        await mortal.commit({ ...begun, files: { 'home.md': 'two\n', 'home.lock.yaml': 'two\n' } })
      })
      .catch(() => undefined)
    if (!died()) break
    killings += 1
    const store = await createDeclarationStore({ folder, disk: quickDisk })
    const head = await store.head()
    const text = head === undefined ? undefined : (await store.files(head)).get('home.md')
    expect([undefined, { text: 'one\n' }, { text: 'by hand\n' }, { text: 'two\n' }]).toContainEqual(text)
    if (hasGit && changes % 10 === 0) expect(damageOf(folder)).toBe('')
    await store.commit({ ...begun, files: { 'home.md': 'three\n', 'home.lock.yaml': 'three\n' } })
    if (hasGit && changes % 10 === 0) expect(troubleOf(folder)).toBe('')
    const texts = await Promise.all(
      (await store.history({ limit: 9 })).map(async ({ revision }) => (await store.files(revision)).get('home.md')),
    )
    if (head !== undefined && texts.some(each => each && 'text' in each && each.text === 'two\n'))
      expect(texts).toContainEqual({ text: 'by hand\n' })
  }
  expect(killings).toBeGreaterThan(40)
})
