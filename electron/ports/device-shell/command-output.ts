const longestLine = 64 * 1024
const defaultKeepBytes = 4 * 1024 * 1024

/** Takes one output stream of a command as it comes: keeps its end, and hands on whole lines. */
export interface CommandOutput {
  write(bytes: Uint8Array): void
  /** The kept end as text; hands on the last line if it did not end. */
  end(): string
}

/** Keeps at most `keepBytes`; a line longer than 64 KiB is handed on in pieces, so that no flood grows memory. */
export function createCommandOutput(onLine: ((text: string) => void) | undefined, keepBytes = defaultKeepBytes): CommandOutput {
  const tail = createTail(keepBytes)
  const decoder = new TextDecoder()
  let pending = ''
  const tell = (text: string) => onLine?.(text.endsWith('\r') ? text.slice(0, -1) : text)
  const take = (text: string) => {
    const lines = (pending + text).split('\n')
    pending = lines.pop() ?? ''
    for (const line of lines) tell(line)
    for (; pending.length > longestLine; pending = pending.slice(longestLine)) tell(pending.slice(0, longestLine))
  }
  return {
    write(bytes) {
      tail.add(bytes)
      if (onLine) take(decoder.decode(bytes, { stream: true }))
    },
    end() {
      if (onLine) take(decoder.decode())
      if (pending) tell(pending)
      pending = ''
      return tail.text()
    },
  }
}

function createTail(keepBytes: number) {
  let chunks: Uint8Array[] = []
  let bytes = 0
  let dropped = false
  const compact = () => {
    const whole = new Uint8Array(Math.min(bytes, keepBytes))
    let end = whole.length
    for (const chunk of chunks.toReversed()) {
      if (end === 0) break
      const part = chunk.subarray(Math.max(0, chunk.length - end))
      end -= part.length
      whole.set(part, end)
    }
    dropped ||= bytes > keepBytes
    chunks = [whole]
    bytes = whole.length
    return whole
  }
  return {
    add(chunk: Uint8Array) {
      chunks.push(chunk)
      bytes += chunk.length
      // Small chunks may each hold a whole network packet alive: copied together now and then.
      if (bytes > 2 * keepBytes || chunks.length > 512) compact()
    },
    text() {
      const whole = compact()
      let start = 0
      while (dropped && start < 3 && ((whole[start] ?? 0) & 0b1100_0000) === 0b1000_0000) start += 1
      return new TextDecoder().decode(whole.subarray(start))
    },
  }
}
