import { readFile } from 'node:fs/promises'
import { extname, join, resolve, sep } from 'node:path'
import { protocol } from 'electron'
import { desktopOrigin } from '../../shared/api/desktop-port.ts'
import { pageHeaders } from '../../shared/api/page-headers.ts'

const { protocol: schemeWithColon, host } = new URL(desktopOrigin)
const scheme = schemeWithColon.slice(0, -1)

const contentTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

const page = `${desktopOrigin}/index.html`

/** The address of a screen of the app, a route being what follows the `#`. */
export function pageAddress(route = '/'): string {
  return `${page}#${route}`
}

/** Whether an address is that of the app's page, at whatever route. */
export function isPageAddress(address: string): boolean {
  return address.split('#', 1)[0] === page
}

/** Makes the page's scheme a standard, secure one; must be called before the app is ready. */
export function registerPageScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } }])
}

/** Serves the built renderer under its own scheme: only files inside `folder`, only to read, always with the page's security headers. */
export function servePage(folder: string): void {
  protocol.handle(scheme, request => answer(folder, request))
}

async function answer(folder: string, request: { readonly method: string; readonly url: string }): Promise<Response> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405)
  const file = fileBehind(folder, request.url)
  if (file === undefined) return refuse(404)
  try {
    const body = await readFile(file)
    const type = contentTypes[extname(file)] ?? 'application/octet-stream'
    return new Response(new Uint8Array(body), { headers: { ...pageHeaders, 'content-type': type } })
  } catch (error) {
    if (error instanceof Error && 'code' in error) return refuse(404)
    throw error
  }
}

function fileBehind(folder: string, address: string): string | undefined {
  const url = new URL(address)
  if (url.host !== host) return undefined
  const path = decoded(url.pathname)
  if (path === undefined || path.includes('\0')) return undefined
  const root = resolve(folder)
  const file = resolve(join(root, path === '/' ? 'index.html' : path))
  return file.startsWith(root + sep) ? file : undefined
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path)
  } catch {
    return undefined
  }
}

function refuse(status: number): Response {
  return new Response(null, { status, headers: pageHeaders })
}
