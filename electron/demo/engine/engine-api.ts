import type { IncomingMessage, ServerResponse } from 'node:http'
import type { SimulatedDevice } from '../simulated-device.ts'
import {
  apiVersion,
  containerAnswer,
  containerEntry,
  containerFits,
  eventAnswer,
  imageAnswer,
  imageEntry,
  infoAnswer,
  networkEntry,
  statsAnswer,
  versionAnswer,
  volumeEntry,
} from './answers.ts'
import { EngineError } from './engine-things.ts'
import { type Filters, labelsFit, oneFits, readFilters } from './filters.ts'
import { imagesBytes, removeImage } from './images.ts'
import { followLines, type LogLine, lastLines } from './log-lines.ts'
import { pullImage } from './pulls.ts'

interface Call {
  readonly device: SimulatedDevice
  readonly query: URLSearchParams
  readonly filters: Filters
  /** What stands at the stars of the route. */
  readonly names: readonly string[]
  readonly response: ServerResponse
  /** Ends when the caller has gone. */
  readonly signal: AbortSignal
}

type Route = (call: Call) => Promise<void> | void

const json = (call: Call, value: unknown, status = 200) => {
  call.response.writeHead(status, { 'Content-Type': 'application/json' })
  call.response.end(`${JSON.stringify(value)}\n`)
}
const empty = (call: Call, status: number) => {
  call.response.writeHead(status)
  call.response.end()
}
const flag = (call: Call, name: string) => ['1', 'true', 'True'].includes(call.query.get(name) ?? '')
const named = (call: Call) => call.names[0] ?? ''
const container = (call: Call) => call.device.engine.container(named(call))
/** Containers take a moment to end; a shorter one for those killed. */
const endsInMs = 450

