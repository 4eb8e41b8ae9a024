import type { Entry, LabInventory } from '../../../shared/model/declaration.ts'
import { interpret, type Reading } from '../interpret/interpret.ts'
import { answerInText } from './answer-in-text.ts'
import { answerQuestion, isQuestion } from './answer-question.ts'
import { compile } from './compile.ts'
import { declaredLab, otherAmounts } from './declared-lab.ts'
import { keyOfEntry } from './entry-key.ts'
import type { Lock } from './lock-file.ts'
import { mergeWishes } from './merge-wishes.ts'
import { add, placesFor, type Read, rewrite } from './rewrite.ts'
import { byKey, isAsked, isSameEntry, readsAs } from './same-reading.ts'
import { sayEntry } from './say.ts'

/** What somebody says to a text: a message, or the choice that answers one of its questions. */
export type Say =
  | { readonly kind: 'message'; readonly message: string }
  | { readonly kind: 'answer'; readonly about: string; readonly reason: string; readonly option: string }

export interface Reworded {
  readonly text: string
  /** What was done, or why nothing was, in whole sentences. */
  readonly reply: string
  readonly changed: boolean
}

/** Changes a text by what is said to it. What the text then means is read before it is given back: either it is just what was asked, or nothing is changed. */
export function reword(text: string, say: Say, inventory: LabInventory, lock?: Lock): Reworded {
  const read = (changed: string) => compile(changed, inventory, lock).reading
  return say.kind === 'answer' ? answerInText(text, read, say) : tell(text, say.message.trim(), inventory, read)
}

function tell(text: string, message: string, inventory: LabInventory, read: Read): Reworded {
  const now = read(text)
  const lab = declaredLab(inventory, now.entries)
  const told = interpret(message, lab)
  if (told.entries.length === 0 && told.questions.length === 0 && isQuestion(message)) {
    const declared = answerQuestion(message, lab)
    const answer = answerQuestion(message, inventory) ?? (declared && `As the text says: ${declared}`)
    return unchanged(text, answer ?? 'I cannot answer that from what I know of the lab.')
  }
  if (told.unread.length > 0)
    return unchanged(
      text,
      `I could not make out ${told.unread.map(piece => `“${piece}”`).join(' and ')}. Nothing was changed. ${whatWorks(inventory)}`,
    )
  if (told.questions.length > 0) return askInText(text, message, now, told, read)
  if (told.entries.length === 0) return unchanged(text, `I read no wish in that. Nothing was changed. ${whatWorks(inventory)}`)
  const wanted = mergeWishes(now.entries, told.entries, inventory)
  if (readsAs({ ...now, entries: [...wanted] }, now.entries, now)) return unchanged(text, 'The text says so already.')
  const changed = writeDown(text, message, told, wanted, lab, read)
  if (changed === undefined) return unchanged(text, whyNot(text, told.entries, now, read))
  return { text: changed, reply: replyFor(now.entries, wanted, told.entries), changed: true }
}

/** In the person's own words where they can stand by themselves, else in words that mean just that. */
function writeDown(
  text: string,
  message: string,
  told: Reading,
  wanted: readonly Entry[],
  lab: LabInventory,
  read: Read,
): string | undefined {
  const isRelative = !readsAs(interpret(message, otherAmounts(lab)), told.entries, told)
  const canStand = !isRelative && !/[?\n]/.test(message) && !/^\s*(?:#|>|```|~~~|[-*+] )/.test(message)
  return (canStand ? add(text, read, [asSentence(message)], wanted, told.entries) : undefined) ?? rewrite(text, read, wanted)
}

/** A wish with a doubt that can be settled by a choice is written down with it: the question then stands at the text. */
function askInText(text: string, message: string, now: Reading, told: Reading, read: Read): Reworded {
  const asks = told.questions.map(({ ask }) => ask).join(' ')
  const canChoose =
    told.questions.every(({ reason, options }) => options && options.length > 0 && reason !== 'unknown-guest' && reason !== 'unsafe') &&
    !/\n/.test(message)
  const wanted = [...now.entries, ...told.entries.filter(entry => !byKey(now.entries).has(keyOfEntry(entry)))]
  const before = { ...now, questions: [...now.questions, ...told.questions] }
  const changed = canChoose
    ? placesFor(text, now, [asSentence(message)], told.entries).find(candidate => {
        const then = read(candidate)
        return readsAs(then, wanted, before) && told.questions.every(question => isAsked(then, question))
      })
    : undefined
  return changed === undefined
    ? unchanged(text, `${asks} Nothing was changed.`)
    : { text: changed, reply: `I wrote that down, and there is a question first. ${asks}`, changed: true }
}

/** What stands in the way: what the text says of the thing, or the doubt that the two together give. */
function whyNot(text: string, told: readonly Entry[], now: Reading, read: Read): string {
  for (const entry of told) {
    const name = entry.kind === 'guest' ? entry.name : entry.kind === 'app' ? (entry.name ?? entry.app) : undefined
    if (
      name !== undefined &&
      now.entries.some(other => other.kind === 'rule' && other.rule === 'leave-alone' && other.members.includes(name))
    )
      return `The text says to leave ${name} alone, so nothing was changed.`
  }
  const [place = text] = placesFor(text, now, told.map(sayEntry), told)
  const doubt = read(place).questions.find(question => !isAsked(now, question))
  return `${doubt ? `${doubt.ask} ` : 'I find no way to write that down without changing what else the text says. '}Nothing was changed.`
}

function replyFor(before: readonly Entry[], after: readonly Entry[], told: readonly Entry[]): string {
  const [then, now, said] = [byKey(before), byKey(after), byKey(told)]
  const changed = after.filter(entry => !isSameEntry(then.get(keyOfEntry(entry)), entry))
  const gone = before.filter(entry => !now.has(keyOfEntry(entry)))
  return [
    ...changed.map(entry => `${then.has(keyOfEntry(entry)) ? 'Changed' : 'Added'}: “${sayEntry(said.get(keyOfEntry(entry)) ?? entry)}”`),
    ...gone.map(entry => `Taken out: “${sayEntry(entry)}”`),
  ].join(' ')
}

/** A sentence that is understood, about something there is where there is anything. */
function whatWorks({ guests, catalog }: LabInventory): string {
  const [guest] = guests
  const [app] = catalog
  if (guest) return `What works is a sentence such as “Give ${guest.name} 4 GB of memory.”`
  return `What works is a sentence such as “${app === undefined ? 'Create a Debian container called notes with 1 core.' : `Deploy ${app}.`}”`
}

function asSentence(message: string): string {
  return /[.!?]$/.test(message) ? message : `${message}.`
}

function unchanged(text: string, reply: string): Reworded {
  return { text, reply, changed: false }
}
