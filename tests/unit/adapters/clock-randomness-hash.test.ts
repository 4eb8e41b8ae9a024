import { afterEach, describe, expect, test, vi } from 'vitest'
import { createSystemClock } from '../../../electron/adapters/clock/system-clock.ts'
import { opensslHash } from '../../../electron/adapters/hash/openssl-hash.ts'
import { createSystemRandomness } from '../../../electron/adapters/randomness/system-randomness.ts'

describe('the clock of this computer', () => {
  afterEach(() => {
    vi.useRealTimers()
  })

  test('waits, stops waiting when told to, and leaves no timer behind', async () => {
    vi.useFakeTimers()
    const clock = createSystemClock()
    const stop = new AbortController()
    const outcomes: string[] = []
    void clock.wait(1000).then(() => outcomes.push('first'))
    void clock.wait(1000, stop.signal).catch((error: Error) => outcomes.push(error.message))
    stop.abort(new Error('stopped'))
    await vi.advanceTimersByTimeAsync(999)
    expect(outcomes).toEqual(['stopped'])
    await vi.advanceTimersByTimeAsync(1)
    expect(outcomes).toEqual(['stopped', 'first'])
    await expect(clock.wait(1000, stop.signal)).rejects.toThrow('stopped')
    expect(vi.getTimerCount()).toBe(0)
  })

  test('calls back on schedule, never twice at once, until stopped', async () => {
    vi.useFakeTimers()
    const calls: (() => void)[] = []
    const stop = createSystemClock().every(100, () => new Promise<void>(resolve => calls.push(resolve)))
    await vi.advanceTimersByTimeAsync(350)
    expect(calls).toHaveLength(1)
    calls[0]?.()
    await vi.advanceTimersByTimeAsync(100)
    expect(calls).toHaveLength(2)
    stop()
    calls[1]?.()
    await vi.advanceTimersByTimeAsync(1000)
    expect(calls).toHaveLength(2)
  })
})

describe('randomness', () => {
  test('ids are 20 lower-case characters that sort in the order they were made, also when the clock goes back', () => {
    let now = Date.UTC(2026, 0, 1)
    const randomness = createSystemRandomness(() => now)
    const ids = Array.from({ length: 200 }, (_, index) => {
      if (index % 10 === 0) now += index % 20 === 0 ? 5 : -5
      return randomness.id()
    })
    expect(ids).toEqual([...new Set(ids)].sort())
    for (const id of ids) expect(id).toMatch(/^[0-9a-v]{20}$/)
  })

  test('every character of an alphabet is as likely as another, whatever its length', () => {
    const randomness = createSystemRandomness(Date.now)
    const counts = Map.groupBy(randomness.text(30_000, 'abcdefghijklmnopqrstuvwxyzABCDE'), character => character)
    expect(counts.size).toBe(31)
    // 30,000 draws over 31: a mean of 968 with a deviation of 31, so six deviations away is never by chance.
    for (const drawn of counts.values()) expect(Math.abs(drawn.length - 968)).toBeLessThan(186)
    const fractions = Array.from({ length: 100 }, () => randomness.fraction())
    expect(Math.min(...fractions)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...fractions)).toBeLessThan(1)
  })
})

test('the hash is SHA-256 of the UTF-8 text in hex', () => {
  expect(opensslHash.sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  expect(opensslHash.sha256('ü')).toBe(opensslHash.sha256('\u00fc'))
})
