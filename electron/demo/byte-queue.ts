/** Bytes on their way from one program to another: written at one end, read at the other, kept until read. */
export interface ByteQueue {
  write(data: string | Uint8Array): void
  /** No more will come. */
  end(): void
  /** The next bytes, or undefined at the end. */
  read(signal?: AbortSignal): Promise<Buffer | undefined>
  /** Gives bytes back to be read first. */
  unread(data: Buffer): void
}

/** An empty queue. */
export function byteQueue(): ByteQueue {
  const chunks: Buffer[] = []
  let ended = false
  let wake: (() => void) | undefined
  const roused = () => {
    wake?.()
    wake = undefined
  }
  return {
    write: data => {
      if (ended || data.length === 0) return
      chunks.push(Buffer.from(data))
      roused()
    },
    end: () => {
      ended = true
      roused()
    },
    read: async signal => {
      for (;;) {
        signal?.throwIfAborted()
        const chunk = chunks.shift()
        if (chunk) return chunk
        if (ended) return undefined
        await new Promise<void>(resolve => {
          wake = resolve
          signal?.addEventListener('abort', () => resolve(), { once: true })
        })
      }
    },
    unread: data => {
      if (data.length > 0) chunks.unshift(data)
    },
  }
}

/** A queue that holds these bytes and nothing more. */
export function queueOf(data: string | Uint8Array): ByteQueue {
  const queue = byteQueue()
  queue.write(data)
  queue.end()
  return queue
}

/** All bytes up to the end. */
export async function readAll(queue: ByteQueue, signal?: AbortSignal): Promise<Buffer> {
  const chunks: Buffer[] = []
  for (let chunk = await queue.read(signal); chunk; chunk = await queue.read(signal)) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** The next line without its end, or undefined when nothing is left; what follows stays in the queue. */
export async function readLine(queue: ByteQueue, signal?: AbortSignal): Promise<string | undefined> {
  const parts: Buffer[] = []
  for (let chunk = await queue.read(signal); chunk; chunk = await queue.read(signal)) {
    const end = chunk.indexOf(10)
    if (end < 0) {
      parts.push(chunk)
      continue
    }
    parts.push(chunk.subarray(0, end))
    queue.unread(chunk.subarray(end + 1))
    return Buffer.concat(parts).toString()
  }
  return parts.length > 0 ? Buffer.concat(parts).toString() : undefined
}
