import type { Span } from '../../../shared/model/declaration.ts'
import type { Reading } from '../interpret/interpret.ts'
import { readPieces } from '../interpret/read-pieces.ts'
import { keyOfEntry } from './entry-key.ts'
import type { Read } from './rewrite.ts'
import { byKey, isAsked, isSameEntry } from './same-reading.ts'
import { replaceClause, replaceSentence } from './splice.ts'
import { quoted } from './words.ts'

interface Answer {
  readonly about: string
  readonly reason: string
  readonly option: string
}

/** Changes the words a question is about so that it need not be asked any more; nothing where no change does that. */
export function answerInText(
  text: string,
  read: Read,
  answer: Answer,
): { readonly text: string; readonly reply: string; readonly changed: boolean } {
  const before = read(text)
  const asked = before.questions.find(({ about, reason }) => about === answer.about && reason === answer.reason)
  if (asked === undefined) return { text, reply: `The text has no such question about ${answer.about} any more.`, changed: false }
  const chosen = settling(text, read, before, answer)
  return chosen === undefined
    ? { text, reply: `With “${answer.option}” the question would stay: ${asked.ask} Nothing was changed.`, changed: false }
    : { text: chosen, reply: `The text now says: ${answer.option}.`, changed: true }
}

/** The first change that settles the question without raising another about the same, else the first that settles it at all. */
function settling(text: string, read: Read, before: Reading, answer: Answer): string | undefined {
  const tried = new Set([text])
  let second: string | undefined
  for (const candidate of candidatesFor(text, { ...answer, option: answer.option.trim() })) {
    if (tried.has(candidate)) continue
    if (tried.size > mostTries(text)) break
    tried.add(candidate)
    const after = read(candidate)
    if (!settles(before, after, answer)) continue
    if (after.questions.length < before.questions.length) return candidate
    second ??= candidate
  }
  return second
}

/** Whether the question is gone and nothing else is: all that was read or asked stays, nothing becomes unreadable, no doubt is about something else. */
function settles(before: Reading, after: Reading, { about, reason, option }: Answer): boolean {
  const entries = byKey(after.entries)
  return (
    !isAsked(after, { about, reason }) &&
    before.questions.every(question => question.about === about || isAsked(after, question)) &&
    after.questions.every(
      question => question.about === about || (question.about === option && question.reason !== reason) || isAsked(before, question),
    ) &&
    after.unread.every(piece => before.unread.includes(piece)) &&
    before.entries.every(entry => {
      const now = entries.get(keyOfEntry(entry))
      return now !== undefined && isSameEntry(now, entry)
    })
  )
}

/** A question that no small change settles is given back soon: fewer changes of a long text are tried than of a short one. */
const mostTries = (text: string) => Math.min(200, Math.max(8, 400_000 / text.length))

const anyMachine = /\b(?:servers?|boxes|box|machines?|hosts?|instances?|guests?|systems?)\b/gi
const anyKind = /\b(?:vms?|virtual machines?|lxcs?|containers?|cts?)\b/gi
const anySystem =
  /\b(?:raspberry pi os|ubuntu|debian|alpine|fedora|arch|centos|rocky|alma(?:linux)?|opensuse|nixos|windows|freebsd|gentoo|kali)(?:[ -]\d+(?:\.\d+)*)?\b/gi
const anyNumber = /(?<![\p{L}\p{N}.-])-?\d+(?:[.:/]\d+)*(?:\s?(?:[kmgt]i?b|[kmgt]|gigs?)\b)?/giu
const anyMore =
  /\b(?:(?:a (?:little|bit|lot)|some|much|a few)\s)?(?:more|bigger|larger|extra|less|fewer|smaller)\s(memory|ram|cores?|cpus?|disk(?: space)?|space)\b/gi

