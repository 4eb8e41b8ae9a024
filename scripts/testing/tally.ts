import { stripVTControlCharacters } from 'node:util'

const linesOfAMessage = 12

/** How many tests ended how, and in words which of them did not pass: a line for its file and name, then why. */
export interface Tally {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  readonly notPassed: readonly string[]
}

/** Nothing ran. */
export const emptyTally: Tally = { passed: 0, failed: 0, skipped: 0, notPassed: [] }

/** The sum of several tallies. */
export function addTallies(tallies: readonly Tally[]): Tally {
  return tallies.reduce(
    (sum, tally) => ({
      passed: sum.passed + tally.passed,
      failed: sum.failed + tally.failed,
      skipped: sum.skipped + tally.skipped,
      notPassed: [...sum.notPassed, ...tally.notPassed],
    }),
    emptyTally,
  )
}

/** Something that failed as a whole, in words. */
export function oneFailure(what: string): Tally {
  return { ...emptyTally, failed: 1, notPassed: [`failed: ${what}`] }
}

/** Tests that could not run, and why. */
export function allSkipped(count: number, why: string): Tally {
  return { ...emptyTally, skipped: count, notPassed: [`skipped: ${why}`] }
}

/** The closing line that every suite of this project ends with. */
export function tallyLine(tally: Tally): string {
  return `${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped`
}

/** A test that did not pass, in words: how and which, then the first lines of why. */
export function inWords(how: 'failed' | 'skipped', name: string, message = ''): string {
  const lines = stripVTControlCharacters(message)
    .split('\n')
    .filter(line => line.trim() !== '')
  return [`${how}: ${name}`, ...lines.slice(0, linesOfAMessage).map(line => `    ${line}`)].join('\n')
}

/** The tally of a run that ended with an exit code: one that ended badly without a failed test is a failure. */
export function withExitCode(tally: Tally, exitCode: number): Tally {
  if (exitCode === 0 || tally.failed > 0) return tally
  return addTallies([tally, oneFailure(`the run ended with code ${exitCode} and no failed test`)])
}
