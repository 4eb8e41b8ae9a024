import type { HttpClient } from 'isomorphic-git'
import { AppError } from '../../../shared/errors/app-error.ts'
import type { StoreRemote } from '../../ports/declaration-store.ts'

/** What one exchange with a remote may take. */
export interface ExchangeLimits {
  readonly exchangeMs: number
  readonly bytes: number
  readonly objects: number
}

/** Far more than declarations need, and little enough for a small box. */
export const defaultLimits: ExchangeLimits = { exchangeMs: 120_000, bytes: 64_000_000, objects: 50_000 }

/** A remote whose address was looked at, with the way to it. */
export interface RemoteDoor {
  /** How it is named in sentences: host and path. */
  readonly name: string
  readonly url: string
  readonly branch: string
  readonly http: HttpClient
  /** What the remote said, without the token. */
  readonly masked: (said: string) => string
  /** Ends with the person's cancel or with the time limit. */
  readonly signal: AbortSignal
}

const mostRedirects = 5
const wrongHere = { spaced: /[\s\p{Cc}~^:?*[\\]/u, shape: /\.\.|\/\/|@\{|^[/.-]|\/\.|[/.]$|\.lock(\/|$)/ }

/** Opens the way to a remote. Errors: RemoteRefused where its address or branch cannot be used. */
export function openDoor(remote: StoreRemote, limits: ExchangeLimits, signal: AbortSignal | undefined): RemoteDoor {
  const url = URL.parse(remote.url)
  const name = url ? `${url.host}${url.pathname}` : 'The remote'
  const refuse = (because: string): AppError => new AppError('RemoteRefused', { remote: name, because })
  if (!url) throw refuse('Its address is no web address.')
  if (url.username || url.password) throw refuse('Its address has a name or a password in it. Give the token by itself.')
  if (url.search || url.hash) throw refuse('Its address has more in it than the place of a repository.')
  const isLoopback = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname)
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback))
    throw refuse('Its address does not begin with https://, so a token would be read on the way.')
  if (!remote.branch || wrongHere.spaced.test(remote.branch) || wrongHere.shape.test(remote.branch))
    throw refuse(`A branch cannot have the name ${remote.branch}.`)
  const inTime = AbortSignal.timeout(limits.exchangeMs)
  const both = signal ? AbortSignal.any([signal, inTime]) : inTime
  const authorization: Readonly<Record<string, string>> = remote.token
    ? { authorization: `Basic ${Buffer.from(`x-access-token:${remote.token}`).toString('base64')}` }
    : {}

  async function request({
    url: asked,
    method = 'GET',
    headers = {},
    body,
  }: Parameters<HttpClient['request']>[0]): ReturnType<HttpClient['request']> {
    const sent = body && (await joined(body))
    let address = new URL(asked)
    for (let hops = 0; hops <= mostRedirects; hops += 1) {
      const answer = await fetch(address, {
        method,
        headers: { ...headers, ...authorization, 'user-agent': 'git/mycopod' },
        ...(sent && { body: sent }),
        redirect: 'manual',
        signal: both,
      })
      const next = answer.status >= 300 && answer.status < 400 ? answer.headers.get('location') : null
      if (next === null) {
        const received = await bounded(answer, limits, refuse)
        return {
          url: address.href,
          method,
          statusCode: answer.status,
          statusMessage: answer.statusText,
          headers: Object.fromEntries(answer.headers),
          body: only(received),
        }
      }
      await answer.body?.cancel()
      const to = new URL(next, address)
      if (to.origin !== address.origin)
        throw refuse(`It sends on to ${to.host}, and the token is not given to another place. Give that address instead.`)
      address = to
    }
    throw refuse('It sends on from one address to the next without end.')
  }

  const masked = (said: string) => (remote.token ? said.replaceAll(remote.token, '••••••') : said)
  return { name, url: url.href, branch: remote.branch, http: { request }, masked, signal: both }
}

async function bounded(
  answer: Response,
  { bytes: mostBytes, objects: mostObjects }: ExchangeLimits,
  refuse: (because: string) => AppError,
): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let received = 0
  let counted = false
  const instead = 'Use a repository that has only declarations in it.'
  for await (const part of answer.body ?? []) {
    parts.push(part)
    received += part.byteLength
    if (received > mostBytes) throw refuse(`It holds more than ${Math.round(mostBytes / 1_000_000)} MB. ${instead}`)
    if (counted || received < 100) continue
    const objects = objectsOfPack(parts)
    counted = objects !== undefined || received > 1_000_000
    if (objects !== undefined && objects > mostObjects)
      throw refuse(`It holds more than ${mostObjects.toLocaleString('en')} versions of files and folders. ${instead}`)
  }
  return Buffer.concat(parts)
}

/** How many objects the pack in the beginning of an answer says it has. */
function objectsOfPack(parts: readonly Uint8Array[]): number | undefined {
  const bytes = Buffer.concat(parts)
  const at = bytes.indexOf('PACK\0\0\0\x02', 0, 'latin1')
  return at >= 0 && bytes.length >= at + 12 ? bytes.readUInt32BE(at + 8) : undefined
}

async function joined(body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = []
  for await (const part of body) parts.push(part)
  return Buffer.concat(parts)
}

async function* only(bytes: Uint8Array): AsyncIterableIterator<Uint8Array> {
  if (bytes.length > 0) yield bytes
}
