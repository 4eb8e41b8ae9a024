import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { problemOf } from '../../shared/errors/app-error.ts'
import { type Code, catalog } from '../../shared/errors/catalog.ts'
import { type WireError, wireErrorSchema } from '../../shared/errors/wire-error.ts'

interface JsonSchema {
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly items?: JsonSchema
  readonly properties?: Readonly<Record<string, JsonSchema>>
}

/** One value of a schema; text fields hold their own name in capitals, so that a sentence shows which of them it used. */
function sample(schema: JsonSchema, name = ''): unknown {
  if (schema.enum) return schema.enum[0]
  switch (schema.type) {
    case 'string':
      return name.toUpperCase()
    case 'number':
    case 'integer':
      return 7
    case 'boolean':
      return true
    case 'array':
      return [sample(schema.items ?? {}, name)]
    default:
      return Object.fromEntries(Object.entries(schema.properties ?? {}).map(([key, value]) => [key, sample(value, key)]))
  }
}

/** What a title must hold where the data knows it: the thing it is about. */
const things = [
  'device',
  'app',
  'what',
  'image',
  'recipe',
  'path',
  'address',
  'name',
  'title',
  'origin',
  'cluster',
  'guest',
  'node',
  'storage',
]
const codes = Object.keys(catalog) as Code[]
const routes = [
  /^\/$/,
  /^\/setup$/,
  /^\/devices(\/.+)?$/,
  /^\/apps(\/.+)?$/,
  /^\/activity(\/.+)?$/,
  /^\/settings$/,
  /^\/proxmox(\/.+)?$/,
  /^\/declare(\/.+)?$/,
]

describe.each(codes)('%s', code => {
  const entry = catalog[code]
  const data = sample(z.toJSONSchema(entry.data) as JsonSchema) as Record<string, unknown>
  const error = { code, data } as unknown as WireError
  const problem = problemOf(error)

  it('names the thing in its title', () => {
    expect(problem.title).not.toMatch(/undefined|\[object|NaN|[.!]$/)
    const named = things.filter(thing => thing in data)
    const words = `${problem.title}`
    if (named.length > 0)
      expect(
        named.some(thing => words.includes(String(Array.isArray(data[thing]) ? data[thing][0] : data[thing])) || words.includes('7')),
      ).toBe(true)
  })

  it('offers a fix, and routes that exist', () => {
    if (entry.blame !== 'us') expect(problem.fixes.length).toBeGreaterThan(0)
    for (const fix of problem.fixes) if (fix.kind === 'open') expect(routes.some(route => route.test(fix.to))).toBe(true)
  })

  it('survives the wire', () => {
    expect(wireErrorSchema.parse(JSON.parse(JSON.stringify(error)))).toEqual(error)
  })
})

describe('the wire', () => {
  it('refuses unknown codes and wrong data', () => {
    expect(wireErrorSchema.safeParse({ code: 'NoSuchCode', data: {} }).success).toBe(false)
    expect(wireErrorSchema.safeParse({ code: 'DeviceUnreachable', data: { device: 1 } }).success).toBe(false)
  })
})
