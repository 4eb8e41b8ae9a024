import { createHash } from 'node:crypto'
import { posix } from 'node:path'
import { readAll } from '../byte-queue.ts'
import type { Program } from '../shell/process.ts'
import { readOptions } from './options.ts'
import { grep, sed } from './pattern-commands.ts'
import { test } from './test-command.ts'
import { inputText, linesOf } from './text-input.ts'

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

/** Arguments with `-5` written out. */
const withCount = (argv: readonly string[]) =>
  argv.slice(1).map(argument => (/^-\d+$/.test(argument) ? `-n${argument.slice(1)}` : argument))

const head: Program = async (argv, process) => {
  const options = readOptions(withCount(argv), ['n', 'c'])
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

const tail: Program = async (argv, process) => {
  const options = readOptions(withCount(argv), ['n', 'c'])
  const text = await inputText(options.rest, process, 'tail')
  if (text === undefined) return 1
  const bytes = options.value('c')
  const lines = options.value('n') ?? '10'
  if (bytes !== undefined) process.out.write(Buffer.from(text).subarray(-Number(bytes)))
  else {
    const all = linesOf(text)
    const kept = lines.startsWith('+') ? all.slice(Number(lines) - 1) : all.slice(-Number(lines))
    process.out.write(kept.map(line => `${line}\n`).join(''))
  }
  return 0
}

const count: Program = async (argv, process) => {
  const options = readOptions(argv.slice(1))
  const text = await inputText(options.rest, process, 'wc')
  if (text === undefined) return 1
  const numbers = [
    ...(options.has('l') || !options.has('w', 'c') ? [text.split('\n').length - 1] : []),
    ...(options.has('w') ? [text.split(/\s+/).filter(Boolean).length] : []),
    ...(options.has('c') ? [Buffer.byteLength(text)] : []),
  ]
  process.out.write(`${[...numbers, ...options.rest].join(' ')}\n`)
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
  tail,
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
  wc: count,
  seq: (argv, process) => {
    const [from, to] = argv.length > 2 ? [Number(argv[1]), Number(argv[2])] : [1, Number(argv[1])]
    process.out.write(Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => `${from + index}\n`).join(''))
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
