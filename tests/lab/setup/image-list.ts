import { readdirSync, readFileSync } from 'node:fs'
import { parse } from 'yaml'

/** An image as a recipe names it, taken apart: the registry's host, the repository there, the tag. */
export interface ImageReference {
  readonly registry: string
  readonly repository: string
  readonly tag: string
}

/** What a stand-in must offer to be started by its recipe: where it listens, which programs its health check calls, how it is started. */
export interface StandIn extends ImageReference {
  readonly name: string
  readonly ports: readonly number[]
  readonly programs: readonly string[]
  readonly entrypoints: readonly string[]
}

/** Docker Hub answers pulls under this name. */
export const dockerHub = 'registry-1.docker.io'

// From each app's own documentation, not from the recipes: a recipe with a wrong port fails in the lab.
const documentedPorts: Readonly<Record<string, readonly number[]>> = {
  'vaultwarden/server': [80],
  'louislam/uptime-kuma': [3001],
  'jellyfin/jellyfin': [8096],
  'library/nextcloud': [80],
  'immich-app/immich-server': [2283],
  'immich-app/immich-machine-learning': [3003],
  'immich-app/postgres': [5432],
  'home-assistant/home-assistant': [8123],
  'homeassistant/home-assistant': [8123],
  'adguard/adguardhome': [3000, 80, 53],
  'jc21/nginx-proxy-manager': [81, 80, 443],
  'portainer/portainer-ce': [9000, 9443, 8000],
  'paperless-ngx/paperless-ngx': [8000],
  'gotenberg/gotenberg': [3000],
  'apache/tika': [9998],
  'library/monica': [80],
  'gitea/gitea': [3000, 22],
  'grafana/grafana': [3000],
  'grafana/grafana-oss': [3000],
  'library/postgres': [5432],
  'library/mariadb': [3306],
  'library/mysql': [3306],
  'library/redis': [6379],
  'valkey/valkey': [6379],
}

/** Takes an image reference apart the way Docker does; throws for one pinned by digest, which nothing can stand in for. */
export function parseImageReference(reference: string): ImageReference {
  if (reference.includes('@')) throw new Error(`${reference} is pinned by digest: only the genuine image has it`)
  const slash = reference.indexOf('/')
  const host = slash > 0 ? reference.slice(0, slash) : ''
  const named = /[.:]/.test(host) && host !== 'docker.io'
  const path = named || host === 'docker.io' ? reference.slice(slash + 1) : reference
  const [repository = '', tag = 'latest'] = path.split(':')
  return {
    registry: named ? host : dockerHub,
    repository: named || repository.includes('/') ? repository : `library/${repository}`,
    tag,
  }
}

interface ComposeService {
  readonly image?: string
  readonly ports?: readonly (string | { readonly target: number })[]
  readonly expose?: readonly (string | number)[]
  readonly entrypoint?: string | readonly string[]
  readonly healthcheck?: { readonly test?: string | readonly string[] }
}

function containerPorts(service: ComposeService): readonly number[] {
  const published = (service.ports ?? []).map(port =>
    typeof port === 'object' ? port.target : (port.split('/')[0]?.split(':').at(-1) ?? ''),
  )
  return [...published, ...(service.expose ?? [])].map(port => Number.parseInt(String(port), 10)).filter(port => port > 0)
}

function healthCheckText(service: ComposeService): string {
  const test = service.healthcheck?.test ?? ''
  return typeof test === 'string' ? test : test.slice(1).join(' ')
}

/** Every word of a command line that may name a program: the first of each command in it. */
function programsIn(commandLine: string): readonly string[] {
  return commandLine
    .split(/\|\||&&|[|;]/)
    .map(command => command.trim().split(/\s+/)[0] ?? '')
    .filter(word => /^[\w./-]+$/.test(word))
}

function standIn(image: string, service: ComposeService): StandIn {
  const reference = parseImageReference(image)
  const health = healthCheckText(service)
  const inHealthCheck = [...health.matchAll(/(?:localhost|127\.0\.0\.1|\[::1\]):(\d+)/g)].map(match => Number(match[1]))
  const ports = documentedPorts[reference.repository] ?? [...new Set([...containerPorts(service), ...inHealthCheck])]
  const entrypoint = service.entrypoint ?? []
  return {
    ...reference,
    name: image,
    ports: ports.length > 0 ? ports : [8080],
    programs: programsIn(health),
    entrypoints: (typeof entrypoint === 'string' ? entrypoint.split(/\s+/) : entrypoint).slice(0, 1),
  }
}

/** A stand-in for every image that the recipes in this folder pull, each once. */
export function readStandIns(recipesFolder: string): readonly StandIn[] {
  const byName = new Map<string, StandIn>()
  for (const slug of readdirSync(recipesFolder).sort()) {
    let compose: { readonly services?: Readonly<Record<string, ComposeService>> }
    try {
      compose = parse(readFileSync(`${recipesFolder}/${slug}/compose.yaml`, 'utf8'))
    } catch {
      continue // a recipe that is still being written
    }
    for (const service of Object.values(compose.services ?? {})) {
      if (service.image === undefined) continue
      const next = standIn(service.image, service)
      const known = byName.get(service.image)
      byName.set(service.image, {
        ...next,
        programs: [...new Set([...(known?.programs ?? []), ...next.programs])],
        entrypoints: [...new Set([...(known?.entrypoints ?? []), ...next.entrypoints])],
      })
    }
  }
  return [...byName.values()]
}
