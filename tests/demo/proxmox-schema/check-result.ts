import type { Schema } from './read-schema.ts'

/** What of a value is not as the schema says, by the path to it; empty where all is. Proxmox writes scalars as text or as numbers. */
export function resultProblems(schema: Schema, value: unknown, at = 'data'): readonly string[] {
  const { type } = schema
  if (type === 'null') return value === null ? [] : [`${at}: not null`]
  if (type === 'array') return Array.isArray(value) ? rowProblems(schema, value, at) : [`${at}: no list`]
  if (type === 'object') return isFields(value) ? fieldProblems(schema, value, at) : [`${at}: no object`]
  if (type === undefined || type === 'any') return enumProblems(schema, value, at)
  if (typeof value === 'object') return [`${at}: ${value === null ? 'null' : 'not a scalar'} instead of ${type}`]
  return [...scalarProblems(schema, String(value), at), ...enumProblems(schema, value, at)]
}

function rowProblems({ items }: Schema, rows: readonly unknown[], at: string): readonly string[] {
  return items ? rows.flatMap(row => resultProblems(items, row, `${at}[]`)) : []
}

function fieldProblems(
  { properties = {}, additionalProperties }: Schema,
  fields: Readonly<Record<string, unknown>>,
  at: string,
): readonly string[] {
  const known = (name: string) => properties[name] ?? properties[name.replace(/\d+$/, '[n]')]
  const missing = Object.entries(properties).filter(([name, field]) => !field.optional && !name.includes('[n]') && !(name in fields))
  return [
    ...missing.map(([name]) => `${at}.${name}: missing`),
    ...Object.entries(fields).flatMap(([name, value]) => {
      const field = known(name)
      if (field) return resultProblems(field, value, `${at}.${name}`)
      return additionalProperties === 0 || additionalProperties === false ? [`${at}.${name}: unknown`] : []
    }),
  ]
}

function scalarProblems({ type, minimum, maximum }: Schema, text: string, at: string): readonly string[] {
  const wrong = (words: string) => [`${at}: '${text}' ${words}`]
  if (type === 'boolean') return /^(?:0|1|true|false)?$/.test(text) ? [] : wrong('is no boolean')
  if (type === 'integer' && !/^[+-]?\d+$/.test(text)) return wrong('is no integer')
  if (type === 'number' && !Number.isFinite(Number(text))) return wrong('is no number')
  if (minimum !== undefined && Number(text) < Number(minimum)) return wrong(`is below ${minimum}`)
  if (maximum !== undefined && Number(text) > Number(maximum)) return wrong(`is above ${maximum}`)
  return []
}

function enumProblems({ enum: choices }: Schema, value: unknown, at: string): readonly string[] {
  return choices && !choices.map(String).includes(String(value)) ? [`${at}: '${value}' is none of ${choices.join(', ')}`] : []
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
