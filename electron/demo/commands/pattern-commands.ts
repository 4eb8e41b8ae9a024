import { posix } from 'node:path'
import type { Program } from '../shell/process.ts'
import { readOptions } from './options.ts'
import { inputText, linesOf } from './text-input.ts'

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

/** grep with basic, extended and fixed patterns. */
export const grep: Program = async (argv, process) => {
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
export const sed: Program = async (argv, process) => {
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
