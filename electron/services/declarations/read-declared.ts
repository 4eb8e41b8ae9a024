import type { LabInventory } from '../../../shared/model/declaration.ts'
import { declarationNameSchema } from '../../../shared/model/declared.ts'
import { compile } from '../../core/declare/compile.ts'
import { type Lock, readLock } from '../../core/declare/lock-file.ts'
import type { Reading } from '../../core/interpret/interpret.ts'
import type { StoredFile } from '../../ports/declaration-store.ts'
import { unreadable } from './unreadable.ts'

/** A declaration as it is read: its text, what the lock file remembers, and what both mean now. */
export interface Declared {
  readonly name: string
  readonly text: string
  readonly reading: Reading
  /** As it would be written now. */
  readonly lock: Lock
  /** As it was committed; undefined where there is none, or a broken one. */
  readonly stored?: Lock | undefined
  /** Why nothing of it is read, or why it is read anew: one sentence. */
  readonly problem?: string | undefined
}

const nothing: Reading = { entries: [], questions: [], unread: [], spans: [] }
const textEnd = '.md'
const lockEnd = '.lock.yaml'

/** The file of a declaration's text. */
export const textFile = (name: string) => `${name}${textEnd}`

/** The file of what was read of it. */
export const lockFile = (name: string) => `${name}${lockEnd}`

/** The declaration that a file is part of; undefined for other files. */
export function declarationOf(path: string): string | undefined {
  const end = [lockEnd, textEnd].find(each => path.endsWith(each))
  const name = end === undefined ? undefined : path.slice(0, -end.length)
  return declarationNameSchema.safeParse(name).success ? name : undefined
}

/** Reads all declarations among files, in order of name. What is wrong with one never harms the others. */
export function readDeclared(files: ReadonlyMap<string, StoredFile>, lab: LabInventory): readonly Declared[] {
  const names = [...files.keys()].flatMap(path => (path.endsWith(textEnd) ? (declarationOf(path) ?? []) : []))
  return names.sort().map(name => declaredIn(name, files, lab))
}

function declaredIn(name: string, files: ReadonlyMap<string, StoredFile>, lab: LabInventory): Declared {
  const file = files.get(textFile(name))
  const found = storedLock(files.get(lockFile(name)))
  const stored = 'lock' in found ? found.lock : undefined
  const wrong = file && 'text' in file ? unreadable(file.text) : { because: file?.because ?? 'It is not there.' }
  if (wrong) {
    const text = file && 'text' in file ? file.text : ''
    return { name, text, reading: nothing, lock: compile('', lab, stored).lock, stored, problem: wrong.because }
  }
  const text = file && 'text' in file ? file.text : ''
  const problem = 'problem' in found ? `${found.problem} So the text is read as if it were new.` : undefined
  return { name, text, ...compile(text, lab, stored), stored, problem }
}

function storedLock(file: StoredFile | undefined): { readonly lock: Lock | undefined } | { readonly problem: string } {
  if (!file) return { lock: undefined }
  if (!('text' in file)) return { problem: `The lock file is no text: ${file.because}` }
  const lock = readLock(file.text)
  return 'problem' in lock ? lock : { lock }
}

/** The lock of a declaration among files; undefined where there is none, or a broken one. */
export function lockIn(files: ReadonlyMap<string, StoredFile>, name: string): Lock | undefined {
  const found = storedLock(files.get(lockFile(name)))
  return 'lock' in found ? found.lock : undefined
}
