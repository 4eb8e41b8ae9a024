import type { IncomingMessage } from 'node:http'

type Values = Readonly<Record<string, string>>

/** A body that is not read, with the status and the words of the refusal. */
export class Unreadable extends Error {
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

const mostBytes = 512 * 1024
const mostUploadedBytes = 64 * 1024 * 1024

/** The parameters of query and body. Throws Unreadable what Proxmox does not read. */
export async function readGiven(request: IncomingMessage): Promise<Values> {
  const { method = 'GET', headers } = request
  const { search } = new URL(request.url ?? '/', 'https://node')
  const inQuery = readForm(search.slice(1))
  const length = Number(headers['content-length'] ?? 0)
  if (headers['transfer-encoding'] !== undefined) throw new Unreadable(501, 'chunked transfer encoding not supported')
  if (length === 0) return inQuery
  if (method !== 'POST' && method !== 'PUT') throw new Unreadable(501, `Unexpected content for method '${method}'`)
  const type = headers['content-type'] ?? 'application/x-www-form-urlencoded'
  const [kind = ''] = type.split(';')
  const boundary = /^multipart\/form-data;.*boundary="?([^";]+)/.exec(type)?.[1]
  if (length > (boundary === undefined ? mostBytes : mostUploadedBytes)) throw new Unreadable(501, 'for data too large')
  if (boundary !== undefined) return { ...inQuery, ...readParts(await bodyOf(request), boundary) }
  if (kind === 'application/json') return { ...inQuery, ...readObject((await bodyOf(request)).toString('utf8')) }
  if (kind !== 'application/x-www-form-urlencoded') throw new Unreadable(506, `upload 'Content-Type '${type}' not implemented`)
  return { ...inQuery, ...readForm((await bodyOf(request)).toString('utf8')) }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part)
  return Buffer.concat(parts)
}

/** A form as Proxmox reads it: `;` parts like `&`, and a value ends at its first bare `=`. */
export function readForm(form: string): Values {
  const values: Record<string, string> = {}
  for (const pair of form.split(/[&;]/)) {
    const [name = '', value = ''] = pair.split('=')
    if (name !== '') values[unescaped(name)] = unescaped(value)
  }
  return values
}

function unescaped(text: string): string {
  const bytes = text
    .replaceAll('+', ' ')
    .replace(/%([0-9a-f]{2})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
  // What came as it is was text already.
  return /[^\0-\xff]/.test(bytes) ? bytes : Buffer.from(bytes, 'latin1').toString('utf8')
}

function readObject(text: string): Values {
  let read: unknown
  try {
    read = JSON.parse(text)
  } catch {
    const expected = 'malformed JSON string, neither tag, array, object, number, string or atom'
    const where = `at character offset ${text.length} (before "(end of string)")`
    throw new Unreadable(500, `${expected}, ${where} at /usr/share/perl5/PVE/APIServer/AnyEvent.pm line 934.`)
  }
  if (typeof read !== 'object' || read === null) return {}
  return Object.fromEntries(Object.entries(read).flatMap(([name, value]) => (value === null ? [] : [[name, scalar(value)]])))
}

function scalar(value: unknown): string {
  if (typeof value === 'boolean') return value ? '1' : '0'
  return Array.isArray(value) ? value.map(scalar).join(',') : String(value)
}

/** The fields of an upload; of the file its name and, as `tmpfilename`, where Proxmox would have put it with its size. */
function readParts(body: Buffer, boundary: string): Values {
  const values: Record<string, string> = {}
  const text = body.toString('latin1')
  for (const part of text.split(`--${boundary}`).slice(1, -1)) {
    const at = part.search(/\r?\n\r?\n/)
    const head = part.slice(0, at)
    const content = part
      .slice(at)
      .replace(/^\r?\n\r?\n/, '')
      .replace(/\r?\n$/, '')
    const name = /name="([^"]*)"/.exec(head)?.[1]
    const file = /filename="([^"]*)"/.exec(head)?.[1]
    if (name === undefined) continue
    values[name] = file ?? Buffer.from(content, 'latin1').toString('utf8')
    if (file !== undefined) values.tmpfilename = `/var/tmp/pveupload-${content.length.toString(16)}`
  }
  return values
}
