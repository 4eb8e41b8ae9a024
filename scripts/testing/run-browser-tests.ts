import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { findBrowser } from '../../tests/support/find-browser.ts'
import { runPlaywright } from './run-suite.ts'
import { allSkipped, type Tally } from './tally.ts'

/** Runs the browser and desktop suites; without a Chromium each of their files counts as one skipped test, and why is said. */
export async function runBrowserTests(args: readonly string[]): Promise<Tally> {
  if (findBrowser()) return runPlaywright(args)
  const tests = join(import.meta.dirname, '..', '..', 'tests')
  const skipped = readdirSync(tests, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.e2e.ts')).length
  return allSkipped(skipped, 'the browser tests, for want of a Chromium: install Chromium, or run npx playwright install chromium')
}
