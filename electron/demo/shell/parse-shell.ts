import { readDoubleQuoted, readWord, wordEnds } from './read-word.ts'
import { type Redirect, type ShellNode, ShellSyntaxError, type ShellWord } from './shell-syntax.ts'

const closers = new Set(['then', 'else', 'elif', 'fi', 'do', 'done', 'esac', '}'])

/** Reads POSIX shell text; throws ShellSyntaxError. */
export function parseShell(text: string): ShellNode {
  const reader = new Reader(text)
  const list = reader.list()
  reader.mustEnd()
  return list
}

/** Reads a shell text from front to back; lives as long as one parse. */
class Reader {
  private at = 0
  private readonly text: string
  private waitingDocuments: {
    readonly end: string
    readonly literal: boolean
    readonly dedent: boolean
    readonly fill: (body: ShellWord) => void
  }[] = []

  constructor(text: string) {
    this.text = text
  }

  mustEnd(): void {
    this.skip(true)
    if (this.at < this.text.length) throw this.unexpected()
  }

  list(): ShellNode {
    const items: { node: ShellNode; background: boolean }[] = []
    for (;;) {
      this.skip(true)
      if (this.at >= this.text.length || this.peek(')') || this.peek(';;') || closers.has(this.bareWord())) break
      const node = this.andOr()
      this.skip(false)
      const background = this.peek('&') && !this.peek('&&')
      items.push({ node, background })
      if (background || (this.peek(';') && !this.peek(';;'))) this.at += 1
      else if (this.at < this.text.length && this.text.charAt(this.at) !== '\n' && !this.peek(')') && !this.peek(';;'))
        throw this.unexpected()
    }
    return { kind: 'list', items }
  }

  private andOr(): ShellNode {
    let left = this.pipeline()
    for (;;) {
      this.skip(false)
      const kind = this.peek('&&') ? 'and' : this.peek('||') ? 'or' : undefined
      if (!kind) return left
      this.at += 2
      this.skip(true)
      left = { kind, left, right: this.pipeline() }
    }
  }

  private pipeline(): ShellNode {
    const negated = this.takeWord('!')
    const commands = [this.command()]
    for (;;) {
      this.skip(false)
      if (!this.peek('|') || this.peek('||')) break
      this.at += 1
      this.skip(true)
      commands.push(this.command())
    }
    const [only] = commands
    return only && commands.length === 1 && !negated ? only : { kind: 'pipeline', commands, negated }
  }

  private command(): ShellNode {
    this.skip(false)
    if (this.peek('(')) {
      this.at += 1
      const body = this.list()
      this.must(')')
      return { kind: 'subshell', body, redirects: this.redirects() }
    }
    if (this.takeWord('{')) {
      const body = this.list()
      this.mustWord('}')
      return { kind: 'group', body, redirects: this.redirects() }
    }
    if (this.takeWord('if')) return this.ifCommand()
    if (this.takeWord('for')) return this.forCommand()
    if (this.takeWord('case')) return this.caseCommand()
    for (const kind of ['while', 'until'] as const) {
      if (!this.takeWord(kind)) continue
      const test = this.list()
      return { kind, test, body: this.doBody(), redirects: this.redirects() }
    }
    const definition = /^([A-Za-z_][A-Za-z0-9_]*)[ \t]*\([ \t]*\)/.exec(this.text.slice(this.at, this.at + 200))
    if (definition) {
      this.at += definition[0].length
      this.skip(true)
      return { kind: 'function', name: definition[1] ?? '', body: this.command() }
    }
    return this.simple()
  }

  private ifCommand(): ShellNode {
    const branches: { test: ShellNode; body: ShellNode }[] = []
    do {
      const test = this.list()
      this.mustWord('then')
      branches.push({ test, body: this.list() })
    } while (this.takeWord('elif'))
    const otherwise = this.takeWord('else') ? this.list() : undefined
    this.mustWord('fi')
    return { kind: 'if', branches, redirects: this.redirects(), ...(otherwise ? { otherwise } : {}) }
  }

  private forCommand(): ShellNode {
    this.skip(false)
    const name = this.bareWord()
    this.at += name.length
    this.skip(true)
    let words: ShellWord[] | undefined
    if (this.takeWord('in')) {
      words = []
      for (this.skip(false); this.startsWord(); this.skip(false)) words.push(this.word())
    }
    this.skip(false)
    if (this.peek(';')) this.at += 1
    return { kind: 'for', name, body: this.doBody(), redirects: this.redirects(), ...(words ? { words } : {}) }
  }

  private caseCommand(): ShellNode {
    this.skip(false)
    const subject = this.word()
    this.skip(true)
    this.mustWord('in')
    const branches: { patterns: ShellWord[]; body: ShellNode }[] = []
    for (this.skip(true); !this.takeWord('esac'); this.skip(true)) {
      if (this.at >= this.text.length) throw this.unexpected()
      if (this.peek('(')) this.at += 1
      const patterns: ShellWord[] = []
      do {
        this.skip(false)
        patterns.push(this.word())
        this.skip(false)
        if (!this.peek('|')) break
        this.at += 1
      } while (this.at < this.text.length)
      this.must(')')
      branches.push({ patterns, body: this.list() })
      if (this.peek(';;')) this.at += 2
    }
    return { kind: 'case', subject, branches, redirects: this.redirects() }
  }

