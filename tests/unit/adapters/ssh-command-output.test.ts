import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createCommandOutput } from '../../../electron/ports/device-shell/command-output.ts'

/** Feeds a text cut into pieces of these lengths. */
function feed(text: string, cuts: readonly number[], keepBytes?: number) {
  const lines: string[] = []
  const output = createCommandOutput(line => lines.push(line), keepBytes)
  let rest: Uint8Array = new TextEncoder().encode(text)
  for (let index = 0; rest.length > 0; index += 1) {
    const length = cuts[index % cuts.length] ?? 1
    output.write(rest.subarray(0, length))
    rest = rest.subarray(length)
  }
  return { lines, kept: output.end() }
}

const cuts = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 6 })
const text = fc.string({ unit: 'grapheme', maxLength: 200 }).filter(value => value.isWellFormed() && !value.includes('\uFEFF'))

describe('output of a command', () => {
  it('is the same text and the same lines wherever it is cut', () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 8 }), cuts, (parts, lengths) => {
        const whole = parts.map(part => part.replaceAll(/[\r\n]/g, '')).join('\n')
        const { lines, kept } = feed(whole, lengths)
        expect(kept).toBe(whole)
        expect(lines).toEqual(whole.endsWith('\n') || whole === '' ? whole.split('\n').slice(0, -1) : whole.split('\n'))
      }),
    )
  })

  it('keeps its end, whole characters only', () => {
    fc.assert(
      fc.property(text, cuts, fc.integer({ min: 4, max: 64 }), (whole, lengths, keepBytes) => {
        const { kept } = feed(whole, lengths, keepBytes)
        expect(whole.endsWith(kept)).toBe(true)
        const bytes = new TextEncoder().encode(whole).length
        const keptBytes = new TextEncoder().encode(kept).length
        expect(keptBytes).toBeLessThanOrEqual(keepBytes)
        expect(keptBytes).toBeGreaterThan(Math.min(bytes, keepBytes) - 4)
      }),
    )
  })

  it('hands on a flood without line ends in pieces', () => {
    const { lines } = feed('x'.repeat(300_000), [32_768])
    expect(lines.join('')).toBe('x'.repeat(300_000))
    expect(Math.max(...lines.map(line => line.length))).toBe(65_536)
  })
})
