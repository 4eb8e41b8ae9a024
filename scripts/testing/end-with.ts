import { type Tally, tallyLine } from './tally.ts'

/** Ends a suite: what did not pass and why, the closing line, and an exit code that tells a failure (a run without any test is one too). */
export function endWith(tally: Tally): void {
  const nothingRan = tally.passed + tally.failed + tally.skipped === 0
  process.exitCode = tally.failed > 0 || nothingRan ? 1 : 0
  // .ci/run says this block again at its very end, where a long output is read first.
  const block = tally.notPassed.length > 0 ? `\nWhat did not pass:\n${tally.notPassed.join('\n')}\n` : ''
  process.stdout.write(`${block}${tallyLine(tally)}\n`)
}
