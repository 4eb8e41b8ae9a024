import fc from 'fast-check'
import { expect, test } from 'vitest'
import { coreSpeed, type Processor } from '../../electron/core/place/cpu-class.ts'

const processor = (model: string, more: Partial<Processor> = {}): Processor => ({ model, armParts: [], ...more })

test.each([
  ['Intel(R) N100', 1],
  ['Intel(R) Celeron(R) J4125 CPU @ 2.00GHz', 0.6],
  ['Intel(R) Celeron(R) N5105 @ 2.00GHz', 0.75],
  ['Intel(R) Celeron(R) CPU J1900 @ 1.99GHz', 0.3],
  ['Intel(R) Core(TM) i5-3470 CPU @ 3.20GHz', 0.9],
  ['Intel(R) Core(TM) i5-6500T CPU @ 2.50GHz', 1.2],
  ['Intel(R) Core(TM) i7-8550U CPU @ 1.80GHz', 1.13],
  ['11th Gen Intel(R) Core(TM) i5-1135G7 @ 2.40GHz', 1.29],
  ['12th Gen Intel(R) Core(TM) i5-12400', 1.8],
  ['Intel(R) Core(TM) i7 CPU 920 @ 2.67GHz', 0.88],
  ['AMD Ryzen 5 3600 6-Core Processor', 1.35],
  ['AMD Ryzen 7 5800X 8-Core Processor', 1.6],
  ['AMD Ryzen 5 2400G with Radeon Vega Graphics', 1.1],
  ['AMD EPYC 7763 64-Core Processor', 1.6],
])('%s is %d', (model, speed) => {
  expect(coreSpeed(processor(model, { bogomips: 5333 }))).toBe(speed)
})

test('a board says more than the processor on it', () => {
  expect(coreSpeed(processor('', { board: 'Raspberry Pi 5 Model B Rev 1.0', armParts: ['0x41 0xd0b'] }))).toBe(0.65)
  expect(coreSpeed(processor('', { board: 'Raspberry Pi 4 Model B Rev 1.4', armParts: ['0x41 0xd08'] }))).toBe(0.3)
  expect(coreSpeed(processor('', { board: 'Raspberry Pi 3 Model B Plus Rev 1.3' }))).toBe(0.12)
})

test('an unknown ARM board goes by its core types and clock', () => {
  expect(coreSpeed(processor('', { board: 'Radxa ROCK 5B', armParts: ['0x41 0xd05', '0x41 0xd0b'], maximumMHz: 2400 }))).toBeCloseTo(0.44)
})

test('a faster clock never makes an unknown processor slower', () => {
  fc.assert(
    fc.property(fc.string(), fc.nat(10_000), fc.nat(10_000), (model, a, b) => {
      const [slow, fast] = [Math.min(a, b), Math.max(a, b)].map(maximumMHz => coreSpeed(processor(model, { maximumMHz })))
      expect(slow).toBeGreaterThan(0)
      expect(fast).toBeGreaterThanOrEqual(slow ?? 0)
    }),
  )
})
