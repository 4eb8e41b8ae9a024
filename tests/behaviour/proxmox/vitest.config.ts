import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

// One file after another: what one makes on a node, another would see. Genuine tasks take their time.
export default defineConfig({
  test: {
    root: join(import.meta.dirname, '../../..'),
    include: ['tests/behaviour/proxmox/*.test.ts', 'tests/unit/proxmox-adapter/simulated.test.ts'],
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
})
