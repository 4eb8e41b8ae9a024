import { posix } from 'node:path'
import { parse } from 'yaml'
import { asMap, composeFileSchema, type ResourceText } from './compose-schema.ts'
import { ComposeError, interpolate, type Variables } from './interpolate.ts'
import { type ProjectSource, type Resource, readService, type Service } from './read-service.ts'

/** A compose project with everything filled in. */
export interface Project {
  readonly name: string
  /** Those something depends on come first. */
  readonly services: readonly Service[]
  readonly networks: readonly Resource[]
  readonly volumes: readonly Resource[]
  readonly warnings: readonly string[]
  /** The file with every variable filled in. */
  readonly filled: unknown
}

/** Reads a compose file; throws ComposeError in Compose's own words. */
export function readProject(source: ProjectSource): Project {
  const warnings = new Set<string>()
  const variables: Variables = {
    get: source.environment,
    unset: name => warnings.add(`The \\"${name}\\" variable is not set. Defaulting to a blank string.`),
  }
  let raw: unknown
  try {
    raw = parse(source.text, { merge: true })
  } catch (error) {
    throw new ComposeError(`yaml: ${error instanceof Error ? error.message.split('\n')[0] : 'unreadable'}`)
  }
  if (typeof raw !== 'object' || raw === null) throw new ComposeError('empty compose file')
  const filled = fill(raw, variables, '')
  const read = composeFileSchema.safeParse(filled)
  if (!read.success) {
    const [issue] = read.error.issues
    throw new ComposeError(`validating ${source.file}: ${issue?.path.join('.') || '(root)'} ${issue?.message ?? 'is invalid'}`)
  }
  const file = read.data
  const name = source.projectName ?? file.name ?? projectNameOf(source.directory)
  const resources = (texts: Readonly<Record<string, ResourceText>> | undefined): readonly Resource[] =>
    Object.entries(texts ?? {}).map(([key, text]) => ({
      key,
      name: text?.name ?? (text?.external ? key : `${name}_${key}`),
      external: text?.external ?? false,
      labels: asMap(text?.labels),
    }))
  const volumes = resources(file.volumes)
  const chosen = Object.entries(file.services).filter(
    ([, service]) => !service.profiles || service.profiles.some(profile => source.profiles.includes(profile)),
  )
  const needsDefault = chosen.some(([, service]) => !service.networks && !service.network_mode)
  const networks = [...(needsDefault && !file.networks?.default ? resources({ default: null }) : []), ...resources(file.networks)]
  const services = chosen.map(([key, text]) => readService(key, text, { name, source, networks, volumes }))
  for (const service of services)
    for (const { service: needed, required } of service.dependencies)
      if (required && !services.some(one => one.name === needed))
        throw new ComposeError(`service "${service.name}" depends on undefined service "${needed}": invalid compose project`)
  return { name, services: inOrder(services), networks, volumes, warnings: [...warnings], filled: { name, ...file } }
}

/** The name a project has by its folder. */
export function projectNameOf(directory: string): string {
  return posix
    .basename(directory)
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, '')
}

function fill(value: unknown, variables: Variables, where: string): unknown {
  if (typeof value === 'string') return interpolate(value, variables, where)
  if (Array.isArray(value)) return value.map((one, index) => fill(one, variables, `${where}.[${index}]`))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, fill(one, variables, where ? `${where}.${key}` : key)]))
}

function inOrder(services: readonly Service[]): readonly Service[] {
  const done: Service[] = []
  const visit = (service: Service, above: readonly string[]): void => {
    if (done.includes(service)) return
    if (above.includes(service.name)) throw new ComposeError(`dependency cycle detected: ${[...above, service.name].join(' -> ')}`)
    for (const { service: needed } of service.dependencies) {
      const found = services.find(one => one.name === needed)
      if (found) visit(found, [...above, service.name])
    }
    done.push(service)
  }
  for (const service of services) visit(service, [])
  return done
}
