import { writeFileSync } from 'node:fs'
import { relative } from 'node:path'
import type { Reporter, SerializedError, TestModule, TestSuite } from 'vitest/node'
import { inWords, type Tally } from './tally.ts'

/** Where vitest is told to write its tally. */
export const tallyFile = 'MYCOPOD_TALLY'

/** Counts what vitest ran; unlike its own reports it counts, and names, what went wrong outside of any test too: in a hook, a file or nowhere. */
export default class TallyReporter implements Reporter {
  /** Writes the tally as JSON. */
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const file = process.env[tallyFile]
    if (file === undefined) throw new RangeError(`${tallyFile} names no file`)
    writeFileSync(file, JSON.stringify(tallyOf(modules, unhandled)))
  }
}

function tallyOf(modules: readonly TestModule[], unhandled: readonly SerializedError[]): Tally {
  const tests = modules.flatMap(module => [...module.children.allTests()])
  const count = (...states: readonly string[]) => tests.filter(test => states.includes(test.result().state)).length
  const outside = [
    ...modules.flatMap(module =>
      [module, ...module.children.allSuites()].flatMap(suite => suite.errors().map(error => failure(nameOf(suite), [error]))),
    ),
    ...unhandled.map(error => failure('outside of any test', [error])),
  ]
  const inside = tests.flatMap(test => {
    const { state, errors } = test.result()
    if (state === 'passed') return []
    const name = `${fileOf(test.module)} › ${test.fullName}`
    return state === 'failed' ? failure(name, errors ?? []) : inWords('skipped', name)
  })
  return {
    passed: count('passed'),
    failed: count('failed') + outside.length,
    skipped: count('skipped', 'pending'),
    notPassed: [...outside, ...inside],
  }
}

const fileOf = (module: TestModule): string => relative(process.cwd(), module.moduleId)
const nameOf = (suite: TestModule | TestSuite): string =>
  suite.type === 'module' ? fileOf(suite) : `${fileOf(suite.module)} › ${suite.fullName}`

function failure(name: string, errors: readonly SerializedError[]): string {
  return inWords('failed', name, errors.map(error => error.stack || error.message).join('\n'))
}
