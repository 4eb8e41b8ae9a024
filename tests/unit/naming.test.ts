import fc from 'fast-check'
import { expect, test } from 'vitest'
import { freeName, nameFrom } from '../../electron/core/naming/free-name.ts'
import { nameSchema } from '../../shared/model/name.ts'

test('a host name becomes a name', () => {
  expect(nameFrom('Old PC.local', 'device')).toBe('old-pc-local')
  expect(nameFrom('Küche', 'device')).toBe('kuche')
  expect(nameFrom('日本', 'device')).toBe('device')
})

test('whatever the text, the name is a valid one and free', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), fc.nat({ max: 30 }), (text, count) => {
      const name = nameFrom(text, 'device')
      const taken = new Set<string>()
      for (let index = 0; index <= count; index += 1) {
        const free = freeName(name, taken)
        expect(nameSchema.parse(free)).toBe(free)
        expect(taken.has(free)).toBe(false)
        taken.add(free)
      }
    }),
  )
})
