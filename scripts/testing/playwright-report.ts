import { existsSync, readFileSync } from 'node:fs'
import { inWords, oneFailure, type Tally, withExitCode } from './tally.ts'

interface PlaywrightReport {
  readonly suites: readonly PlaywrightSuite[]
  readonly errors: readonly { readonly message?: string }[]
  readonly stats: { readonly expected: number; readonly unexpected: number; readonly flaky: number; readonly skipped: number }
}

interface PlaywrightSuite {
  readonly suites?: readonly PlaywrightSuite[]
  readonly specs: readonly {
    readonly title: string
    readonly file: string
    readonly tests: readonly {
      readonly status: string
      readonly results: readonly { readonly errors: readonly { readonly message?: string }[] }[]
    }[]
  }[]
}

/** Reads Playwright's JSON report; a test that passed only on a second try counts as failed. */
export function readPlaywrightReport(file: string, exitCode: number): Tally {
  if (!existsSync(file)) return oneFailure('Playwright ended without a report')
  const { stats, suites, errors }: PlaywrightReport = JSON.parse(readFileSync(file, 'utf8'))
  const tally = {
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky,
    skipped: stats.skipped,
    notPassed: [...errors.map(({ message }) => inWords('failed', 'Playwright', message ?? '')), ...suites.flatMap(testsOfSuite)],
  }
  return withExitCode(tally, exitCode)
}

function testsOfSuite(suite: PlaywrightSuite): string[] {
  const own = suite.specs.flatMap(spec =>
    spec.tests
      .filter(test => test.status !== 'expected')
      .map(test => {
        const messages = test.results.flatMap(result => result.errors.map(error => error.message ?? ''))
        return inWords(test.status === 'skipped' ? 'skipped' : 'failed', `${spec.file} › ${spec.title}`, messages.join('\n'))
      }),
  )
  return [...own, ...(suite.suites ?? []).flatMap(testsOfSuite)]
}
