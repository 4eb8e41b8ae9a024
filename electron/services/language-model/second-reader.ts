import { problemOf } from '../../../shared/errors/app-error.ts'
import type { Interpretation, LabInventory } from '../../../shared/model/declaration.ts'
import type { ModelUsage, ReadingEvent, SecondReading } from '../../../shared/model/language-model.ts'
import { compile } from '../../core/declare/compile.ts'
import { sayEntry } from '../../core/declare/say.ts'
import { sha256 } from '../../core/declare/sha256.ts'
import { changesOf, differencesOf } from '../../core/second-reading/differences.ts'
import { partHonest } from '../../core/second-reading/honest-entries.ts'
import { inventoryFor } from '../../core/second-reading/inventory-for.ts'
import { createPseudonyms, type Pseudonyms } from '../../core/second-reading/pseudonyms.ts'
import { readingQuestion, repairMessage } from '../../core/second-reading/question.ts'
import { readAnswer } from '../../core/second-reading/read-answer.ts'
import type { ModelAddress, ModelMessage } from '../../ports/language-model.ts'
import type { Log, Redaction } from '../../ports/log.ts'
import type { Randomness } from '../../ports/randomness.ts'
import type { StoredLanguageModel } from '../../ports/store.ts'
import type { Declarations } from '../declarations/declarations-service.ts'
import { wireErrorOf } from '../wire-error-of.ts'
import type { AskModel } from './ask-model.ts'

/** What is to be read: a text, or a message about it. */
export interface ReadAsk {
  /** The declaration that the text is of; what its lock file remembers then counts. */
  readonly name?: string | undefined
  readonly text: string
  readonly message?: string | undefined
}

/** Reads with the model beside the built-in reading; what fails is a notice, and only what is cancelled is thrown. */
export type SecondReader = (
  ask: ReadAsk,
  model: StoredLanguageModel & { readonly at: ModelAddress },
  signal: AbortSignal,
) => AsyncGenerator<ReadingEvent, void>

export interface SecondReaderDependencies {
  readonly ask: AskModel
  readonly basis: Declarations['basis']
  readonly redaction: Redaction
  readonly log: Log
  readonly randomness: Randomness
}

/** What a model said of one input, and what of it was left out. */
interface Understood {
  readonly reading: Interpretation
  readonly notice?: string
}

const mostCharacters = 150_000
const mostKept = 50
/** One answer, and one more where it was none. */
const rounds = 2
const batchCharacters = 60
const longestName = 300
const nothingSpent: ModelUsage = { tokensIn: 0, tokensOut: 0 }
const builtInStands = 'The built-in reading stands.'
const tooMuch = 'The text and what is known of the lab are too long for a language model.'

/** Makes the reader; what was understood is kept for as long as it lives, the last fifty inputs. */
export function createSecondReader({ ask, basis, redaction, log, randomness }: SecondReaderDependencies): SecondReader {
  const kept = new Map<string, Understood>()

  function keep(key: string, understood: Understood): void {
    kept.delete(key)
    kept.set(key, understood)
    const [oldest] = kept.keys()
    if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest)
  }

  return async function* second({ name, text, message }, model, signal) {
    let usage = nothingSpent
    const done = (rest: Omit<SecondReading, 'model'>): ReadingEvent => ({ kind: 'read', read: { model: model.model, ...rest } })
    const fail = (because: string) => done({ notice: `${because} ${builtInStands}`, differences: [], usage, cached: false })
    if (text.length > mostCharacters) return yield fail(tooMuch)

    const { inventory, lock } = await basis(name)
    const read = (words: string) => compile(words, inventory, lock)
    const { reading: builtIn, against } = read(text)
    const document = { text, reading: builtIn, inventory, read: (words: string) => read(words).reading }
    const keyFor = (words: string) => sha256(JSON.stringify([model.url, model.model, words, message ?? null, read(words).against]))

    function conclude({ reading, notice }: Understood, cached: boolean): ReadingEvent {
      const differences = message === undefined ? differencesOf(document, reading) : changesOf(document, reading)
      // A text that takes over what the model said means to it what this one does: it need not be asked again.
      for (const difference of differences) if (difference.text !== undefined) keep(keyFor(difference.text), { reading })
      return done({ reading, ...(notice !== undefined && { notice }), differences: [...differences], usage, cached })
    }

    const known = kept.get(keyFor(text))
    if (known) return yield conclude(known, true)

    // Nothing registered as a secret goes out, wherever it stands.
    const said = redaction.maskDeep({ text, message: message ?? '' })
    const told = redaction.maskDeep(inventoryFor(against, [said.text, said.message]))
    const names = model.hideNames ? createPseudonyms([told, redaction.maskDeep(inventory)], [said.text, said.message]) : openly
    const question = readingQuestion(names.hide(told), names.hide(said.text), message === undefined ? undefined : names.hide(said.message))
    if (question.messages.reduce((sum, { content }) => sum + content.length, 0) > mostCharacters) return yield fail(tooMuch)

    let messages: readonly ModelMessage[] = question.messages
    try {
      for (let round = 0; round < rounds; round += 1) {
        let answer = ''
        let shown = 0
        const onSpent = (more: ModelUsage) => {
          usage = together(usage, more)
        }
        for await (const words of ask({ ...question, messages, at: model.at, model: model.model, money: model, onSpent }, signal)) {
          answer += words
          const rest = answer.slice(shown)
          if (rest.length < batchCharacters) continue
          // A name that is still being written is shown with its end.
          const end = rest.length < longestName ? rest.search(/[\p{L}\p{N}_-]*$/u) : rest.length
          if (end > 0) yield { kind: 'words', words: names.show(rest.slice(0, end)) }
          shown += end
        }
        if (shown < answer.length) yield { kind: 'words', words: names.show(answer.slice(shown)) }
        const found = readAnswer(answer)
        if ('reading' in found) {
          const understood = borneOut(names.show(found.reading), `${text}\n${message ?? ''}`, against)
          keep(keyFor(text), understood)
          return yield conclude(understood, false)
        }
        messages = [...messages, { role: 'assistant', content: answer }, { role: 'user', content: repairMessage(found.wrong) }]
      }
    } catch (error) {
      if (signal.aborted) throw error
      const { title, because } = problemOf(wireErrorOf(error, { log, randomness }))
      return yield fail(because === undefined ? `${title}.` : `${title}. ${because}`)
    }
    yield fail(`What ${model.model} answered could not be understood, also when it was asked again.`)
  }
}

const openly: Pseudonyms = { hide: value => value, show: value => value }

/** What a model said without what it made up. */
function borneOut(reading: Interpretation, text: string, inventory: LabInventory): Understood {
  const { honest, madeUp } = partHonest(reading.entries, text, inventory)
  const kept = { ...reading, entries: [...honest] }
  if (madeUp.length === 0) return { reading: kept }
  const said = madeUp.slice(0, 3).map(entry => `“${sayEntry(entry)}”`)
  return { reading: kept, notice: `Left out, because its names or numbers stand neither in the text nor in the lab: ${said.join(' ')}` }
}

function together(one: ModelUsage, other: ModelUsage): ModelUsage {
  const cost = other.cost && { ...other.cost, amount: other.cost.amount + (one.cost?.amount ?? 0) }
  return { tokensIn: one.tokensIn + other.tokensIn, tokensOut: one.tokensOut + other.tokensOut, ...(cost && { cost }) }
}
