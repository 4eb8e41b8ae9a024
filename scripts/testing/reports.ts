import { existsSync, readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { oneFailure, type Tally } from './tally.ts'

const linesOfAMessage = 12

interface VitestReport {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numTodoTests: number
  readonly testResults: readonly VitestFile[]
}

interface VitestFile {
  readonly name: string
  readonly status: string
  readonly message: string
  readonly assertionResults: readonly {
    readonly fullName: string
    readonly status: string
    readonly failureMessages?: readonly string[] | undefined
  }[]
}

/** Reads vitest's JSON report; a run that failed without a failed test (a file that does not load, no report at all) counts as one failure. */
export function readVitestReport(file: string, exitCode: number): Tally {
  if (!existsSync(file)) return oneFailure('vitest ended without a report')
  const report: VitestReport = JSON.parse(readFileSync(file, 'utf8'))
  // A hook that fails before the tests leaves them skipped and says why with the file alone.
  const brokenFiles = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some(test => test.status === 'failed'),
  )
  const tally = {
    passed: report.numPassedTests,
    failed: report.numFailedTests + brokenFiles.length,
    skipped: report.numPendingTests + report.numTodoTests,
    notPassed: [
      ...brokenFiles.map(broken => inWords('failed', relative(process.cwd(), broken.name), broken.message)),
      ...report.testResults.flatMap(testsOfFile),
    ],
  }
  return withExitCode(tally, exitCode)
}

function testsOfFile({ name, assertionResults }: VitestFile): string[] {
  return assertionResults
    .filter(test => test.status !== 'passed')
    .map(test =>
      inWords(
        test.status === 'failed' ? 'failed' : 'skipped',
        `${relative(process.cwd(), name)} › ${test.fullName}`,
        test.failureMessages?.join('\n') ?? '',
      ),
    )
}

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

function inWords(how: 'failed' | 'skipped', name: string, message: string): string {
  const lines = stripVTControlCharacters(message)
    .split('\n')
    .filter(line => line.trim() !== '')
  return [`${how}: ${name}`, ...lines.slice(0, linesOfAMessage).map(line => `    ${line}`)].join('\n')
}

function withExitCode(tally: Tally, exitCode: number): Tally {
  if (exitCode === 0 || tally.failed > 0) return tally
  const ended = oneFailure(`the run ended with code ${exitCode} and no failed test`)
  return { ...tally, failed: 1, notPassed: [...tally.notPassed, ...ended.notPassed] }
}
