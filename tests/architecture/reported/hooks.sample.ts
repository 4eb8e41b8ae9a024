import { beforeAll, describe, expect, test } from 'vitest'

test('works', () => expect(1).toBe(1))
test('counts', () => expect(1).toBe(2))
test.skip('waits', () => undefined)

describe('a part', () => {
  beforeAll(() => {
    throw new Error('no room')
  })
  test('is never begun', () => undefined)
  test('nor is this', () => undefined)
})
