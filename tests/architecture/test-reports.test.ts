import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { readPlaywrightReport, readVitestReport } from '../../scripts/testing/reports.ts'
import { addTallies, allSkipped, tallyLine } from '../../scripts/testing/tally.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

function written(report: object): string {
  const file = join(temporaryFolder(), 'report.json')
  writeFileSync(file, JSON.stringify(report))
  return file
}

const counts = { numPassedTests: 1, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0 }

test('vitest: what failed and what was skipped is named, with why', () => {
  const report = {
    ...counts,
    numFailedTests: 1,
    numPendingTests: 1,
    testResults: [
      {
        name: resolve('tests/a.test.ts'),
        status: 'failed',
        message: '',
        assertionResults: [
          { fullName: 'works', status: 'passed' },
          { fullName: 'counts', status: 'failed', failureMessages: ['\u001B[31mexpected 1\u001B[0m\n\n    at line 3'] },
          { fullName: 'waits', status: 'skipped' },
        ],
      },
    ],
  }
  expect(readVitestReport(written(report), 1)).toEqual({
    passed: 1,
    failed: 1,
    skipped: 1,
    notPassed: ['failed: tests/a.test.ts › counts\n    expected 1\n        at line 3', 'skipped: tests/a.test.ts › waits'],
  })
})

test('vitest: a hook that fails before the tests is a failure, though each of them counts as skipped', () => {
  const file = { name: resolve('tests/b.test.ts'), status: 'failed', message: 'no room', assertionResults: [] }
  const skipped = { ...file, assertionResults: [{ fullName: 'waits', status: 'skipped' }] }
  for (const broken of [file, skipped]) {
    const tally = readVitestReport(written({ ...counts, testResults: [broken] }), 1)
    expect(tally.failed).toBe(1)
    expect(tally.notPassed[0]).toBe('failed: tests/b.test.ts\n    no room')
  }
})

test('Playwright: what failed, passed on a second try or did not run is named', () => {
  const spec = (title: string, status: string, errors: object[] = []) => ({
    title,
    file: 'e2e/a.e2e.ts',
    tests: [{ status, results: [{ errors }] }],
  })
  const report = {
    errors: [],
    stats: { expected: 1, unexpected: 1, flaky: 1, skipped: 1 },
    suites: [
      {
        specs: [spec('works', 'expected'), spec('counts', 'unexpected', [{ message: 'expected 1' }])],
        suites: [{ specs: [spec('wavers', 'flaky'), spec('waits', 'skipped')] }],
      },
    ],
  }
  expect(readPlaywrightReport(written(report), 1)).toEqual({
    passed: 1,
    failed: 2,
    skipped: 1,
    notPassed: ['failed: e2e/a.e2e.ts › counts\n    expected 1', 'failed: e2e/a.e2e.ts › wavers', 'skipped: e2e/a.e2e.ts › waits'],
  })
})

test('a run that ended badly without a failed test, or without a report, is one failure', () => {
  const ended = readVitestReport(written({ ...counts, testResults: [] }), 137)
  expect(ended).toMatchObject({ passed: 1, failed: 1, notPassed: ['failed: the run ended with code 137 and no failed test'] })
  const nowhere = join(temporaryFolder(), 'absent.json')
  expect(tallyLine(addTallies([readVitestReport(nowhere, 0), readPlaywrightReport(nowhere, 0), allSkipped(2, 'why')]))).toBe(
    '0 passed, 2 failed, 2 skipped',
  )
})
