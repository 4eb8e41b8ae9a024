import { between, chance, digest } from '../chance.ts'

/** What an image is like when pulled and run. */
export interface ImageTraits {
  readonly compressedMiB: number
  readonly memoryMiB: number
  /** Cores of a desktop in use on average. */
  readonly cores: number
  /** Seconds of a desktop until it answers. */
  readonly startSeconds: number
  /** Runs its command and ends. */
  readonly endsAtOnce: boolean
  readonly architectures: readonly string[]
  readonly ports: readonly string[]
}

/** One layer as a registry has it. */
export interface Layer {
  readonly id: string
  readonly digest: string
  readonly compressedBytes: number
  readonly sizeBytes: number
}

const everywhere = ['amd64', 'arm64', 'arm']
// compressed MiB, memory MiB, cores, seconds to start, exposed port
const known: Readonly<Record<string, readonly [number, number, number, number, string]>> = {
  'adguard/adguardhome': [25, 70, 0.01, 3, '3000/tcp'],
  'apache/tika': [330, 260, 0.01, 6, '9998/tcp'],
  'containrrr/watchtower': [6, 14, 0.001, 1, '8080/tcp'],
  'gitea/gitea': [68, 150, 0.02, 4, '3000/tcp'],
  'gotenberg/gotenberg': [480, 60, 0.005, 3, '3000/tcp'],
  'grafana/grafana': [135, 140, 0.02, 6, '3000/tcp'],
  'home-assistant/home-assistant': [560, 420, 0.06, 18, '8123/tcp'],
  'immich-app/immich-machine-learning': [560, 900, 0.05, 15, '3003/tcp'],
  'immich-app/immich-server': [620, 520, 0.08, 14, '2283/tcp'],
  'immich-app/postgres': [260, 180, 0.03, 5, '5432/tcp'],
  'jc21/nginx-proxy-manager': [260, 150, 0.01, 8, '81/tcp'],
  'jellyfin/jellyfin': [480, 620, 0.08, 9, '8096/tcp'],
  'library/caddy': [20, 30, 0.003, 1, '80/tcp'],
  'library/mariadb': [120, 110, 0.01, 6, '3306/tcp'],
  'library/monica': [240, 160, 0.01, 8, '80/tcp'],
  'library/nextcloud': [420, 310, 0.05, 16, '80/tcp'],
  'library/postgres': [150, 90, 0.02, 4, '5432/tcp'],
  'library/redis': [15, 12, 0.004, 1, '6379/tcp'],
  'linuxserver/sonarr': [190, 210, 0.02, 7, '8989/tcp'],
  'louislam/uptime-kuma': [170, 140, 0.03, 6, '3001/tcp'],
  'paperless-ngx/paperless-ngx': [480, 560, 0.05, 22, '8000/tcp'],
  'pihole/pihole': [95, 80, 0.01, 5, '53/udp'],
  'portainer/portainer-ce': [90, 40, 0.004, 2, '9000/tcp'],
  'syncthing/syncthing': [18, 160, 0.03, 3, '8384/tcp'],
  'valkey/valkey': [16, 12, 0.004, 1, '6379/tcp'],
  'vaultwarden/server': [90, 60, 0.005, 2, '80/tcp'],
}
const commands = new Set(['library/busybox', 'library/alpine', 'library/hello-world', 'library/debian'])
const mebibyte = 1024 * 1024

/** An image reference taken apart as Docker does, with what it may leave out filled in. */
export function readReference(reference: string): {
  readonly registry: string
  readonly repository: string
  readonly tag: string
  readonly familiar: string
} {
  const [name = '', pinned] = reference.split('@')
  const slash = name.indexOf('/')
  const host = slash > 0 ? name.slice(0, slash) : ''
  const registry = /[.:]|^localhost$/.test(host) ? host : 'docker.io'
  const path = registry === host ? name.slice(slash + 1) : name
  const colon = path.lastIndexOf(':')
  const bare = colon > 0 ? path.slice(0, colon) : path
  const tag = pinned ? `@${pinned}` : colon > 0 ? path.slice(colon + 1) : 'latest'
  const repository = registry === 'docker.io' && !bare.includes('/') ? `library/${bare}` : bare
  const familiarName = registry === 'docker.io' ? repository.replace(/^library\//, '') : `${registry}/${repository}`
  return { registry, repository, tag, familiar: pinned ? `${familiarName}@${pinned}` : `${familiarName}:${tag}` }
}

/** What an image is like: from the table, else made from its name and always the same. */
export function imageTraits(reference: string): ImageTraits {
  const { repository } = readReference(reference)
  const row = known[repository]
  const small = commands.has(repository)
  return {
    compressedMiB: row?.[0] ?? (small ? 4 : Math.round(between(40, 260, 'size', repository))),
    memoryMiB: row?.[1] ?? Math.round(between(40, 220, 'memory', repository)),
    cores: row?.[2] ?? between(0.005, 0.04, 'cores', repository),
    startSeconds: row?.[3] ?? Math.round(between(2, 8, 'start', repository)),
    endsAtOnce: small,
    architectures: repository.includes('amd64-only') ? ['amd64'] : everywhere,
    ports: row ? [row[4]] : [],
  }
}

/** Whether a registry has no such image: names with the word "absent" or "missing" in them. */
export function isAbsent(reference: string): boolean {
  const { repository, tag } = readReference(reference)
  return /\b(absent|missing)\b/.test(`${repository} ${tag}`)
}

/** The layers of an image for one architecture; some base layers are shared by many images. */
export function imageLayers(reference: string, architecture: string): readonly Layer[] {
  const { repository, tag } = readReference(reference)
  const total = imageTraits(reference).compressedMiB * mebibyte
  const base = total > 20 * mebibyte ? Math.floor(chance('base', repository) * 3) : undefined
  const count = Math.round(between(3, 9, 'layers', repository))
  const weights = Array.from({ length: count }, (_, index) => between(0.02, 1, 'weight', repository, index) ** 2)
  const baseBytes = base === undefined ? 0 : Math.round(between(3, 18, 'base-bytes', base) * mebibyte)
  const sum = weights.reduce((left, right) => left + right, 0)
  const layer = (compressedBytes: number, ...words: readonly (string | number)[]): Layer => ({
    id: digest('layer', architecture, ...words).slice(0, 12),
    digest: `sha256:${digest('layer', architecture, ...words)}`,
    compressedBytes,
    sizeBytes: Math.round(compressedBytes * between(2.2, 3, 'packing', ...words)),
  })
  return [
    ...(base === undefined ? [] : [layer(baseBytes, 'base', base)]),
    ...weights.map((weight, index) => layer(Math.max(600, Math.round(((total - baseBytes) * weight) / sum)), repository, tag, index)),
  ]
}

/** The id of an image on an architecture. */
export function imageId(reference: string, architecture: string): string {
  const { registry, repository, tag } = readReference(reference)
  return `sha256:${digest('image', registry, repository, tag, architecture)}`
}

/** Whether a name means an image that is there: one of its references, its id, or the beginning of its id. */
export function isNamed(image: { readonly id: string; readonly references: readonly string[] }, named: string): boolean {
  const id = image.id.replace('sha256:', '')
  return image.references.includes(readReference(named).familiar) || image.id === named || (named.length >= 6 && id.startsWith(named))
}
