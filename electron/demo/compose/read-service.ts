import { posix } from 'node:path'
import { digest } from '../chance.ts'
import type { ContainerPlan, HealthCheck, Mount, PublishedPort } from '../engine/engine-things.ts'
import { amountBytes, asMap, durationMs, type ServiceText } from './compose-schema.ts'
import { ComposeError, readEnvironmentFile } from './interpolate.ts'

/** One service, ready to become a container. */
export interface Service {
  readonly name: string
  readonly plan: ContainerPlan
  readonly hash: string
  readonly pullPolicy: string
  readonly dependencies: readonly { readonly service: string; readonly condition: string; readonly required: boolean }[]
}

/** A network or volume of a project. */
export interface Resource {
  readonly key: string
  readonly name: string
  readonly external: boolean
  readonly labels: Readonly<Record<string, string>>
}

/** What a project is read from. */
export interface ProjectSource {
  readonly text: string
  readonly file: string
  readonly directory: string
  readonly projectName?: string
  readonly home: string
  readonly environment: (name: string) => string | undefined
  readonly profiles: readonly string[]
  readonly readFile: (path: string) => string
}

/** What a service is read within. */
export interface Context {
  readonly name: string
  readonly source: ProjectSource
  readonly networks: readonly Resource[]
  readonly volumes: readonly Resource[]
}

/** A service with everything filled in; throws ComposeError. */
export function readService(key: string, text: ServiceText, context: Context): Service {
  const { source } = context
  if (text.image === undefined)
    throw new ComposeError(`service "${key}" has neither an image nor a build context specified: invalid compose project`)
  const files =
    text.env_file === undefined
      ? []
      : typeof text.env_file === 'string'
        ? [text.env_file]
        : text.env_file.map(one => (typeof one === 'string' ? one : one.path))
  const fromFiles = files.flatMap(file => [
    ...readEnvironmentFile(source.readFile(posix.resolve(source.directory, file)), source.environment),
  ])
  const environment = { ...Object.fromEntries(fromFiles), ...asMap(text.environment, source.environment) }
  const networkKeys = text.network_mode
    ? []
    : Array.isArray(text.networks)
      ? text.networks
      : Object.keys(text.networks ?? { default: null })
  const networks = networkKeys.map(network => {
    const found = context.networks.find(one => one.key === network)
    if (!found) throw new ComposeError(`service "${key}" refers to undefined network ${network}: invalid compose project`)
    return found.name
  })
  const dependencies = Array.isArray(text.depends_on)
    ? text.depends_on.map(service => ({ service, condition: 'service_started', required: true }))
    : Object.entries(text.depends_on ?? {}).map(([service, one]) => ({
        service,
        condition: one.condition ?? 'service_started',
        required: one.required ?? true,
      }))
  const restart = text.restart?.split(':')[0]
  const memoryLimitBytes = amountBytes(text.deploy?.resources?.limits?.memory ?? text.mem_limit)
  const healthcheck = readHealthCheck(text.healthcheck)
  const hash = digest('config', JSON.stringify(text), JSON.stringify(environment))
  const plan: ContainerPlan = {
    name: text.container_name ?? `${context.name}-${key}-1`,
    image: text.image,
    labels: {
      ...asMap(text.labels),
      'com.docker.compose.config-hash': hash,
      'com.docker.compose.container-number': '1',
      'com.docker.compose.depends_on': dependencies.map(one => `${one.service}:${one.condition}:false`).join(','),
      'com.docker.compose.oneoff': 'False',
      'com.docker.compose.project': context.name,
      'com.docker.compose.project.config_files': source.file,
      'com.docker.compose.project.working_dir': source.directory,
      'com.docker.compose.service': key,
    },
    environment: Object.entries(environment).map(([name, value]) => `${name}=${value}`),
    command: text.command == null ? [] : typeof text.command === 'string' ? text.command.split(/\s+/) : text.command.map(String),
    ports: (text.ports ?? []).flatMap(readPort),
    mounts: (text.volumes ?? []).map(volume => readMount(volume, key, context)),
    networks: text.network_mode === 'host' ? ['host'] : networks,
    networkMode: text.network_mode ?? networks[0] ?? 'default',
    restart: restart === 'always' || restart === 'unless-stopped' || restart === 'on-failure' ? restart : 'no',
    ...(healthcheck ? { healthcheck } : {}),
    ...(memoryLimitBytes === undefined ? {} : { memoryLimitBytes }),
    ...(text.hostname === undefined ? {} : { hostname: text.hostname }),
  }
  return { name: key, plan, hash, pullPolicy: text.pull_policy ?? 'missing', dependencies }
}

function readHealthCheck(text: ServiceText['healthcheck']): HealthCheck | undefined {
  if (!text || text.disable || text.test === undefined) return undefined
  const test = typeof text.test === 'string' ? ['CMD-SHELL', text.test] : text.test
  return {
    test,
    intervalMs: durationMs(text.interval, 30_000),
    timeoutMs: durationMs(text.timeout, 30_000),
    retries: text.retries ?? 3,
    startPeriodMs: durationMs(text.start_period, 0),
    startIntervalMs: durationMs(text.start_interval, 5000),
  }
}

/** The ports that one entry publishes. */
export function readPort(text: NonNullable<ServiceText['ports']>[number]): readonly PublishedPort[] {
  if (typeof text === 'object')
    return text.published === undefined
      ? []
      : readPort(`${text.host_ip ? `${text.host_ip}:` : ''}${text.published}:${text.target}/${text.protocol ?? 'tcp'}`)
  const found = /^(?:(\d+\.\d+\.\d+\.\d+|\[[^\]]*\]):)?(?:(\d+)(?:-(\d+))?:)?(\d+)(?:-(\d+))?(?:\/(tcp|udp))?$/.exec(String(text))
  if (!found) throw new ComposeError(`invalid hostPort: ${text}`)
  const [, address = '0.0.0.0', from, to, inside] = found
  if (from === undefined) return []
  return Array.from({ length: Number(to ?? from) - Number(from) + 1 }, (_, index) => ({
    host: Number(from) + index,
    container: Number(inside) + index,
    protocol: found[6] === 'udp' ? 'udp' : 'tcp',
    address,
  }))
}

function readMount(text: NonNullable<ServiceText['volumes']>[number], service: string, context: Context): Mount {
  const { directory, home } = context.source
  const parts = typeof text === 'string' ? text.split(':') : undefined
  const [source, target, mode] = parts
    ? parts.length === 1
      ? ['', parts[0] ?? '', '']
      : [parts[0] ?? '', parts[1] ?? '', parts[2] ?? '']
    : typeof text === 'object'
      ? [text.source ?? '', text.target, text.read_only ? 'ro' : '']
      : ['', '', '']
  const readOnly = mode.split(',').includes('ro')
  if (typeof text === 'object' && text.type === 'tmpfs') return { kind: 'tmpfs', source: '', target, readOnly }
  if (/^[./~]/.test(source)) return { kind: 'bind', source: posix.resolve(directory, source.replace(/^~/, home)), target, readOnly }
  if (source === '') return { kind: 'volume', source: '', target, readOnly }
  const volume = context.volumes.find(one => one.key === source)
  if (!volume) throw new ComposeError(`service "${service}" refers to undefined volume ${source}: invalid compose project`)
  return { kind: 'volume', source: volume.name, target, readOnly }
}
