import { traverseContractProcedures } from '@orpc/server'
import { describe, expect, it } from 'vitest'
import type { CallMeta } from '../../shared/api/base.ts'
import { contract } from '../../shared/api/contract.ts'
import { catalog } from '../../shared/errors/catalog.ts'

const calls: { readonly path: string; readonly definition: (typeof contract.system.info)['~orpc'] }[] = []
traverseContractProcedures({ path: [], router: contract }, ({ contract: call, path }) => {
  calls.push({ path: path.join('.'), definition: call['~orpc'] as (typeof contract.system.info)['~orpc'] })
})

describe('the contract', () => {
  it('has calls', () => expect(calls.length).toBeGreaterThan(30))

  it.each(calls)('$path says who may call it, where, and what it answers', ({ definition }) => {
    expect(['view', 'operate', 'admin']).toContain((definition.meta as CallMeta).permission)
    expect(definition.route.method).toBeDefined()
    expect(definition.route.path).toMatch(/^\/[a-z/{}-]+$/)
    expect(definition.route.summary?.length).toBeGreaterThan(5)
    expect(definition.outputSchema).toBeDefined()
  })

  it.each(calls.filter(({ definition }) => definition.route.method === 'GET' && definition.route.path !== '/discovery'))(
    '$path only reads, being a GET',
    ({ definition }) => expect((definition.meta as CallMeta).permission).toBe('view'),
  )

  it('has no two calls at one address', () => {
    const addresses = calls.map(({ definition }) => `${definition.route.method} ${definition.route.path?.replaceAll(/\{\w+\}/g, '{}')}`)
    expect(new Set(addresses).size).toBe(addresses.length)
  })

  it('declares errors of the catalogue only', () => {
    for (const { definition } of calls) for (const code of Object.keys(definition.errorMap)) expect(Object.keys(catalog)).toContain(code)
  })
})
