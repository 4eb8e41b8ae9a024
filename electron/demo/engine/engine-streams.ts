import type { ServerResponse } from 'node:http'
import type { SimulatedDevice } from '../simulated-device.ts'
import { eventAnswer } from './answers.ts'
import { type Container, EngineError } from './engine-things.ts'
import { type Filters, labelsFit, oneFits } from './filters.ts'
import { followLines, type LogLine, lastLines } from './log-lines.ts'
import { pullImage } from './pulls.ts'

/** One call of the engine's API. */
export interface Call {
  readonly device: SimulatedDevice
  readonly query: URLSearchParams
  readonly filters: Filters
  /** What stands at the stars of the route. */
  readonly names: readonly string[]
  readonly response: ServerResponse
  /** Ends when the caller has gone. */
  readonly signal: AbortSignal
}

/** Whether a parameter is switched on. */
export const flag = (call: Call, name: string) => ['1', 'true', 'True'].includes(call.query.get(name) ?? '')
/** The container a call names. */
export const container = (call: Call): Container => call.device.engine.container(call.names[0] ?? '')

/** POST /images/create */
export async function pull(call: Call): Promise<void> {
  const [image, tag] = [call.query.get('fromImage') ?? '', call.query.get('tag') ?? '']
  const reference = tag ? `${image}${tag.includes(':') ? '@' : ':'}${tag}` : image
  if (!image || /[A-Z\s]/.test(image.split('/').at(-1)?.split(':')[0] ?? ''))
    throw new EngineError(400, `invalid reference format: ${image}`)
  const platform = call.query.get('platform') ?? undefined
  for await (const line of pullImage(call.device, reference, call.signal, platform || undefined)) {
    if (!call.response.headersSent) call.response.writeHead(200, { 'Content-Type': 'application/json' })
    call.response.write(`${JSON.stringify(line)}\r\n`)
  }
  call.response.end()
}

/** GET /events */
export function events(call: Call): Promise<void> {
  const { engine } = call.device
  const since = Number(call.query.get('since') ?? Number.NaN) * 1000
  const until = Number(call.query.get('until') ?? Number.NaN) * 1000
  call.response.writeHead(200, { 'Content-Type': 'application/json' })
  call.response.flushHeaders()
  return new Promise(resolve => {
    const tell = (event: Parameters<typeof eventAnswer>[0]) => {
      const { filters } = call
      const shown =
        oneFits(filters.type, type => type === event.type) &&
        labelsFit(event.attributes, filters.label) &&
        oneFits(filters.event, action => event.action === action || event.action.startsWith(`${action}:`)) &&
        oneFits(filters.container, id => event.id.startsWith(id) || event.attributes.name === id)
      if (shown) call.response.write(`${JSON.stringify(eventAnswer(event))}\n`)
    }
    if (since >= 0) for (const event of engine.past) if (event.at >= since) tell(event)
    const stop = engine.listen(tell)
    const end = () => {
      stop()
      call.response.end()
      resolve()
    }
    call.signal.addEventListener('abort', end, { once: true })
    if (until >= 0) call.device.untilReal(until, call.signal).then(end, () => undefined)
  })
}

/** GET /containers/{id}/logs */
export async function logs(call: Call): Promise<void> {
  const one = container(call)
  const tail = call.query.get('tail') ?? 'all'
  const [out, err] = [flag(call, 'stdout'), flag(call, 'stderr')]
  if (!out && !err) throw new EngineError(400, 'Bad parameters: you must choose at least one stream')
  const since = Number(call.query.get('since') ?? 0) * 1000
  const write = (line: LogLine) => {
    if (line.stream === 'out' ? !out : !err) return
    const text = Buffer.from(
      `${flag(call, 'timestamps') ? `${new Date(line.at).toISOString().replace('Z', '000000Z')} ` : ''}${line.text}\n`,
    )
    const head = Buffer.alloc(8)
    head[0] = line.stream === 'out' ? 1 : 2
    head.writeUInt32BE(text.length, 4)
    call.response.write(Buffer.concat([head, text]))
  }
  call.response.writeHead(200, { 'Content-Type': 'application/vnd.docker.multiplexed-stream' })
  call.response.flushHeaders()
  const past = lastLines(one, call.device, tail === 'all' ? 10_000 : Number(tail), since)
  for (const line of past) write(line)
  if (flag(call, 'follow'))
    for await (const line of followLines(one, call.device, past.at(-1)?.at ?? call.device.time.now(), call.signal)) write(line)
  call.response.end()
}

/** POST /containers/{id}/wait */
export async function waitFor(call: Call): Promise<void> {
  const { engine } = call.device
  const one = container(call)
  const removed = call.query.get('condition') === 'removed'
  const over = () => (removed ? !engine.containers.has(one.id) : one.state !== 'running' && one.state !== 'restarting')
  call.response.writeHead(200, { 'Content-Type': 'application/json' })
  call.response.flushHeaders()
  while (!over() && !call.signal.aborted) {
    await new Promise<void>(resolve => {
      const stop = engine.listen(event => {
        if (event.id !== one.id) return
        stop()
        resolve()
      })
      call.signal.addEventListener(
        'abort',
        () => {
          stop()
          resolve()
        },
        { once: true },
      )
    })
  }
  call.response.end(`${JSON.stringify({ StatusCode: one.exitCode })}\n`)
}
