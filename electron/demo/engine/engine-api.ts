import type { IncomingMessage, ServerResponse } from 'node:http'
import type { SimulatedDevice } from '../simulated-device.ts'
import { apiVersion, imageAnswer, imageEntry, infoAnswer, networkEntry, versionAnswer, volumeEntry } from './answers.ts'
import { containerAnswer, containerEntry, containerFits, statsAnswer } from './container-answers.ts'
import { type Call, container, events, flag, logs, pull, waitFor } from './engine-streams.ts'
import { EngineError } from './engine-things.ts'
import { labelsFit, oneFits, readFilters } from './filters.ts'
import { imagesBytes, removeImage } from './images.ts'

type Route = (call: Call) => Promise<void> | void

const json = (call: Call, value: unknown, status = 200) => {
  call.response.writeHead(status, { 'Content-Type': 'application/json' })
  call.response.end(`${JSON.stringify(value)}\n`)
}
const empty = (call: Call, status: number) => {
  call.response.writeHead(status)
  call.response.end()
}
const named = (call: Call) => call.names[0] ?? ''
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
