import { describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { type Client, createClient } from '../../../electron/adapters/proxmox/client.ts'
import { createTickets } from '../../../electron/adapters/proxmox/tickets.ts'
import { AppError } from '../../../shared/errors/app-error.ts'
import { createHandClock } from '../../support/hand-clock.ts'
import { type PveSample, pveFacts, readPveSamples, withoutPveFacts } from '../../support/pve-samples.ts'
import { createCountingRandomness, silentLog } from '../../support/small-ports.ts'
import { type Seen, startPveServer, targetOf } from './pve-server.ts'
import { exceptions, meanings, notAsked, readers } from './recorded-readers.ts'

const own = 'mycopod-replay@pam'

function readerOf(line: string): readonly [name: string, schema: z.ZodType] {
  const found = readers.find(([, pattern]) => pattern.test(line))
  return found ? [found[0], found[2]] : notAsked
}

/** Asks as it was asked; the server answers as it was answered. */
function ask(client: Client, { request }: PveSample): { readonly reader: string; readonly answer: Promise<unknown> } {
  const [method = '', address = ''] = request.line.split(' ')
  const { pathname, searchParams } = new URL(address, 'https://pve1')
  const parts = pathname.split('/').slice(3).map(decodeURIComponent)
  const parameters = Object.fromEntries([...searchParams, ...(isForm(request) ? new URLSearchParams(request.body) : [])])
  const [reader, schema] = readerOf(`${method} /${parts.map(part => part.replaceAll('/', '%2F')).join('/')}`)
  const vmid = Number(parts[3])
  const guest = Number.isInteger(vmid) && { vmid, guest: `VM ${vmid}` }
  const call = { method: method as 'GET', path: parts, parameters, doing: 'this', ...guest }
  return { reader, answer: client.ask(call, schema) }
}

/** Whether the client asked the same, its parameters encoded alike; those of a DELETE belong in the query. */
function sameForm(seen: Seen | undefined, { request }: PveSample): boolean {
  const sent = new URL(seen?.url ?? '', 'https://pve1')
  const recorded = new URL(request.line.split(' ')[1] ?? '', 'https://pve1')
  const path = (url: URL) => decodeURIComponent(url.pathname).replace(/^\/api2\/(?:extjs|html)\//, '/api2/json/')
  const query = request.line.startsWith('DELETE') && request.body !== '' ? request.body : recorded.searchParams.toString()
  const body = isForm(request) && query !== request.body ? seen?.body : undefined
  return path(sent) === path(recorded) && sent.searchParams.toString() === query && (body === undefined || body === request.body)
}

function isForm({ headers, body }: PveSample['request']): boolean {
  return headers['Content-Type'] === 'application/x-www-form-urlencoded' && body.includes('=')
}

describe.runIf(pveFacts !== undefined).each(['9.2', '8.4'] as const)('what Proxmox VE %s was seen to answer', version => {
  test('every recorded answer is a value or the right error', async () => {
    const samples = readPveSamples(version)
    let sample: PveSample | undefined
    const server = await startPveServer(seen => {
      if (!sample || seen.body.startsWith(`username=${encodeURIComponent(own)}`)) return undefined
      const [, status, reason = ''] = /^(\d+) ?(.*)$/.exec(sample.response.line) ?? []
      return { status: Number(status), reason, body: sample.response.body }
    })
    const ports = { clock: createHandClock(), randomness: createCountingRandomness(), log: silentLog }
    const client = createClient(targetOf([server], { method: 'password', user: own, password: 'secret' }), createTickets(), ports)
    const tally = new Map<string, { values: number; errors: number }>()
    const wrong: string[] = []
    for (const each of samples) {
      sample = each
      const { reader, answer } = ask(client, each)
      const code = await answer.then(
        () => 'value',
        error => (error instanceof AppError ? error.code : String(error)),
      )
      const { line } = each.response
      const meant = exceptions[each.name] ?? (line.startsWith('200') ? 'value' : codeOf(line))
      if (code !== meant) wrong.push(`${each.name}: ${each.request.line} → ${line}: ${code} instead of ${meant}`)
      if (
        !sameForm(
          server.seen.findLast(seen => !seen.body.includes(encodeURIComponent(own))),
          each,
        )
      )
        wrong.push(`${each.name}: asked otherwise`)
      const count = tally.get(reader) ?? { values: 0, errors: 0 }
      tally.set(reader, code === 'value' ? { ...count, values: count.values + 1 } : { ...count, errors: count.errors + 1 })
    }
    client.close()
    expect(wrong).toEqual([])
    const counts = [...tally].map(([reader, { values, errors }]) => `${reader} ${values}+${errors}`)
    process.stdout.write(`Proxmox VE ${version}: ${samples.length} recorded answers understood (values+errors): ${counts.join(', ')}\n`)
    expect(samples.length).toBe(version === '9.2' ? 409 : 332)
    // None of the client's readers is there for nothing.
    if (version === '9.2') expect(readers.map(([name]) => name).filter(name => !tally.has(name))).toEqual([])
  })
})

if (pveFacts === undefined) test.skip(withoutPveFacts)

function codeOf(line: string): string {
  return meanings.find(([pattern]) => pattern.test(line))?.[1] ?? 'unknown'
}
