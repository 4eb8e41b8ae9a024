import { createORPCClient } from '@orpc/client'
import { eventIterator, oc } from '@orpc/contract'
import { implement } from '@orpc/server'
import { RPCHandler } from '@orpc/server/message-port'
import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type Connection, type ConnectionState, createConnection, type Pipe, pauseMs } from '../../../renderer/lib/connection.ts'
import { failureOf } from '../../../renderer/lib/errors.ts'
import { follow, type LiveState } from '../../../renderer/lib/live-stream.ts'
import { pipeOverPort, pipeOverSocket } from '../../../renderer/lib/pipe.ts'

const contract = {
  info: oc.output(z.string()),
  never: oc.output(z.string()),
  taken: oc
    .errors({ NameTaken: { status: 409, data: z.object({ what: z.string(), name: z.string(), suggestion: z.string() }) } })
    .output(z.string()),
  count: oc.input(z.object({ after: z.number() })).output(eventIterator(z.object({ seq: z.number() }))),
}

/** A host that can be cut off and counts what reaches it. */
function fakeHost() {
  const calls = { never: 0, count: [] as number[] }
  const implemented = implement(contract)
  const handler = new RPCHandler({
    info: implemented.info.handler(() => 'here'),
    never: implemented.never.handler(() => {
      calls.never += 1
      return new Promise<string>(() => undefined)
    }),
    taken: implemented.taken.handler(({ errors }) => {
      throw errors.NameTaken({ data: { what: 'app', name: 'cloud', suggestion: 'cloud-2' } })
    }),
    count: implemented.count.handler(async function* ({ input, signal }) {
      calls.count.push(input.after)
      for (const seq of [1, 2, 3, 4].filter(each => each > input.after)) {
        yield { seq }
        if (seq === 2) await new Promise<void>(resolve => signal?.addEventListener('abort', () => resolve(), { once: true }))
      }
    }),
  })
  const ends: MessagePort[] = []
  return {
    calls,
    ends,
    open: async (): Promise<Pipe> => {
      const { port1, port2 } = new MessageChannel()
      handler.upgrade(port1)
      port1.start()
      ends.push(port1)
      return pipeOverPort(port2)
    },
    cut: () => ends.at(-1)?.close(),
  }
}

const started: Connection[] = []
afterEach(() => {
  for (const connection of started.splice(0)) connection.stop()
})

function connect(open: () => Promise<Pipe>, { isSignedOut = async () => false, probed = 'info' } = {}) {
  const pauses: number[] = []
  const connection = createConnection({
    open,
    probe: link => link.call([probed], undefined, { context: {} }),
    isSignedOut,
    now: () => 0,
    wait: ms => {
      pauses.push(ms)
      return ms > 15_000 || ms === 10_000 ? new Promise(() => undefined) : Promise.resolve()
    },
    random: () => 1,
  })
  started.push(connection)
  const phase = (wanted: ConnectionState['phase'], round?: number) =>
    new Promise<void>(resolve => {
      const look = (state: ConnectionState) => {
        if (state.phase !== wanted || (round !== undefined && state.phase === 'connected' && state.round !== round)) return
        stop()
        resolve()
      }
      const stop = connection.state.subscribe(look)
      look(connection.state.getState())
    })
  return { connection, phase, pauses, client: createORPCClient<Record<string, (input?: unknown) => Promise<unknown>>>(connection.link) }
}

/** A socket that has got as far as `readyState`. */
function socketAt(readyState: number): WebSocket {
  const { CONNECTING, OPEN } = WebSocket
  return Object.assign(new EventTarget(), { readyState, CONNECTING, OPEN, close: () => undefined, send: () => undefined }) as never
}

describe('a pipe over a socket', () => {
  it('takes one that is open already', async () => {
    expect((await pipeOverSocket(socketAt(WebSocket.OPEN))).isOpen()).toBe(true)
  })

  it('waits for one that is opening', async () => {
    const socket = socketAt(WebSocket.CONNECTING)
    const pipe = pipeOverSocket(socket)
    socket.dispatchEvent(new Event('open'))
    expect((await pipe).isOpen()).toBe(true)
  })

  it('fails over one that was refused, now or before', async () => {
    const socket = socketAt(WebSocket.CONNECTING)
    const pipe = pipeOverSocket(socket)
    socket.dispatchEvent(new Event('close'))
    await expect(pipe).rejects.toThrow('did not open')
    await expect(pipeOverSocket(socketAt(WebSocket.CLOSED))).rejects.toThrow('did not open')
  })
})

describe('the connection', () => {
  it('is connected only after the host has answered', async () => {
    const host = fakeHost()
    const { connection, client } = connect(host.open)
    expect(connection.state.getState().phase).toBe('connecting')
    expect(await client.info?.()).toBe('here')
    expect(connection.state.getState()).toEqual({ phase: 'connected', round: 1 })
  })

  it('sends the first calls as soon as the pipe is open, without waiting for the answer', async () => {
    const host = fakeHost()
    const { connection, client } = connect(host.open, { probed: 'never' })
    void client.never?.().catch(() => undefined)
    await expect.poll(() => host.calls.never).toBe(2)
    expect(connection.state.getState().phase).toBe('connecting')
  })

  it('fails a call in flight when the pipe breaks, and never sends it again', async () => {
    const host = fakeHost()
    const { client, phase } = connect(host.open)
    await phase('connected')
    const answer = client.never?.().catch(failureOf)
    await expect.poll(() => host.calls.never).toBe(1)
    host.cut()
    expect(await answer).toMatchObject({ kind: 'connection-lost' })
    await phase('connected', 2)
    expect(await client.info?.()).toBe('here')
    expect(host.calls.never).toBe(1)
  })

  it('tells an error of the catalogue from a lost connection', async () => {
    const { client } = connect(fakeHost().open)
    expect(failureOf(await client.taken?.().catch((error: unknown) => error))).toMatchObject({
      kind: 'known',
      wire: { code: 'NameTaken' },
    })
  })

  it('pauses longer after each failure and says so', async () => {
    let tries = 0
    const host = fakeHost()
    const { pauses, phase } = connect(async () => {
      tries += 1
      if (tries < 4) throw new Error('refused')
      return host.open()
    })
    await phase('connected')
    expect(pauses.slice(0, 3)).toEqual([500, 1000, 2000])
    expect(pauseMs(30, 1)).toBe(15_000)
    expect(pauseMs(30, 0)).toBe(7_500)
  })

  it('stops when nobody is signed in', async () => {
    const { phase, client } = connect(
      async () => {
        throw new Error('refused')
      },
      { isSignedOut: async () => true },
    )
    await phase('signed-out')
    await expect(client.info?.()).rejects.toMatchObject({ code: 'NotSignedIn' })
  })

  it('resumes a stream after the last event seen', async () => {
    const host = fakeHost()
    const { connection, phase, client } = connect(host.open)
    const seen: number[] = []
    const states: LiveState['phase'][] = []
    const done = follow<{ seq: number }>({
      current: () => ({
        open: ({ after }) => client.count?.({ after }) as Promise<AsyncIterable<{ seq: number }>>,
        onBatch: batch => seen.push(batch.seq),
        seqOf: batch => batch.seq,
      }),
      connection: connection.state,
      signal: new AbortController().signal,
      onState: state => states.push(state.phase),
    })
    await expect.poll(() => seen).toEqual([1, 2])
    host.cut()
    await phase('connected', 2)
    await done
    expect(seen).toEqual([1, 2, 3, 4])
    expect(host.calls.count).toEqual([0, 2])
    expect(states).toEqual(['live', 'waiting', 'live', 'ended'])
  })
})
