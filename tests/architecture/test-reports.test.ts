import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readPlaywrightReport } from '../../scripts/testing/playwright-report.ts'
import { addTallies, allSkipped, type Tally, tallyLine, withExitCode } from '../../scripts/testing/tally.ts'
import { tallyFile } from '../../scripts/testing/tally-reporter.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

test('vitest: what went wrong in a test, a hook, a file or nowhere is counted and named, with why', () => {
  const file = join(temporaryFolder(), 'tally.json')
  const config = join(import.meta.dirname, 'reported/vitest.config.ts')
  const reporter = join(import.meta.dirname, '../../scripts/testing/tally-reporter.ts')
  const { status } = spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', '--config', config, `--reporter=${reporter}`], {
    env: { ...process.env, [tallyFile]: file },
  })
  const { notPassed, ...counts }: Tally = JSON.parse(readFileSync(file, 'utf8'))
  expect([status, counts]).toEqual([1, { passed: 2, failed: 4, skipped: 3 }])
  expect(notPassed.map(words => words.split('\n').slice(0, 2).join('\n').replaceAll('tests/architecture/reported/', '')).sort()).toEqual([
    'failed: hooks.sample.ts › a part\n    Error: no room',
    'failed: hooks.sample.ts › counts\n    AssertionError: expected 1 to be 2 // Object.is equality',
    'failed: outside of any test\n    Error: nobody waits for this',
    'failed: unread.sample.ts\n    Error: cannot be read',
    'skipped: hooks.sample.ts › a part > is never begun',
    'skipped: hooks.sample.ts › a part > nor is this',
    'skipped: hooks.sample.ts › waits',
  ])
})

function written(report: object): string {
  const file = join(temporaryFolder(), 'report.json')
  writeFileSync(file, JSON.stringify(report))
  return file
}

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
        specs: [spec('works', 'expected'), spec('counts', 'unexpected', [{ message: '\u001B[31mexpected 1\u001B[0m\n\n    at line 3' }])],
        suites: [{ specs: [spec('wavers', 'flaky'), spec('waits', 'skipped')] }],
      },
    ],
  }
  expect(readPlaywrightReport(written(report), 1)).toEqual({
    passed: 1,
    failed: 2,
    skipped: 1,
    notPassed: [
      'failed: e2e/a.e2e.ts › counts\n    expected 1\n        at line 3',
      'failed: e2e/a.e2e.ts › wavers',
      'skipped: e2e/a.e2e.ts › waits',
    ],
  })
})

test('a run that ended badly without a failed test, or without a report, is one failure', () => {
  const killed = withExitCode({ passed: 1, failed: 0, skipped: 0, notPassed: [] }, 137)
  expect(killed).toMatchObject({ passed: 1, failed: 1, notPassed: ['failed: the run ended with code 137 and no failed test'] })
  const nowhere = join(temporaryFolder(), 'absent.json')
  expect(tallyLine(addTallies([killed, readPlaywrightReport(nowhere, 0), allSkipped(2, 'why')]))).toBe('1 passed, 2 failed, 2 skipped')
})
