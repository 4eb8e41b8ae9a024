import { z } from 'zod'

// Proxmox writes the same field as a number here and as a string there, leaves it out, or says null: all of that is one thing.

/** A number, also as a string. */
export const number = z.unknown().transform((value, context): number => {
  const read = readNumber(value)
  if (read !== undefined) return read
  context.issues.push({ code: 'custom', message: 'not a number', input: value })
  return z.NEVER
})

/** A number where there is one. */
export const optionalNumber = z.unknown().transform(readNumber).optional()

/** A text, also where it looks like a number. */
export const text = z.unknown().transform((value, context): string => {
  const read = readText(value)
  if (read !== undefined) return read
  context.issues.push({ code: 'custom', message: 'not a text', input: value })
  return z.NEVER
})

/** A text where there is one. */
export const optionalText = z.unknown().transform(readText).optional()

/** 1, "1" and true are true; 0, missing and everything else are not. */
export const flag = z.unknown().transform(readFlag).optional().default(false)

/** A list where there is one; missing or null is empty. */
export function listOf<T extends z.ZodType>(item: T) {
  return z
    .array(item)
    .nullish()
    .transform(items => items ?? [])
}

/** A number, also as a string, or undefined. */
export function readNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  if (typeof value !== 'string' || value.trim() === '') return undefined
  const read = Number(value)
  return Number.isFinite(read) ? read : undefined
}

/** A text, also where it looks like a number, or undefined. */
export function readText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined
}

/** Whether it is 1, "1" or true. */
export function readFlag(value: unknown): boolean {
  return value === 1 || value === '1' || value === true || value === 'true'
}

/** A comma-separated list. */
export function readList(value: string | undefined): readonly string[] {
  return (value ?? '')
    .split(',')
    .map(part => part.trim())
    .filter(part => part !== '')
}

/** Tags as Proxmox joins them, in lower case, each once, sorted. */
export function readTags(value: string | undefined): readonly string[] {
  const tags = (value ?? '').toLowerCase().split(/[;,\s]+/)
  return [...new Set(tags.filter(tag => tag !== ''))].sort()
}
