import { posix } from 'node:path'
import { readAll } from '../byte-queue.ts'
import type { Process } from '../shell/process.ts'

/** The text of the files named, or of the input when none is; undefined when one cannot be read. */
export async function inputText(paths: readonly string[], process: Process, name: string): Promise<string | undefined> {
  if (paths.length === 0 || paths[0] === '-') return (await readAll(process.stdin, process.signal)).toString()
  const texts: string[] = []
  for (const path of paths) {
    try {
      texts.push(process.device.files.read(posix.resolve(process.directory, path), process.user).toString())
    } catch (error) {
      process.err.write(`${name}: ${path}: ${error instanceof Error ? error.message : 'unreadable'}\n`)
      return undefined
    }
  }
  return texts.join('')
}

/** The lines of a text without their ends. */
export const linesOf = (text: string) =>
  (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n').filter((_, index, all) => all.length > 1 || text !== '' || index > 0)
