import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Entry, type LabInventory, labInventorySchema } from '../../shared/model/declaration.ts'

/** A text with what has to be read in it. */
export interface CorpusCase {
  readonly id: string
  readonly inventory: string
  readonly text: string
  readonly expect: {
    readonly entries: readonly Entry[]
    readonly questions: readonly { readonly about: string; readonly reason: string }[]
    readonly unread: number
  }
}

const folder = [process.env.MYCOPOD_DECLARATION_FACTS, join(import.meta.dirname, '../../../shared/declaration')].find(
  path => path !== undefined && existsSync(join(path, 'corpus.jsonl')),
)

/** Why tests that need the sample corpus are skipped; undefined where it is here. */
export const withoutCorpus =
  folder === undefined ? 'skipped: the sample of declarations is not here (MYCOPOD_DECLARATION_FACTS)' : undefined

/** The sample corpus, which is no part of the repository; none where it is not here. */
export function readCorpus(): readonly CorpusCase[] {
  return folder === undefined ? [] : parseCases(readFileSync(join(folder, 'corpus.jsonl'), 'utf8'))
}

/** Cases, a line each. */
export function parseCases(lines: string): readonly CorpusCase[] {
  return lines
    .split('\n')
    .filter(line => line.trim() !== '')
    .map(line => JSON.parse(line))
}

/** An inventory that lies beside the corpus. */
export function readInventory(name: string): LabInventory {
  return labInventorySchema.parse(JSON.parse(readFileSync(join(folder ?? '', name), 'utf8')))
}

/** A homelab of the tests' own: other names than the sample's. */
export const testLab: LabInventory = labInventorySchema.parse({
  nodes: [
    { name: 'oak', cores: 16, memoryMiB: 65_536 },
    { name: 'elm', cores: 8, memoryMiB: 32_768 },
    { name: 'ash', cores: 4, memoryMiB: 16_384 },
  ],
  storages: ['local', 'local-zfs', 'pool1', 'nas-nfs'],
  bridges: ['vmbr0', 'vmbr1', 'vmbr2'],
  templates: ['debian-13-cloud', 'rocky-9-base'],
  isos: ['debian-13.iso'],
  devices: [
    { name: 'mini-1', kind: 'docker' },
    { name: 'mini-2', kind: 'docker' },
    { name: 'shed-pi', kind: 'docker' },
    { name: 'vault', kind: 'docker' },
    { name: 'gate', kind: 'opnsense' },
  ],
  guests: [
    { name: 'mail', type: 'vm', node: 'oak', state: 'running', cores: 2, memoryMiB: 2048, diskGiB: 40, storage: 'pool1' },
    { name: 'build-box', type: 'vm', node: 'elm', state: 'running', cores: 8, memoryMiB: 16_384, diskGiB: 200, storage: 'local-zfs' },
    { name: 'resolver', type: 'lxc', node: 'ash', state: 'running', cores: 1, memoryMiB: 256, diskGiB: 4, storage: 'local-zfs' },
    { name: 'sandbox', type: 'lxc', node: 'oak', state: 'stopped', cores: 2, memoryMiB: 1024, diskGiB: 16, storage: 'local-zfs' },
    { name: 'shop-1', type: 'vm', node: 'oak', state: 'stopped', cores: 2, memoryMiB: 4096, diskGiB: 60, storage: 'local-zfs' },
    { name: 'shop-2', type: 'vm', node: 'elm', state: 'running', cores: 4, memoryMiB: 8192, diskGiB: 80, storage: 'pool1' },
  ],
  apps: [
    { app: 'nextcloud', device: 'mini-1', state: 'running', domain: 'cloud.lan' },
    { app: 'grafana', device: 'shed-pi', state: 'running' },
    { app: 'immich', device: 'mini-2', state: 'stopped' },
  ],
  destinations: ['offsite', 'attic-disk'],
  catalog: [
    'nextcloud',
    'grafana',
    'vaultwarden',
    'jellyfin',
    'home-assistant',
    'uptime-kuma',
    'paperless-ngx',
    'gitea',
    'immich',
    'portainer',
    'adguard-home',
    'nginx-proxy-manager',
  ],
})
