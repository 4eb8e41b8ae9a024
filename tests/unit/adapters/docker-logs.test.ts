import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jsonLines } from '../../../electron/adapters/docker/json-lines.ts'
import { readLogs } from '../../../electron/adapters/docker/read-logs.ts'

function frame(stream: 1 | 2, text: string): Buffer {
  const body = Buffer.from(text)
  const header = Buffer.alloc(8)
  header.writeUInt8(stream, 0)
  header.writeUInt32BE(body.length, 4)
  return Buffer.concat([header, body])
}

async function* cut(bytes: Buffer, lengths: readonly number[]): AsyncIterable<Uint8Array> {
  let rest = bytes
  for (let index = 0; rest.length > 0; index += 1) {
    const length = lengths[index % lengths.length] ?? 1
    yield rest.subarray(0, length)
    rest = rest.subarray(length)
  }
}

async function collect<T>(values: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = []
  for await (const value of values) all.push(value)
  return all
}

const lengths = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 5 })
const line = fc.record({
  stream: fc.constantFrom(1 as const, 2 as const),
  text: fc.string({ unit: 'grapheme', maxLength: 20 }).filter(text => text.isWellFormed() && !/[\r\n\uFEFF]/.test(text)),
})

describe('logs', () => {
  it('are the same lines wherever frames are cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 10 }), lengths, async (lines, cuts) => {
        const stamp = '2026-11-20T10:00:00.123456789Z'
        const bytes = Buffer.concat(lines.map(({ stream, text }) => frame(stream, `${stamp} ${text}\n`)))
        const read = await collect(readLogs(cut(bytes, cuts), false))
        expect(read).toEqual(
          lines.map(({ stream, text }) => ({ at: Date.UTC(2026, 10, 20, 10, 0, 0, 123), stream: stream === 1 ? 'out' : 'err', text })),
        )
      }),
    )
  })

  it('of a terminal come bare', async () => {
    const bytes = Buffer.from('2026-11-20T10:00:00Z one\r\nno stamp\r\n')
    const read = await collect(readLogs(cut(bytes, [5]), true))
    expect(read).toEqual([
      { at: Date.UTC(2026, 10, 20, 10), stream: 'out', text: 'one' },
      { stream: 'out', text: 'no stamp' },
    ])
  })
})

describe('a stream of JSON lines', () => {
  it('is the same values wherever it is cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.jsonValue(), { maxLength: 8 }), lengths, async (values, cuts) => {
        const text = values.map(value => JSON.stringify(value)).join('\r\n')
        const read = await collect(jsonLines(cut(Buffer.from(text), cuts)))
        expect(JSON.stringify(read)).toBe(JSON.stringify(values))
      }),
    )
  })
})
