import type { z } from 'zod'
import { AppError } from '../../../shared/errors/app-error.ts'
import type { ClusterTarget } from '../../ports/cluster-access.ts'
import type { About } from './about.ts'
import type { Wire } from './door.ts'
import { type DoorPorts, openDoors } from './doors.ts'
import { encodeForm, encodePath, type Parameters } from './form.ts'
import { createLogin } from './login.ts'
import { createQueues } from './queues.ts'
import { type Answer, readAnswer } from './read-answer.ts'
import type { Tickets } from './tickets.ts'

/** One call of the API. */
export interface Call {
  readonly method: Wire['method']
  /** Parts of the path after `/api2/json`. */
  readonly path: readonly (string | number)[]
  readonly parameters?: Parameters
  /** A noun phrase for the sentences of errors: "the start of web-01". */
  readonly doing: string
  readonly guest?: string
  readonly vmid?: number
  readonly storage?: string
}

/** Speaks with one cluster. */
export interface Client {
  readonly cluster: string
  /** Calls and reads the answer. Errors: those all calls of a ClusterSession have. */
  ask<T extends z.ZodType>(call: Call, schema: T, signal?: AbortSignal): Promise<z.output<T>>
  /** The URL of the door that answered last. */
  url(): string
  close(): void
}

const atOnceForEachNode = 4
const readLimitMs = 30_000
const writeLimitMs = 60_000

/** Makes the client of a target; it connects when it is asked for something. */
export function createClient(target: ClusterTarget, tickets: Tickets, ports: DoorPorts): Client {
  const doors = openDoors(target.doors, ports)
  const login = createLogin(target, doors, tickets, ports.clock)
  const queues = createQueues(atOnceForEachNode)
  const secrets = target.login.method === 'token' ? [target.login.secret] : [target.login.password, target.login.code ?? '']

  async function send(call: Call, about: About, signal: AbortSignal | undefined): Promise<Answer> {
    const wire = (headers: Wire['headers']): Wire => ({ ...encoded(call), headers, limitMs: about.writes ? writeLimitMs : readLimitMs })
    const proof = await login.proof(signal)
    const answer = await doors.send(wire(proof.headers(about.writes)), !about.writes, about, signal)
    if (answer.status !== 401) return answer
    const other = await login.again(proof, signal)
    const second = await doors.send(wire(other.headers(about.writes)), !about.writes, about, signal)
    if (second.status !== 401) return second
    const { method } = target.login
    const user = target.login.method === 'token' ? target.login.tokenId : target.login.user
    throw new AppError('ClusterLoginRefused', { cluster: target.name, user, method })
  }

  return {
    cluster: target.name,
    url: doors.url,
    ask: (call, schema, signal) => {
      const node = call.path[0] === 'nodes' && call.path[1] !== undefined ? String(call.path[1]) : undefined
      const { doing, guest, vmid, storage } = call
      const about: About = {
        cluster: target.name,
        doing,
        writes: call.method !== 'GET',
        ...(guest !== undefined && { guest }),
        ...(vmid !== undefined && { vmid }),
        ...(node !== undefined && { node }),
        ...(storage !== undefined && { storage }),
      }
      return queues.run(
        node ?? '',
        async () => readAnswer(masked(await send(call, about, signal), [...secrets, ...secretsOf(call.parameters)]), schema, about),
        signal,
      )
    },
    close: doors.close,
  }
}

function encoded({ method, path, parameters = {} }: Call): Pick<Wire, 'method' | 'path' | 'body'> {
  const form = encodeForm(parameters)
  const address = `/api2/json${encodePath(path)}`
  // A body in a DELETE is refused.
  if (method === 'GET' || method === 'DELETE') return { method, path: form === '' ? address : `${address}?${form}` }
  return { method, path: address, body: form }
}

function secretsOf(parameters: Parameters = {}): readonly string[] {
  return [parameters.password, parameters.cipassword].filter(value => typeof value === 'string')
}

/** A refusal must not repeat to the person, or to a log, what was secret in the question. */
function masked(answer: Answer, secrets: readonly string[]): Answer {
  if (answer.status === 200) return answer
  const mask = (text: string) => secrets.reduce((left, secret) => (secret.length < 4 ? left : left.replaceAll(secret, '••••••')), text)
  return { ...answer, reason: mask(answer.reason), body: mask(answer.body) }
}
