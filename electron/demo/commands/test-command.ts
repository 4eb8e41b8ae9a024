import { posix } from 'node:path'
import type { Process, Program } from '../shell/process.ts'

const compare: Readonly<Record<string, (left: string, right: string) => boolean>> = {
  '=': (left, right) => left === right,
  '==': (left, right) => left === right,
  '!=': (left, right) => left !== right,
  '-eq': (left, right) => Number(left) === Number(right),
  '-ne': (left, right) => Number(left) !== Number(right),
  '-lt': (left, right) => Number(left) < Number(right),
  '-le': (left, right) => Number(left) <= Number(right),
  '-gt': (left, right) => Number(left) > Number(right),
  '-ge': (left, right) => Number(left) >= Number(right),
}

/** The programs `test` and `[`. */
export const test: Program = (argv, process) => {
  const words = argv[0] === '[' ? argv.slice(1, -1) : argv.slice(1)
  return truth(words, process) ? 0 : 1
}

function truth(words: readonly string[], process: Process): boolean {
  const either = words.length > 4 ? words.indexOf('-o') : -1
  if (either > 0) return truth(words.slice(0, either), process) || truth(words.slice(either + 1), process)
  const both = words.length > 4 ? words.indexOf('-a') : -1
  if (both > 0) return truth(words.slice(0, both), process) && truth(words.slice(both + 1), process)
  const [first = '', second = '', third = ''] = words
  if (words.length === 0) return false
  if (words.length === 1) return first !== ''
  if (first === '!' && !(words.length === 3 && compare[second])) return !truth(words.slice(1), process)
  if (words.length === 3) return compare[second]?.(first, third) ?? false
  const path = posix.resolve(process.directory, second)
  const { files } = process.device
  const node = files.stat(path)
  switch (first) {
    case '-z':
      return second === ''
    case '-n':
      return second !== ''
    case '-e':
      return node !== undefined
    case '-f':
      return node?.kind === 'file'
    case '-d':
      return node?.kind === 'directory'
    case '-h':
    case '-L':
      return node?.kind === 'link'
    case '-S':
      return node?.kind === 'device' && node.socket
    case '-s':
      return node?.kind === 'file' && node.content.length > 0
    case '-r':
      return files.may(path, process.user, 'read')
    case '-w':
      return files.may(path, process.user, 'write')
    case '-x':
      return files.may(path, process.user, 'execute')
  }
  return false
}
