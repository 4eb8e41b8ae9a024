import { existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { runVitest } from './run-suite.ts'
import { allSkipped, emptyTally, type Tally } from './tally.ts'

const needed = ['dbus-run-session', 'gnome-keyring-daemon']

/** Runs the tests that need a Secret Service (`*.keychain.test.ts`) with one of their own; where none can be had each file counts as skipped. */
export async function runKeychainTests(): Promise<Tally> {
  const tests = join(import.meta.dirname, '..', '..', 'tests')
  const files = readdirSync(tests, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.keychain.test.ts'))
  if (files.length === 0) return emptyTally
  const folders = (process.env.PATH ?? '').split(delimiter)
  const missing = needed.filter(program => !folders.some(folder => existsSync(join(folder, program))))
  if (missing.length > 0) return allSkipped(files.length, `the keychain tests: ${missing.join(' and ')} must be installed for them`)
  return runVitest([], ['scripts/with-keyring.sh'], { MYCOPOD_KEYCHAIN_TESTS: '1' })
}