  private doBody(): ShellNode {
    this.skip(true)
    this.mustWord('do')
    const body = this.list()
    this.mustWord('done')
    return body
  }

  private simple(): ShellNode {
    const assignments: { name: string; value: ShellWord }[] = []
    const words: ShellWord[] = []
    const redirects: Redirect[] = []
    for (;;) {
      this.skip(false)
      const redirect = this.redirect()
      if (redirect) {
        redirects.push(redirect)
        continue
      }
      if (!this.startsWord()) break
      const assignment = words.length === 0 ? /^([A-Za-z_][A-Za-z0-9_]*)=/.exec(this.text.slice(this.at, this.at + 200)) : null
      if (assignment) {
        this.at += assignment[0].length
        assignments.push({ name: assignment[1] ?? '', value: this.startsWord() ? this.word() : [] })
      } else words.push(this.word())
    }
    if (assignments.length + words.length + redirects.length === 0) throw this.unexpected()
    return { kind: 'simple', assignments, words, redirects }
  }

  private redirects(): readonly Redirect[] {
    const found: Redirect[] = []
    for (;;) {
      this.skip(false)
      const redirect = this.redirect()
      if (!redirect) return found
      found.push(redirect)
    }
  }

  private redirect(): Redirect | undefined {
    const match = /^([0-9]?)(<<-?|<&|>&|>>|>\||<|>)/.exec(this.text.slice(this.at, this.at + 4))
    const sign = match?.[2]
    if (!match || !sign) return undefined
    this.at += match[0].length
    this.skip(false)
    const descriptor = match[1] ? Number(match[1]) : sign.startsWith('<') ? 0 : 1
    if (!sign.startsWith('<<')) {
      const operator = sign === '>|' ? '>' : (sign as '<' | '>' | '>>' | '<&' | '>&')
      return { descriptor, operator, target: this.word() }
    }
    const start = this.at
    const word = this.word()
    const holder: { descriptor: number; operator: '<<'; target: ShellWord } = { descriptor, operator: '<<', target: [] }
    this.waitingDocuments.push({
      end: word.map(part => (part.kind === 'text' ? part.text : '')).join(''),
      literal: /['"\\]/.test(this.text.slice(start, this.at)),
      dedent: sign === '<<-',
      fill: body => {
        holder.target = body
      },
    })
    return holder
  }

  private readDocuments(): void {
    for (const document of this.waitingDocuments.splice(0)) {
      const lines: string[] = []
      while (this.at < this.text.length) {
        const end = this.text.indexOf('\n', this.at)
        const raw = this.text.slice(this.at, end < 0 ? undefined : end)
        this.at = end < 0 ? this.text.length : end + 1
        const line = document.dedent ? raw.replace(/^\t+/, '') : raw
        if (line === document.end) break
        lines.push(`${line}\n`)
      }
      const body = lines.join('')
      document.fill(document.literal ? [{ kind: 'text', text: body, quoted: true }] : readDoubleQuoted(body, 0, '').parts)
    }
  }

  private word(): ShellWord {
    const { word, end } = readWord(this.text, this.at)
    if (end === this.at) throw this.unexpected()
    this.at = end
    return word
  }

  private startsWord(): boolean {
    return this.at < this.text.length && !wordEnds.includes(this.text.charAt(this.at))
  }

  /** The letters here up to the end of the word, quotes not looked at. */
  private bareWord(): string {
    let end = this.at
    while (end < this.text.length && !wordEnds.includes(this.text.charAt(end))) end += 1
    return this.text.slice(this.at, end)
  }

  private takeWord(word: string): boolean {
    this.skip(false)
    if (this.bareWord() !== word) return false
    this.at += word.length
    return true
  }

  private mustWord(word: string): void {
    this.skip(true)
    if (!this.takeWord(word)) throw this.unexpected(word)
  }

  private must(sign: string): void {
    this.skip(true)
    if (!this.peek(sign)) throw this.unexpected(sign)
    this.at += sign.length
  }

  private peek(sign: string): boolean {
    return this.text.startsWith(sign, this.at)
  }

  private skip(newlines: boolean): void {
    for (;;) {
      const character = this.text.charAt(this.at)
      if (character === ' ' || character === '\t') this.at += 1
      else if (this.peek('\\\n')) this.at += 2
      else if (character === '#') {
        const end = this.text.indexOf('\n', this.at)
        this.at = end < 0 ? this.text.length : end
      } else if (newlines && character === '\n') {
        this.at += 1
        this.readDocuments()
      } else return
    }
  }

  private unexpected(expecting?: string): ShellSyntaxError {
    const found = this.at >= this.text.length ? 'end of file' : `"${this.bareWord() || this.text.charAt(this.at)}"`
    return new ShellSyntaxError(`Syntax error: ${found} unexpected${expecting ? ` (expecting "${expecting}")` : ''}`)
  }
}
