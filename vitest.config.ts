import { configDefaults, defineConfig } from 'vitest/config'

// Tests that need a Secret Service run by themselves, under scripts/with-keyring.sh.
const needKeychain = 'tests/**/*.keychain.test.ts'
const ordinary = 'tests/{unit,contract,host,demo,architecture,electron}/**/*.test.{ts,tsx}'
const keychainRun = process.env.MYCOPOD_KEYCHAIN_TESTS === '1'

export default defineConfig({
  test: {
    include: [keychainRun ? needKeychain : ordinary],
    exclude: [...configDefaults.exclude, ...(keychainRun ? [] : [needKeychain])],
    environment: 'node',
    // Of two cores vitest would leave one to itself.
    maxWorkers: '100%',
    sequence: { shuffle: true },
    retry: 0,
    // Two busy cores: limits only for what hangs.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 60_000 } },
    restoreMocks: true,
    unstubEnvs: true,
  },
})
