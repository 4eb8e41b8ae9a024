import { createHash } from 'node:crypto'
import { posix } from 'node:path'
import { readAll } from '../byte-queue.ts'
import type { Process, Program } from '../shell/process.ts'
import { readOptions } from './options.ts'

const escapeCodes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '\\': '\\',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  '"': '"',
  "'": "'",
}
const unescaped = (text: string) =>
  text.replace(/\\([0-7]{1,3}|[ntr\\abfv"'])/g, (_, code: string) =>
    /^[0-7]/.test(code) ? String.fromCharCode(Number.parseInt(code, 8)) : (escapeCodes[code] ?? code),
  )

const echo: Program = (argv, process) => {
  const bare = argv[1] === '-n'
  const escaped = argv[1] === '-e'
  const text = argv.slice(bare || escaped ? 2 : 1).join(' ')
  process.out.write(`${escaped ? unescaped(text) : text}${bare ? '' : '\n'}`)
  return 0
}

const printf: Program = (argv, process) => {
  const [format = '', ...given] = argv[1] === '--' ? argv.slice(2) : argv.slice(1)
  const values = [...given]
  do {
    const before = values.length
    const text = unescaped(format.replaceAll('\\\\', '\\134')).replace(
      /%(-?)(0?)(\d*)(?:\.(\d+))?([sdiuxXcbq%])/g,
      (_, left: string, zero: string, width: string, precision: string | undefined, kind: string) => {
        if (kind === '%') return '%'
        const value = values.shift() ?? (kind === 'd' || kind === 'u' ? '0' : '')
        const shown =
          kind === 's'
            ? value.slice(0, precision === undefined ? undefined : Number(precision))
            : kind === 'c'
              ? value.slice(0, 1)
              : kind === 'b'
                ? unescaped(value)
                : /[xX]/.test(kind)
                  ? Number(value).toString(16)
                  : String(Math.trunc(Number(value) || 0))
        return left ? shown.padEnd(Number(width)) : shown.padStart(Number(width), zero ? '0' : ' ')
      },
    )
    process.out.write(text)
    if (values.length === before) break
  } while (values.length > 0)
  return 0
}

/** The text of the files named, or of the input when none is; undefined when one cannot be read. */
async function inputText(paths: readonly string[], process: Process, name: string): Promise<string | undefined> {
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

const linesOf = (text: string) =>
  (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n').filter((_, index, all) => all.length > 1 || text !== '' || index > 0)

/** A program that turns lines into lines. */
const filter =
  (
    name: string,
    valued: readonly string[],
    pathsFrom: number,
    work: (lines: readonly string[], options: ReturnType<typeof readOptions>) => readonly string[],
  ): Program =>
  async (argv, process) => {
    const options = readOptions(argv.slice(1), valued)
    const text = await inputText(options.rest.slice(pathsFrom), process, name)
    if (text === undefined) return 1
    process.out.write(
      work(linesOf(text), options)
        .map(line => `${line}\n`)
        .join(''),
    )
    return 0
  }

const posixClasses = (source: string) =>
  source
    .replaceAll('[:space:]', '\\s')
    .replaceAll('[:digit:]', '0-9')
    .replaceAll('[:alnum:]', 'A-Za-z0-9')
    .replaceAll('[:alpha:]', 'A-Za-z')
    .replaceAll('[:blank:]', ' \\t')
/** A basic regular expression as JavaScript writes it. */
const basicExpression = (source: string) =>
  posixClasses(source).replace(/\\([(){}|+?])|([(){}|+?])/g, (_, escaped: string | undefined, plain: string) => escaped ?? `\\${plain}`)

const grep: Program = async (argv, process) => {
  const options = readOptions(argv.slice(1), ['e', 'm', 'A', 'B', 'C'])
  const patterns = options.values('e')
  const [first = '', ...others] = options.rest
  const source = patterns.length > 0 ? patterns.join('|') : first
  const paths = patterns.length > 0 ? options.rest : others
  const fixed = options.has('F')
  const body = fixed ? source.replace(/[.*+?^${}()|[\]\\]/g, '\\$&') : options.has('E') ? posixClasses(source) : basicExpression(source)
  const wrapped = options.has('x') ? `^(?:${body})$` : options.has('w') ? `(?<![\\w])(?:${body})(?![\\w])` : body
  const expression = new RegExp(wrapped, options.has('i') ? 'i' : '')
  const quietly = options.has('s') ? { ...process, err: { write: () => undefined } } : process
  const text = await inputText(paths, quietly, 'grep')
  if (text === undefined) return 2
  const found = linesOf(text).filter(line => expression.test(line) !== options.has('v'))
  if (options.has('c')) process.out.write(`${found.length}\n`)
  else if (options.has('o')) process.out.write(found.map(line => `${expression.exec(line)?.[0] ?? ''}\n`).join(''))
  else if (!options.has('q'))
    process.out.write(
      found
        .slice(0, Number(options.value('m') ?? found.length))
        .map(line => `${line}\n`)
        .join(''),
    )
  return found.length > 0 ? 0 : 1
}

/** The commands of sed that scripts use: s, d, p and q, each for all lines or those that match. */
const sed: Program = async (argv, process) => {
  const options = readOptions(argv.slice(1), ['e'])
  const [script = '', ...paths] = options.has('e') ? [options.values('e').join(';'), ...options.rest] : options.rest
  const text = await inputText(paths, process, 'sed')
  if (text === undefined) return 2
  const expression = (source: string) => new RegExp(options.has('E', 'r') ? posixClasses(source) : basicExpression(source))
  const command = /^(?:(\d+|\$)|\/((?:\\.|[^/])*)\/)?\s*(?:s(.)([\s\S]*)|([dpq]))$/.exec(script.trim())
  if (!command) {
    process.err.write(`sed: -e expression #1, char 1: unknown command: \`${script.charAt(0)}'\n`)
    return 1
  }
  const [, number, pattern, separator, body = '', verb] = command
  const [from = '', to = '', flags = ''] = separator
    ? body.split(new RegExp(`(?<!\\\\)${separator.replace(/[|.*+?^$()[\]{}\\]/g, '\\$&')}`))
    : []
  const search = separator
    ? new RegExp(expression(from.replaceAll(`\\${separator}`, separator)).source, flags.includes('g') ? 'g' : '')
    : undefined
  const replacement = to
    .replace(/\$/g, '$$$$')
    .replace(/\\(\d)/g, '$$$1')
    .replace(/(?<!\\)&/g, '$$&')
    .replace(/\\&/g, '&')
  const lines = linesOf(text)
  const written: string[] = []
  for (const [index, line] of lines.entries()) {
    const chosen = number
      ? number === '$'
        ? index === lines.length - 1
        : index + 1 === Number(number)
      : pattern === undefined || expression(pattern).test(line)
    const changed = chosen && search ? line.replace(search, replacement) : line
    if (!options.has('n') && !(chosen && verb === 'd')) written.push(changed)
    if (chosen && (verb === 'p' || (flags.includes('p') && search?.test(line)))) written.push(changed)
    if (chosen && verb === 'q') break
  }
  const result = written.map(line => `${line}\n`).join('')
  if (options.has('i')) process.device.files.write(posix.resolve(process.directory, paths[0] ?? ''), Buffer.from(result), process.user)
  else process.out.write(result)
  return 0
}

const head: Program = async (argv, process) => {
  const options = readOptions(
    argv.slice(1).map(argument => (/^-\d+$/.test(argument) ? `-n${argument.slice(1)}` : argument)),
    ['n', 'c'],
  )
  const text = await inputText(options.rest, process, 'head')
  if (text === undefined) return 1
  const bytes = options.value('c')
  process.out.write(
    bytes === undefined
      ? linesOf(text)
          .slice(0, Number(options.value('n') ?? 10))
          .map(line => `${line}\n`)
          .join('')
      : Buffer.from(text).subarray(0, Number(bytes)),
  )
  return 0
}

const translate: Program = async (argv, process) => {
  const options = readOptions(argv.slice(1))
  const set = (source = '') =>
    unescaped(source)
      .replace(/(.)-(.)/g, (_, from: string, to: string) =>
        Array.from({ length: to.charCodeAt(0) - from.charCodeAt(0) + 1 }, (__, index) =>
          String.fromCharCode(from.charCodeAt(0) + index),
        ).join(''),
      )
      .replaceAll('[:upper:]', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ')
      .replaceAll('[:lower:]', 'abcdefghijklmnopqrstuvwxyz')
      .replaceAll('[:space:]', ' \n\t')
  const [from, to] = [set(options.rest[0]), set(options.rest[1])]
  const text = (await readAll(process.stdin, process.signal)).toString()
  process.out.write(
    [...text]
      .map(character =>
        from.includes(character) ? (options.has('d') ? '' : to.charAt(from.indexOf(character)) || to.at(-1) || '') : character,
      )
      .join(''),
  )
  return 0
}

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

const test: Program = (argv, process) => {
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

const sum =
  (algorithm: string, name: string): Program =>
  async (argv, process) => {
    const paths = readOptions(argv.slice(1)).rest
    const text = await inputText(paths, process, name)
    if (text === undefined) return 1
    process.out.write(`${createHash(algorithm).update(text).digest('hex')}  ${paths[0] ?? '-'}\n`)
    return 0
  }

/** Programs that work on text. */
export const textPrograms: Readonly<Record<string, Program>> = {
  true: () => 0,
  false: () => 1,
  echo,
  printf,
  grep,
  sed,
  head,
  test,
  '[': test,
  tr: translate,
  tail: filter('tail', ['n'], 0, (lines, options) =>
    options.value('n')?.startsWith('+') ? lines.slice(Number(options.value('n')) - 1) : lines.slice(-Number(options.value('n') ?? 10)),
  ),
  sort: filter('sort', ['k', 't'], 0, (lines, options) => {
    const sorted = [...(options.has('u') ? new Set(lines) : lines)].sort(
      options.has('n') ? (left, right) => Number.parseFloat(left) - Number.parseFloat(right) : undefined,
    )
    return options.has('r') ? sorted.reverse() : sorted
  }),
  uniq: filter('uniq', [], 0, lines => lines.filter((line, index) => line !== lines[index - 1])),
  cut: filter('cut', ['d', 'f', 'c'], 0, (lines, options) =>
    lines.map(line => {
      const [from = '1', to = from] = (options.value('f', 'c') ?? '1').split('-')
      const pieces = options.has('c') ? [...line] : line.split(options.value('d') ?? '\t')
      return pieces
        .slice(Number(from || 1) - 1, to === '' ? undefined : Number(to))
        .join(options.has('c') ? '' : (options.value('d') ?? '\t'))
    }),
  ),
  wc: filter('wc', [], 0, (lines, options) => [
    String(
      options.has('c')
        ? lines.join('\n').length + 1
        : options.has('w')
          ? lines.join(' ').split(/\s+/).filter(Boolean).length
          : lines.length,
    ),
  ]),
  seq: (argv, process) => {
    const [from, to] = argv.length > 2 ? [Number(argv[1]), Number(argv[2])] : [1, Number(argv[1])]
    for (let value = from; value <= to; value += 1) process.out.write(`${value}\n`)
    return 0
  },
  basename: (argv, process) => {
    process.out.write(`${posix.basename(argv[1] ?? '', argv[2])}\n`)
    return 0
  },
  dirname: (argv, process) => {
    process.out.write(`${posix.dirname(argv[1] ?? '')}\n`)
    return 0
  },
  base64: async (argv, process) => {
    const options = readOptions(argv.slice(1), ['w'])
    const data = await readAll(process.stdin, process.signal)
    process.out.write(options.has('d') ? Buffer.from(data.toString(), 'base64') : `${data.toString('base64')}\n`)
    return 0
  },
  sha256sum: sum('sha256', 'sha256sum'),
  md5sum: sum('md5', 'md5sum'),
}
