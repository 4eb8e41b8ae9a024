import { once } from 'node:events'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import { traverseContractProcedures } from '@orpc/server'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type WebSocket from 'ws'
import type { Client } from '../../electron/cli/command.ts'
import { type DemoHomelab, startDemoHomelab } from '../../electron/demo/demo-homelab.ts'
import { contract } from '../../shared/api/contract.ts'
import { wireErrorSchema } from '../../shared/errors/wire-error.ts'
import { connectionToDemo, type ServedHost, serveHost } from '../support/served-host.ts'

// Whoever is signed in may still send nonsense: nothing of it stops the host, and no answer tells what it should not.
const seed = 20261121

let served: ServedHost
let homelab: DemoHomelab
let secrets: readonly string[]
beforeAll(async () => {
  ;[served, homelab] = await Promise.all([serveHost(), startDemoHomelab({ devices: 1, speed: 200 })])
  const { client, socket } = await served.connect()
  for (const device of homelab.devices) await client.devices.add(connectionToDemo(device))
  socket.terminate()
  secrets = [...homelab.devices.map(device => device.password), served.cookie.split('=')[1] ?? '', 'of a test']
})
afterAll(async () => {
  await served.close()
  await homelab.close()
})

function expectNothingTold(text: string): void {
  expect(text).not.toMatch(/\n\s+at |node_modules|\.[cm]?[jt]s:\d|SQLITE|ECONN|prototype/)
  for (const secret of secrets) expect(text).not.toContain(secret)
}

async function expectAlive(): Promise<void> {
  const { client, socket } = await served.connect()
  expect((await client.devices.list()).map(device => device.name)).toEqual(homelab.devices.map(device => device.name))
  socket.terminate()
}

/** Calls that reach for the real network, this computer's own Docker, or the test's one device. */
const leftOut = ['/discovery', '/devices/this-computer', '/demo', '/devices/{device}/restart']
const routes: { readonly method: string; readonly path: string }[] = []
traverseContractProcedures({ path: [], router: contract }, ({ contract: call }) => {
  const { method = 'POST', path = '/' } = call['~orpc'].route
  if (!leftOut.includes(path)) routes.push({ method, path })
})

const oddText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constantFrom('', '..', '__proto__', 'constructor', "'; drop table devices; --", '$(reboot)', '\u0000', '😀', 'x'.repeat(5000)),
)
/** Bodies that are nearly right: one field of a good one is another thing. */
const good: Readonly<Record<string, unknown>> = {
  recipe: 'vaultwarden',
  profile: 'balanced',
  settings: { SIGNUPS: 'true' },
  ports: { web: 8080 },
  name: 'somewhere',
  address: '127.0.0.1',
  port: 1,
  user: 'anna',
  login: { method: 'password', password: 'x' },
  on: true,
  source: 'distribution',
  approved: true,
  labName: 'Home',
  pollSeconds: 30,
}
const nearlyRight = fc
  .tuple(fc.constantFrom(...Object.keys(good).filter(key => key !== 'address')), fc.oneof(fc.jsonValue(), oddText))
  .map(([key, value]) => JSON.stringify({ ...good, [key]: value }))
const cutOff = fc.tuple(nearlyRight, fc.nat(200)).map(([text, at]) => text.slice(0, at))
const bodies = fc.oneof(nearlyRight, cutOff, fc.json(), fc.uint8Array({ maxLength: 200 }), fc.constant('[[[[[[[['.repeat(2000)))
const types = fc.constantFrom(
  'application/json',
  'text/plain',
  'multipart/form-data; boundary=x',
  'application/x-www-form-urlencoded',
  'application/octet-stream',
  'application/json; charset=utf-7',
  'x',
)
const requests = fc.record({
  route: fc.constantFrom(...routes),
  name: oddText,
  query: fc.oneof(
    fc.constant(''),
    oddText.map(text => `?after=${encodeURIComponent(text.toWellFormed())}`),
    fc.constant('?limit=-1'),
    fc.constant('?range=2h&range=x'),
  ),
  body: bodies,
  type: types,
})