const routes: readonly (readonly [method: string, path: RegExp, Route])[] = [
  ['GET', /^\/_ping$/, call => void call.response.end('OK')],
  ['HEAD', /^\/_ping$/, call => void call.response.end()],
  ['GET', /^\/version$/, call => json(call, versionAnswer(call.device))],
  ['GET', /^\/info$/, call => json(call, infoAnswer(call.device))],
  [
    'GET',
    /^\/system\/df$/,
    call =>
      json(call, {
        LayersSize: imagesBytes(call.device),
        Images: [...call.device.engine.images.values()].map(imageEntry),
        Containers: call.device.engine.all().map(one => containerEntry(one, call.device)),
        Volumes: [...call.device.engine.volumes.values()].map(volume => volumeEntry(volume, call.device)),
        BuildCache: [],
      }),
  ],
  ['GET', /^\/events$/, events],
  [
    'GET',
    /^\/images\/json$/,
    call =>
      json(
        call,
        [...call.device.engine.images.values()]
          .filter(image =>
            oneFits(call.filters.reference, reference =>
              image.references.some(one => one === reference || one.startsWith(`${reference}:`)),
            ),
          )
          .map(imageEntry),
      ),
  ],
  ['POST', /^\/images\/create$/, pull],
  [
    'GET',
    /^\/images\/(.+)\/json$/,
    call => {
      const image = call.device.engine.image(named(call))
      if (!image) throw new EngineError(404, `No such image: ${named(call)}`)
      json(call, imageAnswer(image))
    },
  ],
  ['DELETE', /^\/images\/(.+)$/, call => json(call, removeImage(call.device, named(call), flag(call, 'force')))],
  [
    'GET',
    /^\/containers\/json$/,
    call => {
      const { engine } = call.device
      const found = engine.all().filter(one => containerFits(one, call.filters, flag(call, 'all')))
      json(
        call,
        found.slice(0, Number(call.query.get('limit')) || found.length).map(one => containerEntry(one, call.device)),
      )
    },
  ],
  ['GET', /^\/containers\/([^/]+)\/json$/, call => json(call, containerAnswer(container(call), call.device))],
  ['GET', /^\/containers\/([^/]+)\/logs$/, logs],
  ['GET', /^\/containers\/([^/]+)\/stats$/, call => json(call, statsAnswer(container(call), call.device))],
  ['POST', /^\/containers\/([^/]+)\/start$/, call => empty(call, call.device.engine.start(container(call)) ? 204 : 304)],
  [
    'POST',
    /^\/containers\/([^/]+)\/stop$/,
    async call => {
      const one = container(call)
      if (one.state === 'running') await call.device.time.pass(endsInMs, call.signal)
      empty(call, call.device.engine.stop(one, 'stop') ? 204 : 304)
    },
  ],
  [
    'POST',
    /^\/containers\/([^/]+)\/kill$/,
    call => {
      const one = container(call)
      if (!call.device.engine.stop(one, 'kill'))
        throw new EngineError(409, `cannot kill container: ${named(call)}: container ${one.id} is not running`)
      empty(call, 204)
    },
  ],
  [
    'POST',
    /^\/containers\/([^/]+)\/restart$/,
    async call => {
      const one = container(call)
      if (call.device.engine.stop(one, 'stop')) await call.device.time.pass(endsInMs, call.signal)
      call.device.engine.start(one)
      empty(call, 204)
    },
  ],
  ['POST', /^\/containers\/([^/]+)\/wait$/, waitFor],
  [
    'DELETE',
    /^\/containers\/([^/]+)$/,
    call => {
      call.device.engine.removeContainer(container(call), { force: flag(call, 'force'), volumes: flag(call, 'v') })
      empty(call, 204)
    },
  ],
  [
    'GET',
    /^\/networks$/,
    call =>
      json(
        call,
        [...call.device.engine.networks.values()]
          .filter(
            network =>
              labelsFit(network.labels, call.filters.label) &&
              oneFits(call.filters.name, name => network.name.includes(name)) &&
              oneFits(call.filters.id, id => network.id.startsWith(id)),
          )
          .map(networkEntry),
      ),
  ],
  ['GET', /^\/networks\/([^/]+)$/, call => json(call, networkEntry(call.device.engine.network(named(call))))],
  [
    'DELETE',
    /^\/networks\/([^/]+)$/,
    call => {
      call.device.engine.removeNetwork(named(call))
      empty(call, 204)
    },
  ],
  [
    'GET',
    /^\/volumes$/,
    call =>
      json(call, {
        Volumes: [...call.device.engine.volumes.values()]
          .filter(volume => labelsFit(volume.labels, call.filters.label) && oneFits(call.filters.name, name => volume.name.includes(name)))
          .map(volume => volumeEntry(volume, call.device)),
        Warnings: null,
      }),
  ],
  [
    'GET',
    /^\/volumes\/([^/]+)$/,
    call => {
      const volume = call.device.engine.volumes.get(named(call))
      if (!volume) throw new EngineError(404, `get ${named(call)}: no such volume`)
      json(call, volumeEntry(volume, call.device))
    },
  ],
  [
    'DELETE',
    /^\/volumes\/([^/]+)$/,
    call => {
      call.device.engine.removeVolume(named(call), flag(call, 'force'))
      empty(call, 204)
    },
  ],
]

/** Answers one request to the engine of a device as the real engine does, with or without a version before the path. */
export async function answerEngineCall(device: SimulatedDevice, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://engine')
  const path = url.pathname.replace(/^\/v\d+\.\d+(?=\/)/, '')
  const gone = new AbortController()
  response.once('close', () => gone.abort(new Error('the caller has gone')))
  request.resume()
  response.setHeader('Api-Version', apiVersion(device))
  response.setHeader('Docker-Experimental', 'false')
  response.setHeader('Ostype', 'linux')
  response.setHeader('Server', `Docker/${device.profile.dockerVersion} (linux)`)
  if (device.troubles.garbage) {
    response.end('\u0000<<%% 42 of nothing')
    return
  }
  const fail = (status: number, message: string) => {
    if (response.headersSent) response.destroy()
    else {
      response.writeHead(status, { 'Content-Type': 'application/json' })
      response.end(`${JSON.stringify({ message })}\n`)
    }
  }
  for (const [method, pattern, route] of routes) {
    const match = method === request.method ? pattern.exec(path) : null
    if (!match) continue
    try {
      device.engine.settle()
      await route({
        device,
        query: url.searchParams,
        filters: readFilters(url.searchParams.get('filters')),
        names: match.slice(1).map(decodeURIComponent),
        response,
        signal: gone.signal,
      })
    } catch (error) {
      if (error instanceof EngineError) fail(error.status, error.message)
      else if (!gone.signal.aborted) throw error
    }
    return
  }
  fail(404, 'page not found')
}

async function pull(call: Call): Promise<void> {
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

function events(call: Call): Promise<void> {
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

async function logs(call: Call): Promise<void> {
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

async function waitFor(call: Call): Promise<void> {
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
