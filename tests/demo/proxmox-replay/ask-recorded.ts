import { Agent, request } from 'node:https'

/** A request ready to be sent; a DELETE may have a body, as some recorded ones do. */
export interface Question {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What came back. `json` is undefined where the body is none. */
export interface Reply {
  readonly status: number
  readonly reason: string
  readonly type: string | undefined
  readonly body: string
  readonly json: unknown
}

// The certificate is the simulation's own; what is tried here is what it answers.
const agent = new Agent({ keepAlive: true, rejectUnauthorized: false })

/** Asks one door of a cluster. */
export function ask(door: string, { method, path, headers, body }: Question): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const length = body === '' ? {} : { 'content-length': String(Buffer.byteLength(body)) }
    const sent = request(`${door}${path}`, { method, agent, headers: { ...headers, ...length } }, async response => {
      try {
        const parts: Buffer[] = []
        for await (const part of response) parts.push(part)
        const text = Buffer.concat(parts).toString('utf8')
        const type = response.headers['content-type']
        resolve({ status: response.statusCode ?? 0, reason: response.statusMessage ?? '', type, body: text, json: readJson(text) })
      } catch (error) {
        reject(error)
      }
    })
    sent.once('error', reject)
    sent.end(body)
  })
}

/** The value of a body, undefined where it is no JSON. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
