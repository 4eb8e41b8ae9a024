import { ORPCError } from '@orpc/client'
import { describe, expect, it } from 'vitest'
import { failureOf, problemFrom } from '../../../renderer/lib/errors.ts'
import { AppError } from '../../../shared/errors/app-error.ts'

describe('what a thrown thing means', () => {
  it('tells the four kinds apart', () => {
    expect(failureOf(new AppError('ConnectionLost', {})).kind).toBe('connection-lost')
    expect(failureOf(new DOMException('stopped', 'AbortError')).kind).toBe('cancelled')
    expect(failureOf(new ORPCError('NotFound', { data: { what: 'device', name: 'nuc-9' } })).kind).toBe('known')
    expect(failureOf(new ORPCError('Internal', { data: { ref: 'abc' } })).kind).toBe('internal')
    expect(failureOf(new TypeError('x is not a function')).kind).toBe('internal')
  })

  it('never shows the text of an unknown error', () => {
    for (const thrown of [new TypeError('x is not a function'), 'text', undefined, new ORPCError('NotFound', { data: { nonsense: 1 } })])
      expect(problemFrom(thrown).title).toBe('Something went wrong inside MycoPod')
  })

  it('names the thing', () => {
    expect(problemFrom(new ORPCError('NotFound', { data: { what: 'device', name: 'nuc-9' } })).title).toContain('nuc-9')
  })
})
