import { defineConfig } from '@playwright/test'
import { findBrowser } from './tests/support/find-browser.ts'

const quietFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

const executablePath = findBrowser()

export default defineConfig({
  testDir: 'tests',
  testMatch: '{e2e,electron}/**/*.e2e.ts',
  outputDir: 'test-results',
  forbidOnly: true,
  retries: 0,
  // Two busy cores: limits only for what hangs.
  timeout: 240_000,
  expect: { timeout: 60_000 },
  workers: 2,
  reporter: 'list',
  use: {
    viewport: { width: 1280, height: 800 },
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    launchOptions: { args: quietFlags, ...(executablePath ? { executablePath } : {}) },
  },
})
