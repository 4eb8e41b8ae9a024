import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The root of the checkout. */
export const root = join(import.meta.dirname, '..', '..')

/** Every file of the project that git knows or would add, as paths from the root. */
export function projectFiles(): readonly string[] {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8' })
  const deleted = new Set(execFileSync('git', ['ls-files', '-z', '--deleted'], { cwd: root, encoding: 'utf8' }).split('\0'))
  return listed.split('\0').filter(path => path !== '' && !deleted.has(path))
}

/** A file of the project as text. */
export function readProjectFile(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}
