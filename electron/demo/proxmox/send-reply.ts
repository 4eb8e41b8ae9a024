import type { ServerResponse } from 'node:http'
import type { ApiReply } from './api.ts'

const common = { Server: 'pve-api-daemon/3.0', 'Cache-Control': 'max-age=0', Pragma: 'no-cache' }

/** Sends an answer in the form that was asked for. */
export function sendReply(response: ServerResponse, format: string, reply: ApiReply): void {
  const { status, reason, json } = reply
  if (json === undefined) {
    // A refused login and a node out of reach have no body.
    const body = status === 401 || status >= 595 ? '' : reason
    response.writeHead(status, plain(reason), { ...common, ...(body !== '' && { 'Content-Length': Buffer.byteLength(body) }) })
    response.end(body)
  } else if (format === 'html') sendPage(response, `<pre>${escaped(JSON.stringify(json, undefined, 3))}</pre>`)
  else if (format === 'extjs') {
    const failed = status !== 200
    // Scripts of pages are told of a failure inside of a success.
    sendJson(response, 200, 'OK', { ...json, success: failed ? 0 : 1, ...(failed && { status: String(status) }) })
  } else sendJson(response, status, reason, json)
}

/** Sends a page with this inside. */
export function sendPage(response: ServerResponse, inside: string): void {
  const page = `<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="utf-8"><title>Proxmox VE API</title></head>\n<body>${inside}</body>\n</html>\n`
  response.writeHead(200, 'OK', { ...common, 'Content-Type': 'text/html;charset=UTF-8', 'Content-Length': Buffer.byteLength(page) })
  response.end(page)
}

function sendJson(response: ServerResponse, status: number, reason: string, json: unknown): void {
  const body = JSON.stringify(json)
  response.writeHead(status, plain(reason), {
    ...common,
    'Content-Type': 'application/json;charset=UTF-8',
    'Content-Length': Buffer.byteLength(body),
  })
  response.end(body)
}

/** A status line cannot hold all characters. */
function plain(reason: string): string {
  return reason.replace(/[^\x20-\x7e]/g, '?')
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
