import { type Document, isMap, isScalar, LineCounter, type ParsedNode, parseDocument, visit } from 'yaml'
import { AppError } from '../../../shared/errors/app-error.ts'

/** A YAML text with the lines of its parts. */
export interface YamlSource {
  readonly document: Document.Parsed
  /** The plain value, aliases and merged keys resolved. */
  readonly value: unknown
  /** The line of the deepest part of the path that exists, from 1. */
  lineOf(path: readonly (string | number)[]): number | undefined
}

/** Reads a compose text. Errors: ComposeBroken with the line. */
export function readYaml(text: string, app: string): YamlSource {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: true, logLevel: 'error' })
  const [syntax] = document.errors
  if (syntax) {
    throw new AppError('ComposeBroken', { app, line: lines.linePos(syntax.pos[0]).line, reason: sentence(syntax.message) })
  }
  let value: unknown
  try {
    value = document.toJS({ maxAliasCount: 100 })
  } catch (error) {
    throw new AppError('ComposeBroken', { app, reason: sentence(error instanceof Error ? error.message : String(error)) })
  }
  return {
    document,
    value,
    lineOf: path => {
      for (let length = path.length; length > 0; length -= 1) {
        const offset = offsetOf(document, path.slice(0, length))
        if (offset !== undefined) return lines.linePos(offset).line
      }
      return undefined
    },
  }
}

/** Every text in the values of a document, keys and comments left out, with its path's line. */
export function scalarTexts(source: YamlSource): readonly string[] {
  const texts: string[] = []
  visit(source.document, {
    Scalar: (key, node) => {
      if (key !== 'key' && typeof node.value === 'string') texts.push(node.value)
    },
  })
  return texts
}

function offsetOf(document: Document.Parsed, path: readonly (string | number)[]): number | undefined {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true)
  if (isMap<ParsedNode>(parent)) {
    const pair = parent.items.find(item => isScalar(item.key) && String(item.key.value) === String(path.at(-1)))
    const range = pair?.key?.range
    if (range) return range[0]
  }
  const node = document.getIn(path, true)
  return typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range) ? Number(node.range[0]) : undefined
}

function sentence(message: string): string {
  const [first = message] = message.split('\n')
  return /[.!?]$/.test(first) ? first : `${first}.`
}
