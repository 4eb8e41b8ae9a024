import { AppError } from '../../../shared/errors/app-error.ts'
import { knownKeys, knownServiceKeys, refusedKeys, type ServiceFields, serviceSchema } from './compose-schema.ts'
import { interpolate } from './interpolate.ts'
import { readMount } from './read-mount.ts'
import { readPort } from './read-port.ts'
import { readYaml, scalarTexts, type YamlSource } from './yaml-source.ts'

/** A service with its texts as written, variables not filled in. */
export type ComposeService = ServiceFields & { readonly name: string }

/** A compose file that Compose would take. */
export interface Compose {
  readonly services: readonly ComposeService[]
  /** Volumes by their key; external ones were made by somebody else. */
  readonly volumes: readonly { readonly name: string; readonly external: boolean }[]
  readonly source: YamlSource
}

type Place = readonly (string | number)[]
type Refuse = (reason: string, path: Place) => never

/** Reads a compose file and refuses what Compose would refuse. Errors: ComposeBroken with the line. */
export function parseCompose(text: string, app: string): Compose {
  const source = readYaml(text, app)
  const refuse: Refuse = (reason, path) => {
    const line = source.lineOf(path)
    throw new AppError('ComposeBroken', { app, reason, ...(line !== undefined && { line }) })
  }
  const file = asMap(source.value, refuse, [], 'The file')
  for (const key of Object.keys(file)) {
    if (key in refusedKeys) refuse(`“${key}”: ${refusedKeys[key]}`, [key])
    if (!knownKeys.has(key) && !key.startsWith('x-')) refuse(`“${key}” is not known to Compose.`, [key])
  }
  const services = Object.entries(asMap(file.services, refuse, ['services'], '“services”')).map(([name, value]) =>
    readService(name, value, refuse),
  )
  if (services.length === 0) refuse('There is no service in it.', ['services'])
  const volumes = Object.entries(asMap(file.volumes ?? {}, refuse, ['volumes'], '“volumes”')).map(([name, value]) => ({
    name,
    external: isExternal(value),
  }))
  const networks = new Set(['default', ...Object.keys(asMap(file.networks ?? {}, refuse, ['networks'], '“networks”'))])
  for (const kind of ['configs', 'secrets'] as const) refuseFiles(kind, asMap(file[kind] ?? {}, refuse, [kind], `“${kind}”`), refuse)
  for (const service of services) checkReferences(service, { services, volumes, networks }, refuse)
  for (const written of scalarTexts(source)) {
    // Values are filled in later: here only the form counts, so every variable has one.
    const result = interpolate(written, () => 'x')
    if ('fault' in result) refuse(`${capital(result.fault)}.`, [])
  }
  return { services, volumes, source }
}

function readService(name: string, value: unknown, refuse: Refuse): ComposeService {
  const path = ['services', name]
  if (!/^[a-zA-Z0-9._-]+$/.test(name)) refuse(`“${name}” cannot be the name of a service: use letters, digits, dots and hyphens.`, path)
  const service = asMap(value, refuse, path, `The service ${name}`)
  for (const key of Object.keys(service)) {
    if (key in refusedKeys) refuse(`“${key}” of ${name}: ${refusedKeys[key]}`, [...path, key])
    if (!knownServiceKeys.has(key) && !key.startsWith('x-')) refuse(`“${key}” of ${name} is not known to Compose.`, [...path, key])
  }
  if (service.image === undefined) refuse(`The service ${name} names no image.`, path)
  const parsed = serviceSchema.safeParse(service)
  if (parsed.success) return { ...parsed.data, name }
  const [issue] = parsed.error.issues
  const where = (issue?.path ?? []).map(part => (typeof part === 'symbol' ? String(part) : part))
  return refuse(`“${where.join('.')}” of ${name} does not have the form Compose wants.`, [...path, ...where])
}

interface Known {
  readonly services: readonly ComposeService[]
  readonly volumes: Compose['volumes']
  readonly networks: ReadonlySet<string>
}

function checkReferences(service: ComposeService, known: Known, refuse: Refuse): void {
  const path = ['services', service.name]
  for (const needed of namesIn(service.depends_on)) {
    if (!known.services.some(other => other.name === needed))
      refuse(`${service.name} depends on ${needed}, which is not in the file.`, [...path, 'depends_on'])
  }
  for (const network of namesIn(service.networks)) {
    if (!known.networks.has(network))
      refuse(`${service.name} wants the network ${network}, which is not in the file.`, [...path, 'networks'])
  }
  if (service.network_mode !== undefined && service.networks) {
    refuse(`${service.name} has “networks” and “network_mode”; only one of them works.`, [...path, 'network_mode'])
  }
  service.volumes?.forEach((written, index) => {
    const mount = readMount(written)
    if (mount.kind === 'volume' && !known.volumes.some(volume => volume.name === mount.source))
      refuse(`${service.name} uses the volume ${mount.source}, which is not in the file.`, [...path, 'volumes', index])
  })
  service.ports?.forEach((written, index) => {
    if (!String(JSON.stringify(written)).includes('$') && readPort(written) === undefined)
      refuse(`A port of ${service.name} does not have the form Compose wants.`, [...path, 'ports', index])
  })
  const environmentFiles = [service.env_file].flat().filter(file => file !== undefined && file !== null)
  for (const file of environmentFiles) {
    const name = typeof file === 'object' && 'path' in file ? file.path : file
    if (name !== '.env' && name !== './.env')
      refuse(`${service.name} wants the file ${String(name)}, which is not there.`, [...path, 'env_file'])
  }
}

function refuseFiles(kind: string, entries: Readonly<Record<string, unknown>>, refuse: Refuse): void {
  for (const [name, value] of Object.entries(entries)) {
    if (typeof value === 'object' && value !== null && 'file' in value) refuse(`${name} wants a file, which is not there.`, [kind, name])
  }
}

function namesIn(value: readonly string[] | Readonly<Record<string, unknown>> | null | undefined): readonly string[] {
  return Array.isArray(value) ? value : Object.keys(value ?? {})
}

function isExternal(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'external' in value && value.external !== false
}

function asMap(value: unknown, refuse: Refuse, path: Place, what: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return refuse(`${what} has to be a list of names with values.`, path)
  return value as Readonly<Record<string, unknown>>
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
