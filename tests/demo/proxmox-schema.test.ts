import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type DemoCluster, startDemoCluster } from '../../electron/demo/proxmox/demo-cluster.ts'
import type { PveVersion } from '../../electron/demo/proxmox/world.ts'
import { pveFacts, withoutPveFacts } from '../support/pve-samples.ts'
import { resultProblems } from './proxmox-schema/check-result.ts'
import { ruleProblems } from './proxmox-schema/check-rules.ts'
import { type Exception, parameterExceptions, resultExceptions } from './proxmox-schema/exceptions.ts'
import { type Visit, visitsOf } from './proxmox-schema/populated-cluster.ts'
import { type Call, readSchema } from './proxmox-schema/read-schema.ts'

describe.runIf(pveFacts !== undefined).each(['9.2', '8.4'] as const)('the simulated Proxmox VE %s and the schema', version => {
  let demo: DemoCluster
  let schema: ReadonlyMap<string, Call>

  beforeAll(async () => {
    schema = readSchema(version)
    demo = await startDemoCluster({ version, speed: 1000 })
  })
  afterAll(() => demo.close())

  test('every call is one that the schema knows, and each once', () => {
    const calls = demo.routes.map(({ method, path }) => `${method} ${path}`)
    expect(calls.filter(call => !schema.has(call))).toEqual([])
    expect(calls.filter((call, index) => calls.indexOf(call) !== index)).toEqual([])
  })

  test('tokens may do what the schema lets them', () => {
    const wrong = demo.routes.filter(
      route => (route.ticketOnly ?? false) !== (schema.get(`${route.method} ${route.path}`)?.allowtoken === 0),
    )
    expect(wrong.map(({ method, path }) => `${method} ${path}`).filter(call => call !== 'POST /access/ticket')).toEqual([])
  })

  test('parameters are taken as the schema says', () => {
    const found = demo.routes.flatMap(route => {
      const call = `${route.method} ${route.path}`
      return ruleProblems(route, schema.get(call) ?? {}, version).map(words => `${call}: ${words}`)
    })
    const parameters = demo.routes.reduce((sum, route) => sum + Object.keys(route.rules ?? {}).length, 0)
    report(`${demo.routes.length} calls with ${parameters} parameters`, found, parameterExceptions, version)
  })

  test('results of a lived-in cluster are as the schema says', async () => {
    const visits = await visitsOf(demo)
    const found = visits.flatMap(({ call, data }) => problemsOf(schema.get(call), data).map(words => `${call}: ${words}`))
    expect(unvisited(demo, visits)).toEqual([])
    report(`${visits.length} results of ${new Set(visits.map(({ call }) => call)).size} calls`, found, resultExceptions, version)
  })
})

if (pveFacts === undefined) test.skip(withoutPveFacts)

function problemsOf(call: Call | undefined, data: unknown): readonly string[] {
  return call?.returns ? [...new Set(resultProblems(call.returns, data))] : []
}

function unvisited(demo: DemoCluster, visits: readonly Visit[]): readonly string[] {
  const seen = new Set(visits.map(({ call }) => call))
  return demo.routes
    .filter(({ method }) => method === 'GET')
    .map(({ path }) => `GET ${path}`)
    .filter(call => !seen.has(call))
}

function report(what: string, found: readonly string[], exceptions: readonly Exception[], version: PveVersion): void {
  const excepted = exceptions.filter(({ only = version }) => only === version)
  const unexpected = [...new Set(found)].filter(problem => !excepted.some(exception => exception.what.test(problem)))
  process.stdout.write(`Proxmox VE ${version}: ${what} as the schema says, but for ${excepted.length} exceptions\n`)
  expect(unexpected).toEqual([])
  // An exception that is none any more is to be taken off the list.
  expect(
    excepted.filter(exception => !found.some(problem => exception.what.test(problem))).map(({ what: pattern }) => String(pattern)),
  ).toEqual([])
}
