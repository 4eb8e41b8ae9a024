import type { ContainerSample } from '../../../shared/model/device.ts'
import { harmless, wholeNumber } from './sections.ts'

type Port = ContainerSample['ports'][number]
type Status = Pick<ContainerSample, 'state' | 'health' | 'exitCode'>

/** What the control group of one container counted. */
interface Usage {
  memory?: number
  inactiveFile?: number
  inactiveFileWithChildren?: number
  cpuMicroseconds?: number
  startTicks?: number
}

/** More published ports than any real device has; beyond it a device lies. */
const mostPorts = 50_000
const ticksPerSecond = 100

/** The containers of an answer. `uptimeSeconds` is the device's at `at`, the same moment on our clock. */
export function parseContainers(
  sections: ReadonlyMap<string, readonly string[]>,
  uptimeSeconds: number,
  at: number,
): readonly ContainerSample[] {
  const usage = readUsage(sections.get('container-usage') ?? [])
  const outOfMemory = new Set(sections.get('out-of-memory'))
  const containers = new Map<string, ContainerSample>()
  const budget = { ports: mostPorts }
  for (const line of sections.get('containers') ?? []) {
    const row = readRow(line)
    if (!row) continue
    const status = readStatus(row.status)
    const used = status.state === 'running' || status.state === 'paused' ? usage.get(row.id) : undefined
    const memoryBytes = used && workingSet(used)
    const startedAt = used && startOf(used.startTicks, uptimeSeconds, at)
    containers.set(row.id, {
      id: row.id,
      name: harmless(row.name.split(',').find(name => !name.includes('/')) ?? row.name),
      image: harmless(row.image),
      ...status,
      ...(row.app !== '' && { app: harmless(row.app) }),
      ...(row.project !== '' && { project: harmless(row.project) }),
      ...(row.service !== '' && { service: harmless(row.service) }),
      ...(memoryBytes !== undefined && { memoryBytes }),
      ...(used?.cpuMicroseconds !== undefined && { cpuUsageMicroseconds: used.cpuMicroseconds }),
      ...(startedAt !== undefined && { startedAt }),
      ...(outOfMemory.has(row.id) && { outOfMemory: true }),
      ports: readPorts(row.ports, budget),
    })
  }
  return [...containers.values()]
}

const fields = ['id', 'name', 'image', 'status', 'ports', 'app', 'project', 'service'] as const
type Row = Readonly<Record<(typeof fields)[number], string>>

function readRow(line: string): Row | undefined {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return undefined
  }
  if (typeof value !== 'object' || value === null) return undefined
  const row = value as Readonly<Record<string, unknown>>
  return fields.every(field => typeof row[field] === 'string') && /^[0-9a-f]{64}$/.test(String(row.id)) ? (row as Row) : undefined
}

/** State, health and exit code from Docker's own sentence, as every version since 1.13 writes it. */
export function readStatus(status: string): Status {
  if (status.startsWith('Up')) {
    const health = /\((healthy|unhealthy|health: starting)\)/.exec(status)?.[1]
    return {
      state: status.includes('(Paused)') ? 'paused' : 'running',
      health: health === 'healthy' || health === 'unhealthy' ? health : health ? 'starting' : 'none',
    }
  }
  const [, word, code] = /^(Exited|Restarting) \((-?\d{1,9})\)/.exec(status) ?? []
  if (word) return { state: word === 'Exited' ? 'exited' : 'restarting', health: 'none', exitCode: Number(code) }
  if (status.startsWith('Removal')) return { state: 'removing', health: 'none' }
  return { state: status === 'Dead' ? 'dead' : 'created', health: 'none' }
}

function readPorts(text: string, budget: { ports: number }): Port[] {
  const ports = new Map<string, Port>()
  for (const part of text.split(', ')) {
    const found = /:(\d{1,5})(?:-(\d{1,5}))?->(\d{1,5})(?:-(\d{1,5}))?\/(tcp|udp)$/.exec(part)
    if (!found) continue
    const [first, container] = [Number(found[1]), Number(found[3])]
    const last = found[2] === undefined ? first : Number(found[2])
    const protocol = found[5] === 'udp' ? 'udp' : 'tcp'
    for (let host = first; host <= Math.min(last, 65535) && budget.ports > 0; host += 1) {
      const inside = found[4] === undefined ? container : container + host - first
      const key = `${protocol} ${host}`
      if (host < 1 || inside < 1 || inside > 65535 || ports.has(key)) continue
      ports.set(key, { host, container: inside, protocol })
      budget.ports -= 1
    }
  }
  return [...ports.values()]
}

function readUsage(lines: readonly string[]): ReadonlyMap<string, Usage> {
  const byContainer = new Map<string, Usage>()
  for (const line of lines) {
    const found = /([0-9a-f]{64})(?:\.scope)?\/([a-z_.]+):(?:([a-z_]+) )?(\d+)$/.exec(line)
    const [id, value] = [found?.[1], wholeNumber(found?.[4])]
    if (!found || id === undefined || value === undefined) continue
    const usage = byContainer.get(id) ?? {}
    byContainer.set(id, usage)
    switch (found[3] ?? found[2]) {
      case 'memory.current':
      case 'memory.usage_in_bytes':
        usage.memory = value
        break
      case 'inactive_file':
        usage.inactiveFile = value
        break
      case 'total_inactive_file':
        usage.inactiveFileWithChildren = value
        break
      case 'usage_usec':
        usage.cpuMicroseconds = value
        break
      case 'cpuacct.usage':
        usage.cpuMicroseconds = Math.round(value / 1000)
        break
      case 'cgroup.procs':
        usage.startTicks = value
        break
    }
  }
  return byContainer
}

function workingSet({ memory, inactiveFile, inactiveFileWithChildren }: Usage): number | undefined {
  return memory === undefined ? undefined : Math.max(memory - (inactiveFileWithChildren ?? inactiveFile ?? 0), 0)
}

/** Rounded to seconds, so that the same start reads the same in each poll; absent where the counters of a guest are its host's. */
function startOf(ticks: number | undefined, uptimeSeconds: number, at: number): number | undefined {
  if (ticks === undefined || ticks / ticksPerSecond > uptimeSeconds) return undefined
  return Math.max(Math.round(at / 1000 - uptimeSeconds + ticks / ticksPerSecond) * 1000, 0)
}
