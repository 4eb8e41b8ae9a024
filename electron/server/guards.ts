import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'

/** Host headers a server on loopback answers to; anything else is a page that had its name pointed here (DNS rebinding). */
export function isOwnHost(header: string | undefined, listening: { readonly address: string; readonly port: number }): boolean {
  if (header === undefined) return false
  const url = URL.canParse(`http://${header}`) ? new URL(`http://${header}`) : undefined
  if (url === undefined || url.host !== header.toLowerCase() || Number(url.port || 80) !== listening.port) return false
  const name = url.hostname.replace(/^\[|\]$/g, '')
  return name === 'localhost' || name === listening.address || (isIP(name) !== 0 && isLoopback(name))
}

/** Whether a request may act: asked by our own page, or by no page at all. */
export function isOwnPage(request: IncomingMessage): boolean {
  const { origin, host } = request.headers
  const site = request.headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false
  return origin === undefined || origin === `http://${host}`
}

/** Whether an address is this computer itself. */
export function isLoopback(address: string): boolean {
  return address === 'localhost' || address === '::1' || (isIP(address) === 4 && address.startsWith('127.'))
}

const cookieName = 'mycopod_session'

/** The session token a request carries. */
export function sessionToken(request: IncomingMessage): string | undefined {
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [name, value] = part.trim().split('=')
    if (name === cookieName && value) return value
  }
  return undefined
}

/** The header that gives a browser its session: out of reach of scripts, and never sent along from other pages. */
export function sessionCookie(token: string, lastsMs: number): string {
  return `${cookieName}=${token}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${Math.floor(lastsMs / 1000)}`
}
