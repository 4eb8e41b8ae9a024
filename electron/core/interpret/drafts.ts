import type { Doubt, Entry, Interpretation, Question, Span } from '../../../shared/model/declaration.ts'

type Field = { readonly value: unknown; readonly turn: number; readonly isCopy?: boolean }

/** An entry in the making. */
interface Draft {
  readonly key: string
  readonly seed: Readonly<Record<string, unknown>>
  readonly fields: Map<string, Field>
  readonly spans: Span[]
  readonly madeIn: number
  doubted: boolean
}

/** Entries in the making, doubts and what could not be read, in the order of the text. */
export interface Drafts {
  /** Begins an entry or goes on with one. */
  open(key: string, seed: Readonly<Record<string, unknown>>, turn: number, span: Span): void
  has(key: string): boolean
  /** Says a field; another value than before is a contradiction, unless it corrects. */
  say(
    key: string,
    field: string,
    value: unknown,
    turn: number,
    how?: { readonly corrects?: boolean; readonly about?: string; readonly isCopy?: boolean },
  ): void
  valueOf(key: string, field: string): unknown
  /** Takes back all that was said in a turn. */
  takeBack(turn: number): void
  /** Fields said in a turn, last first. */
  saidIn(turn: number): readonly { readonly key: string; readonly field: string; readonly value: unknown }[]
  /** Asks once, and leaves these entries out. */
  ask(question: Question, keys: readonly string[]): void
  unread(text: string): void
  /** Leaves these entries out: something of them was not understood. */
  leaveOut(keys: readonly string[]): void
  finish(): Interpretation & { readonly spans: readonly (readonly Span[])[] }
}

const orders: Readonly<Record<string, readonly string[]>> = {
  guest: [
    'kind',
    'name',
    'type',
    'state',
    'node',
    'os',
    'clone',
    'cores',
    'memoryMiB',
    'diskGiB',
    'storage',
    'bridge',
    'vlan',
    'address',
    'gateway',
    'startOnBoot',
    'tags',
  ],
  app: ['kind', 'app', 'name', 'state', 'device', 'domain', 'port', 'settings'],
  backup: ['kind', 'of', 'every', 'at', 'weekday', 'keep', 'to', 'state'],
  dns: ['kind', 'name', 'address', 'target', 'state'],
  rule: ['kind', 'rule', 'members'],
}

/** Makes an empty set of drafts. */
export function createDrafts(): Drafts {
  const drafts = new Map<string, Draft>()
  const questions: Question[] = []
  const unread: string[] = []

  function leaveOut(keys: readonly string[]): void {
    for (const key of keys) {
      const draft = drafts.get(key)
      if (draft) draft.doubted = true
      else drafts.set(key, { key, seed: {}, fields: new Map(), spans: [], madeIn: -1, doubted: true })
    }
  }

  function ask(question: Question, keys: readonly string[]): void {
    leaveOut(keys)
    if (!questions.some(asked => asked.reason === question.reason && asked.about.toLowerCase() === question.about.toLowerCase()))
      questions.push(question)
  }

  /** A change to what is left alone: neither side holds. */
  function settleRules(): void {
    for (const rule of [...drafts.values()].filter(draft => draft.seed.rule === 'leave-alone')) {
      const members = (rule.seed.members as readonly string[]).map(member => member.toLowerCase())
      for (const draft of drafts.values()) {
        const name = nameOf(draft).toLowerCase()
        if ((draft.seed.kind === 'guest' || draft.seed.kind === 'app') && draft.fields.size > 0 && members.includes(name))
          ask(contradiction(nameOf(draft)), [rule.key, draft.key])
      }
    }
  }

  /** What goes cannot be changed too. */
  function settleRemovals(): void {
    for (const draft of drafts.values()) {
      if ((draft.seed.kind !== 'guest' && draft.seed.kind !== 'app') || draft.fields.get('state')?.value !== 'absent') continue
      const others = [...draft.fields].filter(([field]) => field !== 'state')
      if (others.length > 0) ask(contradiction(nameOf(draft)), [draft.key])
    }
  }

  return {
    ask,
    leaveOut,
    unread: text => void unread.push(text),
    has: key => drafts.has(key),
    open(key, seed, turn, span) {
      const known = drafts.get(key)
      if (known) known.spans.push(span)
      else drafts.set(key, { key, seed, fields: new Map(), spans: [span], madeIn: turn, doubted: false })
    },
    say(key, field, value, turn, { corrects = false, about, isCopy = false } = {}) {
      const draft = drafts.get(key)
      if (!draft) return
      const before = draft.fields.get(field)
      const isSame = before !== undefined && JSON.stringify(before.value) === JSON.stringify(value)
      if (before !== undefined && !isSame && Array.isArray(before.value) && Array.isArray(value)) {
        draft.fields.set(field, { value: [...new Set([...before.value, ...value])], turn })
      } else if (before !== undefined && !isSame && field === 'settings') {
        draft.fields.set(field, { value: { ...(before.value as object), ...(value as object) }, turn })
      } else if (before !== undefined && !isSame && !corrects && !before.isCopy) {
        ask(contradiction(about ?? nameOf(draft)), [key])
      } else draft.fields.set(field, { value, turn, isCopy })
    },
    valueOf: (key, field) => drafts.get(key)?.fields.get(field)?.value ?? drafts.get(key)?.seed[field],
    takeBack(turn) {
      for (const draft of drafts.values()) {
        for (const [field, said] of draft.fields) if (said.turn === turn) draft.fields.delete(field)
        if (draft.madeIn === turn && draft.fields.size === 0 && !draft.doubted) drafts.delete(draft.key)
      }
    },
    saidIn: turn =>
      [...drafts.values()]
        .flatMap(({ key, fields }) =>
          [...fields].flatMap(([field, said]) => (said.turn === turn ? [{ key, field, value: said.value }] : [])),
        )
        .reverse(),
    finish() {
      settleRules()
      settleRemovals()
      const kept = [...drafts.values()].filter(draft => !draft.doubted && isWorthSaying(draft))
      return { entries: kept.map(entryOf), questions, unread, spans: kept.map(draft => draft.spans) }
    },
  }
}

/** The question about two statements that cannot both hold. */
export function contradiction(about: string): Question {
  return { about, reason: 'contradiction', ask: `What should it be for ${about}? The text says two different things.` }
}

/** A question with its sentence. */
export function question(reason: Doubt, about: string, ask: string, options?: readonly string[]): Question {
  return { about, reason, ask, ...(options && options.length > 0 && { options: [...options] }) }
}

function nameOf({ seed, key }: Draft): string {
  return String(seed.name ?? seed.app ?? seed.of ?? key)
}

function isWorthSaying({ seed, fields }: Draft): boolean {
  return fields.size > 0 || seed.type !== undefined || seed.kind === 'app' || seed.kind === 'backup' || seed.kind === 'rule'
}

function entryOf({ seed, fields }: Draft): Entry {
  const all: Record<string, unknown> = { ...seed, ...Object.fromEntries([...fields].map(([field, { value }]) => [field, value])) }
  const order = orders[String(seed.kind)] ?? []
  return Object.fromEntries(order.filter(field => all[field] !== undefined).map(field => [field, all[field]])) as Entry
}
