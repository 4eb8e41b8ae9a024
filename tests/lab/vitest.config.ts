import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

// The lab is one thing that every suite changes: one file after another. Booting and installing take their time.
export default defineConfig({
  test: {
    root: join(import.meta.dirname, '../..'),
    include: ['tests/lab/**/*.test.ts'],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 60_000 } },
  },
})
