import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runForeground, runNode } from '../run-foreground.ts'
import { readPlaywrightReport } from './playwright-report.ts'
import { oneFailure, type Tally, withExitCode } from './tally.ts'
import { tallyFile } from './tally-reporter.ts'

const tallyReporter = join(import.meta.dirname, 'tally-reporter.ts')

/** A program and its first arguments that the suite is started through, for example to run inside a network namespace. */
export type Through = readonly [string, ...string[]]

/** Runs vitest with its output shown and resolves with what it counted. */
export function runVitest(args: readonly string[], through?: Through, environment?: NodeJS.ProcessEnv): Promise<Tally> {
  return inFolder(async folder => {
    const counted = join(folder, 'tally.json')
    const reporters = ['--reporter=default', `--reporter=${tallyReporter}`]
    const [command, ...first] = through ? [...through, process.execPath] : [process.execPath]
    const code = await runForeground(command, [...first, 'node_modules/vitest/vitest.mjs', 'run', ...reporters, ...args], {
      ...environment,
      [tallyFile]: counted,
    })
    if (!existsSync(counted)) return oneFailure(`vitest ended with code ${code} and without a tally`)
    return withExitCode(JSON.parse(readFileSync(counted, 'utf8')), code)
  })
}

/** Runs Playwright with its output shown and resolves with what its report counted. */
export function runPlaywright(args: readonly string[]): Promise<Tally> {
  return inFolder(async folder => {
    const report = join(folder, 'playwright.json')
    const code = await runNode(['node_modules/@playwright/test/cli.js', 'test', '--reporter=list,json', ...args], {
      PLAYWRIGHT_JSON_OUTPUT_FILE: report,
    })
    return readPlaywrightReport(report, code)
  })
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'mycopod-report-'))
  try {
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
