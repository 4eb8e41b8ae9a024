import type { Agent } from 'node:http'
import { createRequire } from 'node:module'
import { type Duplex, Readable } from 'node:stream'
import type Docker from 'dockerode'
import { z } from 'zod'
import { AppError } from '../../../shared/errors/app-error.ts'
import type { ContainerDetail, ContainerEngine } from '../../ports/container-engine.ts'
import type { EngineDoor } from '../../ports/engine-door.ts'
import { untilAborted } from '../../ports/until-aborted.ts'
import { engineAgent } from './engine-agent.ts'
import { jsonLines } from './json-lines.ts'
import { pullError } from './pull-error.ts'
import { createPullSum, pullLineSchema } from './pull-progress.ts'
import { readLogs } from './read-logs.ts'

/** Connections for calls are kept open; logs, events and pulls each take one of their own, so that they never hold up a call. */
const callConnections = 2
const streamConnections = 16

const eventSchema = z.object({ Action: z.string(), Actor: z.object({ ID: z.string() }), timeNano: z.number() })

/** The Docker engine behind a door, whatever the door is. */
export function engineOver(door: EngineDoor<Duplex>): ContainerEngine {
  const { device } = door
  const docker = over(engineAgent(door.dial, { keepAlive: true, connections: callConnections }))
  const streaming = over(engineAgent(door.dial, { keepAlive: false, connections: streamConnections }))

  /** Makes a call; a cancel, a catalogue error, an answer of the engine and a broken connection stay four different things. */
  const call = async <T>(what: string, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> => {
    signal?.throwIfAborted()
    try {
      return await untilAborted(work(), signal)
    } catch (error) {
      throw await explained(what, signal, error)
    }
  }

  const explained = async (what: string, signal: AbortSignal | undefined, error: unknown): Promise<unknown> => {
    if (signal?.aborted) return signal.reason
    if (error instanceof AppError) return error
    if (isGarbled(error)) return new AppError('DeviceGarbled', { device, what: `what Docker answered to ${what}` }, { cause: error })
    if (statusOf(error) === undefined) return door.failure()
    const output = error instanceof Error ? wordsOf(error) : String(error)
    return new AppError('CommandFailed', { device, command: `docker ${what}`, exitCode: 1, output }, { cause: error })
  }

  const unlessGone = async (what: string, signal: AbortSignal | undefined, work: () => Promise<unknown>) => {
    await call(what, signal, () => work().catch(unless(404)))
  }

  const details = async (id: string, signal?: AbortSignal): Promise<ContainerDetail | undefined> => {
    const inspected = await docker.getContainer(id).inspect(abortable(signal)).catch(unless(404))
    return inspected && detailOf(inspected)
  }

  return {
    version: signal =>
      call('version', signal, async () => {
        const [version, info] = await Promise.all([docker.version(), docker.info()])
        return { version: version.Version, apiVersion: version.ApiVersion, rootDir: String(info.DockerRootDir), architecture: version.Arch }
      }),

    image: (reference, signal) =>
      call('image inspect', signal, async () => {
        const found = await docker.getImage(reference).inspect().catch(unless(404))
        return found && { id: found.Id, sizeBytes: found.Size, architecture: found.Architecture }
      }),

    async pull(reference, onProgress, signal) {
      const sum = createPullSum(reference)
      let failed: string | undefined
      try {
        await call(`pull ${reference}`, signal, async () => {
          const stream = await streaming.pull(withTag(reference), abortable(signal))
          for await (const value of jsonLines(asReadable(stream))) {
            const line = pullLineSchema.parse(value)
            failed ??= line.error
            const progress = sum.add(line)
            if (progress) onProgress(progress)
          }
        })
      } catch (error) {
        if (!(error instanceof AppError) || !error.is('CommandFailed')) throw error
        failed = error.data.output
      }
      if (failed === undefined) return sum.somethingNew()
      const { Arch } = await call('version', signal, () => docker.version())
      throw pullError(device, reference, failed, Arch)
    },

    removeImage: (reference, signal) =>
      call(`image rm ${reference}`, signal, async () => {
        await docker.getImage(reference).remove(abortable(signal)).catch(unless(404, 409))
      }),

    containers: (labels, signal) =>
      call('ps', signal, async () => {
        const label = Object.entries(labels).map(([name, value]) => `${name}=${value}`)
        const found = await docker.listContainers({ all: true, filters: { label }, ...abortable(signal) })
        const inspected = await Promise.all(found.map(({ Id }) => details(Id, signal)))
        return inspected.filter(detail => detail !== undefined)
      }),

    labelled: (name, value, signal) =>
      call('ps', signal, async () => {
        const filters = { label: [`${name}=${value}`] }
        const [containers, networks, { Volumes }] = await Promise.all([
          docker.listContainers({ all: true, filters, ...abortable(signal) }),
          docker.listNetworks({ filters, ...abortable(signal) }),
          docker.listVolumes({ filters, ...abortable(signal) }),
        ])
        return {
          containers: containers.map(({ Id, Names }) => ({ id: Id, name: (Names[0] ?? Id).replace(/^\//, '') })),
          networks: networks.map(({ Id, Name }) => ({ id: Id, name: Name })),
          volumes: (Volumes ?? []).map(({ Name }) => ({ name: Name })),
        }
      }),

    removeContainer: (id, signal) =>
      unlessGone(`rm ${id}`, signal, async () => {
        const container = docker.getContainer(id)
        const refused = await container.remove({ force: true, v: true, ...abortable(signal) }).catch(unless(409))
        // Refused because somebody is at it already: gone when they are done.
        if (refused === undefined) await container.wait({ condition: 'removed', ...abortable(signal) })
      }),

    removeNetwork: (id, signal) => unlessGone(`network rm ${id}`, signal, () => docker.getNetwork(id).remove(abortable(signal))),

    removeVolume: (name, signal) => unlessGone(`volume rm ${name}`, signal, () => docker.getVolume(name).remove(abortable(signal))),

    async *logs(id, { tail, follow }, signal) {
      const stop = new AbortController()
      const either = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal
      try {
        const { Config } = await untilAborted(docker.getContainer(id).inspect(abortable(signal)), signal)
        const options = { stdout: true, stderr: true, timestamps: true, tail, abortSignal: either } as const
        const container = streaming.getContainer(id)
        const stream = follow
          ? asReadable(await container.logs({ ...options, follow }))
          : Readable.from([await container.logs({ ...options, follow })])
        yield* readLogs(stream, Config.Tty)
      } catch (error) {
        throw await explained(`logs ${id}`, signal, error)
      } finally {
        stop.abort()
      }
    },

    async *events(label, signal) {
      const stop = new AbortController()
      try {
        const filters = JSON.stringify({ label: [label], type: ['container'] })
        const stream = await streaming.getEvents({ filters, abortSignal: AbortSignal.any([signal, stop.signal]) })
        for await (const value of jsonLines(asReadable(stream))) {
          const { Action, Actor, timeNano } = eventSchema.parse(value)
          // "health_status: healthy" and "exec_create: COMMAND" say more than what happened.
          yield { action: Action.split(':', 1)[0] ?? Action, container: Actor.ID, at: Math.floor(timeNano / 1e6) }
        }
        throw await door.failure()
      } catch (error) {
        throw await explained('events', signal, error)
      } finally {
        stop.abort()
      }
    },
  }
}

/** The host name goes into a header that the engine does not read; what counts is the agent. */
const load = createRequire(import.meta.url)

function over(agent: Agent): Docker {
  // The library brings much along that a host which only watches never needs: it is read at the first call to an engine.
  const Client: typeof Docker = load('dockerode')
  const options: Docker.DockerOptions & { readonly agent: Agent } = { protocol: 'http', host: 'localhost', port: 80, agent }
  return new Client(options)
}

function abortable(signal: AbortSignal | undefined): { readonly abortSignal?: AbortSignal } {
  return signal ? { abortSignal: signal } : {}
}

/** Without a tag the engine would pull every one there is. */
function withTag(reference: string): string {
  return /[:@][^/]*$/.test(reference) ? reference : `${reference}:latest`
}

function statusOf(error: unknown): number | undefined {
  return error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : undefined
}

/** Whether the answer was no HTTP, no JSON, or not of the expected shape. */
function isGarbled(error: unknown): boolean {
  if (error instanceof SyntaxError || error instanceof z.ZodError) return true
  return error instanceof Error && 'code' in error && String(error.code).startsWith('HPE_')
}

function wordsOf(error: Error): string {
  return error.message.replace(/^\(HTTP code \d+\)[^-]*- /, '').trim()
}

/** Turns these answers of the engine into nothing. */
function unless(...statuses: readonly number[]): (error: unknown) => undefined {
  return error => {
    if (statuses.includes(statusOf(error) ?? 0)) return undefined
    throw error
  }
}

function asReadable(stream: NodeJS.ReadableStream): Readable {
  return stream instanceof Readable ? stream : new Readable().wrap(stream)
}

function detailOf({ Id, Name, Config, State, RestartCount, HostConfig }: Docker.ContainerInspectInfo): ContainerDetail {
  const startedAt = Date.parse(State.StartedAt)
  const lastProbe = State.Health?.Log?.at(-1)?.Output
  return {
    id: Id,
    name: Name.replace(/^\//, ''),
    image: Config.Image,
    labels: Config.Labels ?? {},
    state: State.Status as ContainerDetail['state'],
    health: (State.Health?.Status as ContainerDetail['health'] | undefined) ?? 'none',
    exitCode: State.ExitCode,
    outOfMemory: State.OOMKilled,
    restartCount: RestartCount,
    ...(startedAt > 0 && { startedAt }),
    ...(HostConfig.Memory ? { memoryLimitBytes: HostConfig.Memory } : {}),
    ...(lastProbe !== undefined && { lastProbe }),
  }
}
