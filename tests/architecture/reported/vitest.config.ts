import { defineConfig } from 'vitest/config'

// Tests that go wrong in every way there is, for the test of what is counted.
export default defineConfig({ test: { root: import.meta.dirname, include: ['*.sample.ts'], sequence: { shuffle: false } } })
