import { parse } from 'yaml'
import { filledIn } from './filled-in.ts'
import type { Lookup } from './interpolate.ts'

/** The images a compose file names, each once, in order; a file that cannot be read names none. */
export function images(text: string, lookup: Lookup = () => undefined): readonly string[] {
  let file: unknown
  try {
    file = parse(text, { merge: true, logLevel: 'silent' })
  } catch {
    return []
  }
  const services = isMap(file) && isMap(file.services) ? Object.values(file.services) : []
  const named = services.flatMap(service => (isMap(service) && typeof service.image === 'string' ? [filledIn(service.image, lookup)] : []))
  return [...new Set(named)]
}

/** Whether a reference always means the same version: it has a tag other than latest, or a digest. */
export function isPinned(reference: string): boolean {
  if (reference.includes('@sha256:')) return true
  const tag = /:([^/:]+)$/.exec(reference)?.[1]
  return tag !== undefined && tag !== 'latest'
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
