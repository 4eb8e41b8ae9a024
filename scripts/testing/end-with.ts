import { type Tally, tallyLine } from './tally.ts'

/** Ends a suite: the closing line, and an exit code that tells a failure (a run without any test is one too). */
export function endWith(tally: Tally): void {
  const nothingRan = tally.passed + tally.failed + tally.skipped === 0
  process.exitCode = tally.failed > 0 || nothingRan ? 1 : 0
  process.stdout.write(`${tallyLine(tally)}\n`)
}