describe('hostile REST', () => {
  it('is refused in words of the catalogue, whatever comes', async () => {
    await fc.assert(
      fc.asyncProperty(requests, async ({ route: { method, path }, name, query, body, type }) => {
        const address = `/api/v1${path.replaceAll(/\{\w+\}/g, encodeURIComponent(name.toWellFormed()))}${query}`
        const reads = method === 'GET'
        const answer = await served.asked(address, { method, headers: { 'content-type': type }, ...(!reads && { body }) })
        expectNothingTold(answer.text)
        if (answer.status < 400) return
        const wire = wireErrorSchema.parse(JSON.parse(answer.text))
        expect(wire.code, `${method} ${address} ${body}`).not.toBe('Internal')
      }),
      { numRuns: 300, seed },
    )
    await expectAlive()
  })
})

/** What a page sends for a few calls, to be spoilt. */
async function goodFrames(): Promise<readonly string[]> {
  const { socket } = await served.connect()
  const sent: string[] = []
  const recorded = {
    addEventListener: socket.addEventListener.bind(socket),
    readyState: socket.readyState,
    send: (data: string) => sent.push(data),
  }
  const client: Client = createORPCClient(new RPCLink({ websocket: recorded as unknown as WebSocket }))
  void client.devices.list().catch(() => undefined)
  void client.devices.get({ device: 'nuc-1' }).catch(() => undefined)
  void client.system.changeSettings({ labName: 'Home' }).catch(() => undefined)
  void client.jobs.follow({ job: 'x', after: 3 }).catch(() => undefined)
  await expect.poll(() => sent.length).toBe(4)
  socket.terminate()
  return sent
}

describe('hostile frames', () => {
  it('spoil nothing, whatever comes', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const frames = await goodFrames()
    const spoilt = fc
      .tuple(fc.constantFrom(...frames), fc.nat(300), fc.nat(20), fc.string({ maxLength: 5 }))
      .map(([frame, at, length, text]) => frame.slice(0, at) + text + frame.slice(at + length))
    const madeUp = fc.record(
      {
        i: fc.oneof(fc.jsonValue(), fc.constantFrom('1', '2')),
        t: fc.oneof(fc.nat(6), fc.jsonValue()),
        p: fc.oneof(
          fc.jsonValue(),
          fc.record({
            u: fc.oneof(oddText, fc.constantFrom('/devices/get', '/__proto__/list', '/apps/deploy')),
            b: fc.jsonValue(),
            h: fc.jsonValue(),
            m: fc.jsonValue(),
          }),
        ),
      },
      { requiredKeys: [] },
    )
    const frame = fc.oneof(
      spoilt,
      madeUp.map(value => JSON.stringify(value)),
      fc.uint8Array({ maxLength: 300 }),
      fc.string({ maxLength: 100 }),
    )
    const { socket } = await served.connect()
    const answers: string[] = []
    socket.on('message', data => answers.push(String(data)))
    await fc.assert(
      fc.asyncProperty(frame, async data => {
        expect(socket.readyState).toBe(socket.OPEN)
        socket.send(data)
        // The answer to a ping comes after everything that was sent before it was read.
        const pong = once(socket, 'pong')
        socket.ping()
        await pong
      }),
      { numRuns: 300, seed },
    )
    socket.terminate()
    expect(answers.length).toBeGreaterThan(20)
    for (const answer of answers) {
      expectNothingTold(answer)
      expect(answer).not.toContain('"code":"Internal"')
      expect(answer).not.toContain('INTERNAL_SERVER_ERROR')
    }
    await expectAlive()
  })

  it('too large close their own socket and no other', async () => {
    const [other, own] = [await served.connect(), await served.connect()]
    const closed = once(own.socket, 'close')
    own.socket.send('x'.repeat(1024 * 1024 + 1))
    expect((await closed)[0]).toBe(1009)
    expect((await other.client.devices.list()).length).toBe(1)
    other.socket.terminate()
  })

  it('that break the protocol close their own socket and no other', async () => {
    const [other, own] = [await served.connect(), await served.connect()]
    const closed = once(own.socket, 'close')
    const { _socket: raw } = own.socket as unknown as { readonly _socket: NodeJS.WritableStream }
    raw.write(Buffer.from([0xff, 0x00, 0x01, 0x02]))
    await closed
    expect((await other.client.devices.list()).length).toBe(1)
    other.socket.terminate()
  })
})
