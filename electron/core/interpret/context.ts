import type { LabInventory, Question } from '../../../shared/model/declaration.ts'
import type { Clause, Location } from './clause.ts'
import { type Drafts, question } from './drafts.ts'
import type { Mention, Names, Thing, ThingType } from './names.ts'

/** What a clause is about: a guest or an app, by the key of its draft. */
export interface Subject {
  readonly kind: 'guest' | 'app' | 'other'
  readonly name: string
  /** Of an app: its slug. */
  readonly app?: string
  readonly isNew?: boolean
}

/** What is remembered while a document is read. */
export interface Context {
  readonly inventory: LabInventory
  readonly names: Names
  readonly drafts: Drafts
  /** Counts clauses: what was said in which. */
  turn: number
  /** The clause whose wishes a correction corrects. */
  wishTurn: number
  lastWish: Clause | undefined
  /** What "it", "both" and "they" mean: the subjects named last, and before. */
  last: readonly Subject[]
  recent: readonly Subject[]
  /** Of which part of a guest was spoken last: "its disk is full, make it 64 GB". */
  lastPart: 'memory' | 'disk' | undefined
  /** Names of a list that its leading line keeps apart or together. */
  gathered: readonly Subject[]
  /** The guest made last, for "another" and "the same"; and the one before, while a clause makes one. */
  made: Subject | undefined
  madeBefore: Subject | undefined
  /** The app that several instances were announced of. */
  instancesOf: string | undefined
  lastApp: Subject | undefined
  /** What was backed up last, as `guest:x` and the like. */
  lastBackups: readonly string[]
  lastDnsTarget: { readonly field: 'address' | 'target'; readonly value: string } | undefined
  /** What the part of the document under this heading is about. */
  topic: 'backup' | undefined
  /** What a heading or a leading line says of all that follows it. */
  lead: Clause | undefined
}

/** The key under which a subject's entry is made. */
export function keyOfSubject(subject: Subject): string {
  return subject.kind === 'app'
    ? `app:${subject.app ?? subject.name}${subject.name === subject.app ? '' : `/${subject.name}`}`
    : `${subject.kind}:${subject.name.toLowerCase()}`
}

/** Remembers what was named, for the pronouns of later clauses. */
export function remember(context: Context, subjects: readonly Subject[]): void {
  if (subjects.length === 0) return
  context.last = subjects
  const seen = new Set(subjects.map(keyOfSubject))
  context.recent = [...context.recent.filter(subject => !seen.has(keyOfSubject(subject))), ...subjects]
  const app = subjects.find(subject => subject.kind === 'app')
  if (app) context.lastApp = app
}

/** The one thing of these types a mention means; a question where it means several, undefined where none. */
export function resolve(context: Context, mention: Mention, types: readonly ThingType[]): Thing | Question | undefined {
  const among = mention.things.filter(thing => types.includes(thing.type))
  const fit = among.length > 0 ? among : context.names.among(mention.text, types)
  const names = [...new Set(fit.map(thing => `${thing.type}:${thing.name}`))]
  if (names.length === 0) return undefined
  if (
    names.length === 1 ||
    (mention.how === 'exact' &&
      new Set(fit.map(thing => thing.name)).size === 1 &&
      types[0] === fit[0]?.type &&
      !fit.some(thing => thing.type === 'app'))
  )
    return fit[0]
  return question('ambiguous-name', mention.text, `Which one is ${mention.text}?`, [...new Set(fit.map(thing => thing.name))])
}

/** Whether it is a question rather than a thing. */
export function isQuestion(value: Thing | Question | Subject): value is Question {
  return 'reason' in value
}

/** A guest or app that a mention means, if one; prefers what is exactly so called. */
export function subjectOf(context: Context, mention: Mention): Subject | Question | undefined {
  const found = resolve(context, mention, ['guest', 'app'])
  if (found === undefined) return undefined
  if (isQuestion(found)) return found
  if (found.type === 'guest') return { kind: 'guest', name: found.name, ...(found.isNew && { isNew: true }) }
  const installed = context.inventory.apps.filter(app => app.app === (found.app ?? found.name))
  if (found.name === found.app && installed.length > 1) {
    return question(
      'ambiguous-name',
      mention.text,
      `Which ${mention.text} is meant?`,
      installed.map(app => app.name ?? `${app.app} on ${app.device ?? 'a device'}`),
    )
  }
  return { kind: 'app', name: found.name, app: found.app ?? found.name }
}

/** What stands where a place should be, as the question it leads to. */
export function unknownPlace(
  location: Location,
  type: 'node' | 'storage' | 'bridge' | 'template' | 'device' | 'destination',
  context: Context,
): Question {
  const { text } = location
  const kind = type === 'node' && /^vmbr/i.test(text) ? 'bridge' : type
  const known = {
    node: context.inventory.nodes.map(node => node.name),
    storage: context.inventory.storages,
    bridge: context.inventory.bridges,
    template: context.inventory.templates,
    device: context.inventory.devices.map(device => device.name),
    destination: context.inventory.destinations,
  }[kind]
  return question(
    `unknown-${kind}`,
    text,
    `There is no ${kind === 'destination' ? 'backup destination' : kind} called ${text}. Which one is meant?`,
    known,
  )
}