/** Texts that might settle it, likeliest first. */
function* candidatesFor(text: string, { about, reason, option }: Answer): Generator<string> {
  const places = readPieces(text)
    .map((piece): Span => [piece.at, piece.at + piece.text.length])
    .filter(span => mentions(text.slice(...span), about))
  const everywhere: Span = [0, text.length]
  switch (reason) {
    case 'ambiguous-type': {
      const kind = option.toLowerCase()
      for (const span of places) {
        yield* replaced(text, span, anyMachine, found => (/s$/i.test(found) ? `${kind}s` : kind))
        yield* replaced(text, span, anySystem, found => `${found} ${kind}`)
        yield* replaced(text, span, wordPattern(about), found => `${kind} called ${found}`)
        yield* replaced(text, span, wordPattern(about), found => `a ${kind} called ${found}`)
      }
      return
    }
    case 'missing-name': {
      for (const span of [...places, everywhere])
        for (const pattern of [anyKind, anySystem, anyMachine])
          yield* replaced(text, span, pattern, found => `${found} called ${quoted(option)}`)
      return
    }
    case 'unsafe':
    case 'unsupported':
      yield* withoutPart(text, places)
      return
    case 'contradiction':
      for (const span of places) if (!mentions(text.slice(...span), option)) yield* withoutPart(text, [span])
      yield* withoutPart(text, places)
      return
    case 'missing-value':
    case 'out-of-range':
      for (const span of places) {
        yield* replaced(text, span, wordPattern(about), found => keepPhrase(found, option) ?? option)
        yield* replaced(text, span, anyNumber, () => option)
        yield* replaced(text, span, anyMore, (_, noun) =>
          mentions(option, noun) ? option : /^\d+$/.test(option) ? `${option} ${noun}` : `${option} of ${noun}`,
        )
        yield atEndOf(text, span, ` to ${option}`)
        yield atEndOf(text, span, ` ${option}`)
      }
      return
    default:
      yield allReplaced(text, about, option)
      for (const span of places) yield* replaced(text, span, wordPattern(about), () => option)
  }
}

function* replaced(text: string, [from, to]: Span, pattern: RegExp, by: (found: string, group: string) => string): Generator<string> {
  for (const found of text.slice(from, to).matchAll(pattern)) {
    const at = from + found.index
    yield text.slice(0, at) + by(found[0], found[1] ?? '') + text.slice(at + found[0].length)
  }
}

/** One doubt is asked once, however often the text has it. */
function allReplaced(text: string, about: string, option: string): string {
  return text.replace(wordPattern(about), () => option)
}

/** Without a sentence, else without one of its clauses. */
function* withoutPart(text: string, places: readonly Span[]): Generator<string> {
  for (const [from, to] of places) {
    yield replaceSentence(text, [from, to], [])
    const sentence = text.slice(from, to)
    const joints = [...sentence.matchAll(/[,;]\s*(?:(?:and|then|but)\s)*|\s(?:and|then|but)\s/gi)]
    const starts = [0, ...joints.map(joint => joint.index + joint[0].length)]
    const ends = [...joints.map(joint => joint.index), sentence.replace(/[.!;]+$/, '').length]
    for (const start of starts) for (const end of ends) if (end > start) yield replaceClause(text, [from + start, from + end], undefined)
  }
}

function atEndOf(text: string, [, to]: Span, more: string): string {
  const stop = /[.!?;]*$/.exec(text.slice(0, to))?.[0].length ?? 0
  return text.slice(0, to - stop) + more + text.slice(to - stop)
}

/** "keep the last 5" and "daily": "keep 5 daily". */
function keepPhrase(found: string, option: string): string | undefined {
  const count = /\d+/.exec(found)?.[0]
  return /^keep|^retain/i.test(found) && count !== undefined && /^[a-z]+$/i.test(option) ? `keep ${count} ${option}` : undefined
}

function mentions(text: string, about: string): boolean {
  return about.split(', ').some(part => wordPattern(part).test(text))
}

function wordPattern(about: string): RegExp {
  const source = about
    .trim()
    .split(/\s+/)
    .map(word => word.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'))
    .join('\\s+')
  return new RegExp(`(?<![\\p{L}\\p{N}])${source}(?![\\p{L}\\p{N}])`, 'giu')
}
