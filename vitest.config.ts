import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['tests/{unit,contract,host,architecture,electron}/**/*.test.{ts,tsx}'],
    environment: 'node',
    sequence: { shuffle: true },
    retry: 0,
    restoreMocks: true,
    unstubEnvs: true,
  },
})
