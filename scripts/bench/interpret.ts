import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { interpret } from '../../electron/core/interpret/interpret.ts'
import { parseCases, testLab } from '../../tests/support/declaration-corpus.ts'
import { pieces, repeated } from '../../tests/support/repeated-texts.ts'
import { type Bench, percentile, timed } from './measure.ts'

const documentCharacters = 2000
const mostInputs = 100_000
const fuzzMs = 60_000
const longestInput = 600
const folder = join(import.meta.dirname, '../../tests/unit/interpret')

/** The sentences of the tests' own cases. */
function sentences(): readonly string[] {
  const files = readdirSync(folder).filter(file => /^corpus-.*\.jsonl$/.test(file))
  return files.flatMap(file => parseCases(readFileSync(join(folder, file), 'utf8')).map(({ text }) => text))
}

/** Sentences shuffled, cut and mixed with bytes that nobody writes; the same ones every time. */
function* mutated(known: readonly string[]): Generator<string> {
  const words = known.flatMap(text => text.split(/(?<=\s)/))
  const arbitrary = fc.oneof(
    fc.array(fc.constantFrom(...words), { maxLength: 80 }).map(some => some.join('')),
    fc
      .tuple(fc.constantFrom(...known), fc.nat(200), fc.string({ unit: 'binary', maxLength: 5 }))
      .map(([text, at, put]) => text.slice(0, at) + put + text.slice(at + put.length)),
    fc.string({ unit: 'binary', maxLength: longestInput }),
  )
  for (let seed = 1; ; seed += 1) yield* fc.sample(arbitrary, { numRuns: 500, seed })
}

/** Milliseconds a kB of the slowest input, and how many there were in the time there is; one that is slow once is read again, for other programs run too. */
function fuzz(known: readonly string[]): { readonly worst: number; readonly count: number } {
  const end = performance.now() + fuzzMs
  let worst = 0
  let count = 0
  for (const text of mutated(known)) {
    if (count === mostInputs || performance.now() > end) break
    count += 1
    const perKb = () => {
      const started = performance.now()
      interpret(text, testLab)
      return (performance.now() - started) / Math.max(1, text.length / 1000)
    }
    const first = perKb()
    if (first > worst) worst = Math.max(worst, Math.min(first, perKb(), perKb()))
  }
  return { worst, count }
}

/** Milliseconds a kB of the long text that takes longest of those that say one piece again and again. */
async function slowestRepetition(): Promise<number> {
  const taken: number[] = []
  for (const [, piece] of pieces) {
    const text = repeated(piece)
    const times = await timed(3, 1, () => interpret(text, testLab))
    taken.push(percentile(times, 0.5) / (text.length / 1000))
  }
  return Math.max(...taken)
}

/** Reading plain words. */
export const interpretBench: Bench = {
  title: 'Reading of declarations',
  async run() {
    const known = sentences()
    const document = known.join('\n\n').slice(0, documentCharacters)
    const taken = await timed(20, 5, () => interpret(document, testLab))
    const { worst, count } = fuzz(known)
    const note = `${count.toLocaleString('en')} random and mutated inputs, ${mostInputs.toLocaleString('en')} at most in ${fuzzMs / 1000} s`
    const repetition = await slowestRepetition()
    return [
      { what: 'a document of 2 kB, median', value: percentile(taken, 0.5), unit: 'ms', limit: 20 },
      { what: 'the slowest input, for each kB', value: worst, unit: 'ms', limit: 50, note },
      { what: 'the slowest text of 20 kB that repeats one piece, for each kB', value: repetition, unit: 'ms', limit: 50 },
    ]
  },
}
