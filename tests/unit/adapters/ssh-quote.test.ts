import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { commandLine, quote } from '../../../electron/ports/device-shell/quote.ts'

const shells = ['sh', 'bash'] as const
// A surrogate without its partner is no character and cannot be sent to any program.
const argument = fc.string({ unit: 'grapheme', maxLength: 40 }).filter(text => !text.includes('\0') && text.isWellFormed())
const nasty = fc.constantFrom(
  "'",
  '"',
  '$HOME',
  '`id`',
  '\\',
  '\n',
  ' ',
  '*',
  '!',
  ';rm',
  '&',
  '|',
  '#',
  '~',
  '{a,b}',
  '',
  '-n',
  '\u202e',
  '☃',
  '$(x)',
)
const word = fc.oneof(
  argument,
  fc.array(fc.oneof(nasty, argument), { maxLength: 5 }).map(parts => parts.join('')),
)

describe('quoting', () => {
  it.each(shells)('%s gets exactly the words that were given', shell => {
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 30 }), words => {
        const line = commandLine(['printf', '%s\\0', ...words])
        const printed = execFileSync(shell, ['-c', line], { encoding: 'utf8' })
        expect(printed.split('\0').slice(0, -1)).toEqual(words)
      }),
      { numRuns: 60 },
    )
  })

  it('leaves plain words plain and refuses what no program can receive', () => {
    expect(quote('/usr/bin/docker')).toBe('/usr/bin/docker')
    expect(quote('')).toBe("''")
    expect(() => quote('a\0b')).toThrow(TypeError)
  })
})
