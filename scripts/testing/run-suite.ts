import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { constants, tmpdir } from 'node:os'
import { join } from 'node:path'
import { readPlaywrightReport, readVitestReport, type Tally } from './tally.ts'

const root = join(import.meta.dirname, '..', '..')

/** Runs vitest with its output shown and resolves with what its report counted. */
export function runVitest(args: readonly string[]): Promise<Tally> {
  return inFolder(async folder => {
    const report = join(folder, 'vitest.json')
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
    const code = await runNode(['node_modules/vitest/vitest.mjs', 'run', ...reporters, ...args])
    return readVitestReport(report, code)
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

/** Runs a program of this checkout in the foreground and resolves with its exit code, 128 + n when signal n ended it. */
export function runNode(args: readonly string[], extraEnvironment: NodeJS.ProcessEnv = {}): Promise<number> {
  return runForeground(process.execPath, args, extraEnvironment)
}

/** Runs any program in the foreground, from the root of the checkout; signals sent to us reach it. */
export function runForeground(command: string, args: readonly string[], extraEnvironment: NodeJS.ProcessEnv = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...extraEnvironment } })
    const forward = (signal: NodeJS.Signals) => child.kill(signal)
    process.on('SIGTERM', forward)
    process.on('SIGINT', forward)
    child.once('error', reject)
    child.once('close', (code, signal) => {
      process.off('SIGTERM', forward)
      process.off('SIGINT', forward)
      resolve(signal ? 128 + constants.signals[signal] : (code ?? 1))
    })
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
