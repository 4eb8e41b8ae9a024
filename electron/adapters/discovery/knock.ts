import { request as plainRequest } from 'node:http'
import { request as secureRequest } from 'node:https'
import { connect } from 'node:net'
import { TLSSocket } from 'node:tls'

const connectLimitMs = 1000
const bannerLimitMs = 1000
const pageLimitMs = 2000
const longestPage = 64 * 1024

/** Whether a door is open: what SSH says there, an empty text for anything that does not speak first, nothing when closed. */
export function knock(address: string, port: number, wantsBanner: boolean, signal: AbortSignal): Promise<string | undefined> {
  return new Promise(resolve => {
    const socket = connect({ host: address, port })
    const settle = (outcome: string | undefined) => {
      signal.removeEventListener('abort', giveUp)
      socket.destroy()
      resolve(outcome)
    }
    const giveUp = () => settle(undefined)
    signal.addEventListener('abort', giveUp, { once: true })
    let open = false
    socket.setTimeout(connectLimitMs, () => settle(open ? '' : undefined))
    socket.once('error', () => settle(open ? '' : undefined))
    socket.once('connect', () => {
      open = true
      if (!wantsBanner) return settle('')
      socket.setTimeout(bannerLimitMs)
      socket.once('end', () => settle(''))
      socket.once('data', bytes => {
        const [line = ''] = bytes.toString('latin1', 0, 255).split(/\r?\n/)
        settle(line.startsWith('SSH-') ? line : '')
      })
    })
  })
}

/** Title, server and certificate of the page behind a web door, to know appliances by; follows one redirect on the same address. */
export async function readPage(address: string, port: number, signal: AbortSignal): Promise<string> {
  const first = await get(address, port, '/', signal)
  if (!first.location) return first.words
  const place = URL.parse(first.location, `${port === 80 ? 'http' : 'https'}://${address}:${port}/`)
  if (place?.hostname !== address) return first.words
  const nextPort = Number(place.port) || (place.protocol === 'http:' ? 80 : 443)
  const second = await get(address, nextPort, `${place.pathname}${place.search}`, signal)
  return `${first.words} ${second.words}`
}

function get(
  address: string,
  port: number,
  path: string,
  signal: AbortSignal,
): Promise<{ readonly words: string; readonly location?: string }> {
  return new Promise(resolve => {
    const request = port === 80 ? plainRequest : secureRequest
    // Nothing is sent but the question: whose certificate it is matters more than whether it is trusted.
    const options = { host: address, port, path, rejectUnauthorized: false, timeout: pageLimitMs, signal, agent: false as const }
    const asked = request(options, response => {
      const certificate = response.socket instanceof TLSSocket ? response.socket.getPeerCertificate().subject : undefined
      const words = [response.headers.server, certificate?.CN, certificate?.O]
      let body = ''
      const settle = () => {
        asked.destroy()
        const title = /<title[^>]*>([^<]{0,200})/i.exec(body)?.[1]
        const { location } = response.headers
        resolve({ words: [title, ...words].filter(Boolean).join(' '), ...(location !== undefined && { location }) })
      }
      response.setEncoding('latin1')
      response.on('data', (text: string) => {
        body += text
        if (body.length > longestPage) settle()
      })
      response.once('close', settle)
    })
    asked.once('timeout', () => asked.destroy())
    asked.once('error', () => resolve({ words: '' }))
    asked.once('close', () => resolve({ words: '' }))
    asked.end()
  })
}
