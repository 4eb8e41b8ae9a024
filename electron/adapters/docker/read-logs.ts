import { Buffer } from 'node:buffer'
import type { EngineLogLine } from '../../ports/container-engine.ts'

const longestLine = 64 * 1024
const headerBytes = 8

/** Turns what the engine sends of a container's output into lines: framed by stream, or bare when the container has a terminal. */
export async function* readLogs(stream: AsyncIterable<Uint8Array>, terminal: boolean): AsyncIterable<EngineLogLine> {
  const lines = { out: lineReader('out'), err: lineReader('err') }
  const pieces = terminal ? bare(stream) : framed(stream)
  for await (const { from, bytes } of pieces) yield* lines[from].take(bytes)
  yield* lines.out.rest()
  yield* lines.err.rest()
}

interface Piece {
  readonly from: 'out' | 'err'
  readonly bytes: Uint8Array
}

async function* bare(stream: AsyncIterable<Uint8Array>): AsyncIterable<Piece> {
  for await (const bytes of stream) yield { from: 'out', bytes }
}

/** Frames begin with the stream's number and, in the last four of eight bytes, their length; they come cut anywhere. */
async function* framed(stream: AsyncIterable<Uint8Array>): AsyncIterable<Piece> {
  let header = Buffer.alloc(0)
  let left = 0
  let from: Piece['from'] = 'out'
  for await (const bytes of stream) {
    let rest = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    while (rest.length > 0) {
      if (left === 0) {
        const missing = headerBytes - header.length
        header = Buffer.concat([header, rest.subarray(0, missing)])
        rest = rest.subarray(missing)
        if (header.length < headerBytes) break
        from = header.readUInt8(0) === 2 ? 'err' : 'out'
        left = header.readUInt32BE(4)
        header = Buffer.alloc(0)
      }
      const piece = rest.subarray(0, left)
      rest = rest.subarray(piece.length)
      left -= piece.length
      if (piece.length > 0) yield { from, bytes: piece }
    }
  }
}

function lineReader(stream: 'out' | 'err') {
  const decoder = new TextDecoder()
  let pending = ''
  return {
    *take(bytes: Uint8Array): Iterable<EngineLogLine> {
      const lines = (pending + decoder.decode(bytes, { stream: true })).split('\n')
      pending = lines.pop() ?? ''
      for (const line of lines) yield logLine(stream, line)
      for (; pending.length > longestLine; pending = pending.slice(longestLine)) yield logLine(stream, pending.slice(0, longestLine))
    },
    *rest(): Iterable<EngineLogLine> {
      if (pending) yield logLine(stream, pending)
    },
  }
}

function logLine(stream: 'out' | 'err', line: string): EngineLogLine {
  const bare = line.endsWith('\r') ? line.slice(0, -1) : line
  const [, stamp, text] = /^(\d{4}-\d\d-\d\dT\S+) ?(.*)$/s.exec(bare) ?? []
  const at = stamp === undefined ? Number.NaN : Date.parse(stamp)
  return Number.isNaN(at) ? { stream, text: bare } : { at, stream, text: text ?? '' }
}
