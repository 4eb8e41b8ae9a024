import { createRouterClient, traverseContractProcedures } from '@orpc/server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contract } from '../../shared/api/contract.ts'
import { problemOf } from '../../shared/errors/app-error.ts'
import { type WireError, wireErrorSchema } from '../../shared/errors/wire-error.ts'
import { type Answer, type ServedHost, serveHost } from '../support/served-host.ts'

let served: ServedHost
beforeAll(async () => {
  served = await serveHost()
})
afterAll(() => served.close())

const json = { 'content-type': 'application/json' }

/** The catalogue's error in a refusal; one that is not of the catalogue fails the test. */
function wireOf(answer: Answer): WireError {
  return wireErrorSchema.parse(JSON.parse(answer.text))
}

describe('REST', () => {
  it('answers what the contract answers', async () => {
    const client = createRouterClient(served.host.router, { context: served.host.context({ name: 'You', role: 'admin' }) })
    const pairs = [
      ['/devices', client.devices.list()],
      ['/catalog', client.catalog.list()],
      ['/catalog/vaultwarden', client.catalog.get({ slug: 'vaultwarden' })],
      ['/settings', client.system.settings()],
      ['/jobs?limit=5', client.jobs.list({ limit: 5 })],
      ['/system', client.system.info()],
    ] as const
    for (const [path, answer] of pairs) {
      const { status, headers, text } = await served.asked(`/api/v1${path}`)
      expect([status, headers['content-type']]).toEqual([200, 'application/json'])
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(await answer)))
    }
  })

  it('changes what is asked', async () => {
    const { status, text } = await served.asked('/api/v1/settings', { method: 'PATCH', headers: json, body: '{"labName":"Cellar"}' })
    expect([status, JSON.parse(text).labName]).toEqual([200, 'Cellar'])
    expect(JSON.parse((await served.asked('/api/v1/settings')).text).labName).toBe('Cellar')
  })

  it('is described by its OpenAPI document, every call with what it takes and answers', async () => {
    const document = JSON.parse((await served.asked('/api/v1/openapi.json')).text)
    expect(document.openapi).toMatch(/^3\.1/)
    expect(document.servers).toEqual([{ url: '/api/v1' }])
    traverseContractProcedures({ path: [], router: contract }, ({ contract: call, path }) => {
      const { route, inputSchema } = call['~orpc']
      const operation = document.paths[route.path ?? '']?.[route.method?.toLowerCase() ?? '']
      expect(operation, path.join('.')).toBeDefined()
      expect(operation.summary).toBe(route.summary)
      const content = operation.responses['200'].content
      expect(Object.values(content)[0], path.join('.')).toHaveProperty('schema')
      if (inputSchema !== undefined)
        expect((operation.parameters ?? []).length + (operation.requestBody ? 1 : 0), path.join('.')).toBeGreaterThan(0)
    })
  })

  it('reads no body over 1 MiB', async () => {
    const answer = await served.asked('/api/v1/placement', {
      method: 'POST',
      headers: json,
      body: JSON.stringify({ recipe: 'x'.repeat(1024 * 1024) }),
    })
    expect(answer.status).toBe(413)
    expect(wireOf(answer).code).toBe('TooMuch')
  })

  it.each([
    ['half an object', '{"labName":'],
    ['no JSON', 'labName=Cellar'],
    ['a list', '[]'],
    ['a number', '7'],
    ['a wrong type', '{"pollSeconds":"often"}'],
    ['too small a number', '{"pollSeconds":0}'],
  ])('says what is wrong with %s, and what to do', async (_, body) => {
    const answer = await served.asked('/api/v1/settings', { method: 'PATCH', headers: json, body })
    const wire = wireOf(answer)
    expect([answer.status, wire.code]).toEqual([400, 'BadInput'])
    expect(problemOf(wire).fixes.length).toBeGreaterThan(0)
  })

  it('names what is not there', async () => {
    const device = await served.asked('/api/v1/devices/nowhere')
    expect([device.status, wireOf(device)]).toEqual([404, { code: 'NotFound', data: { what: 'device', name: 'nowhere', known: [] } }])
    const path = await served.asked('/api/v1/no/such/path')
    expect([path.status, wireOf(path).code]).toEqual([404, 'NotFound'])
  })
})
