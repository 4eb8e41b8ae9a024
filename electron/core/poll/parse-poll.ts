import type { Sample } from '../../../shared/model/device.ts'
import { type Counters, ratesBetween, readCounters, readUptime } from './counters.ts'
import { parseContainers } from './parse-containers.ts'
import { type PollFacts, parseFacts } from './parse-facts.ts'
import { parseFilesystems } from './parse-filesystems.ts'
import { decimalNumber, harmless, splitSections, wholeNumber } from './sections.ts'

const dockerWords = ['running', 'stopped', 'missing', 'forbidden', 'silent'] as const

/** What Docker on a device is doing; `forbidden` is that this user may not ask, `silent` that it does not answer. */
export type DockerWord = (typeof dockerWords)[number]

/** An answer to a poll, read; or what about it could not be read. */
export type Poll =
  | { readonly kind: 'read'; readonly sample: Sample; readonly counters: Counters; readonly docker: DockerWord; readonly facts?: PollFacts }
  | { readonly kind: 'garbled'; readonly what: string }

type Sections = ReadonlyMap<string, readonly string[]>

/**
 * Reads what README.md describes. Never throws, whatever the text; `previous` are the counters of the poll before.
 * `sentAt` and `receivedAt` are milliseconds of our clock, their difference taken from a clock that never goes back.
 */
export function parsePoll(text: string, previous: Counters | undefined, sentAt: number, receivedAt: number): Poll {
  const sections = splitSections(text)
  if (sections.size === 0) return { kind: 'garbled', what: firstWords(text) }
  const uptimeSeconds = readUptime(sections.get('uptime'))
  const memory = readMemory(sections.get('memory') ?? [])
  if (!memory) return { kind: 'garbled', what: 'how much memory it has' }
  if (uptimeSeconds === undefined) return { kind: 'garbled', what: 'how long it has been running' }
  if (!sections.has('end')) return { kind: 'garbled', what: 'an answer that ends in the middle' }
  const docker = dockerWords.find(word => word === sections.get('docker')?.[0]) ?? 'missing'
  const facts = parseFacts(sections, docker)
  const counters = readCounters(sections, uptimeSeconds)
  const tookMs = Math.max((readUptime(sections.get('end')) ?? uptimeSeconds) - uptimeSeconds, 0) * 1000
  const roundTripMs = Math.max(receivedAt - sentAt - tookMs, 0)
  const startedAt = sentAt + roundTripMs / 2
  const clock = readClock(sections.get('time')?.[0])
  const at = Math.max(Math.round(receivedAt), 0)
  return {
    kind: 'read',
    counters,
    docker,
    ...(facts && { facts }),
    sample: {
      at,
      ...ratesBetween(previous, counters),
      load: readLoad(sections.get('load')?.[0]),
      ...memory,
      filesystems: [...parseFilesystems(sections.get('filesystems') ?? [])],
      uptimeSeconds,
      clockSkewMs: clock === undefined ? 0 : Math.round(clock - startedAt),
      roundTripMs: Math.round(roundTripMs),
      ...(docker === 'running' && { containers: [...parseContainers(sections, uptimeSeconds, startedAt)] }),
      listeningPorts: readListening(sections),
    },
  }
}

function firstWords(text: string): string {
  const words = harmless(text.slice(0, 400)).slice(0, 60)
  return words === '' ? 'it said nothing at all' : `“${words}”`
}

function readMemory(lines: readonly string[]): Pick<Sample, 'memoryTotalBytes' | 'memoryAvailableBytes'> | undefined {
  const values = new Map(lines.map(line => [line.split(':')[0], wholeNumber(/:\s*(\d+) kB$/.exec(line)?.[1])]))
  const total = values.get('MemTotal')
  if (!total) return undefined
  const free = (values.get('MemFree') ?? 0) + (values.get('Buffers') ?? 0) + (values.get('Cached') ?? 0)
  const available = Math.min(values.get('MemAvailable') ?? free, total)
  return { memoryTotalBytes: total * 1024, memoryAvailableBytes: available * 1024 }
}

function readLoad(line: string | undefined): Sample['load'] {
  const [one = 0, five = 0, fifteen = 0] = line?.split(' ').slice(0, 3).map(decimalNumber) ?? []
  return [one, five, fifteen]
}

/** Milliseconds since 1970 on the device's clock; where it tells only seconds the middle of that second is taken. */
function readClock(line: string | undefined): number | undefined {
  const [, seconds, nanoseconds] = /^(\d{1,12})(?: (\d{9}))?/.exec(line ?? '') ?? []
  if (seconds === undefined) return undefined
  return Number(seconds) * 1000 + (nanoseconds === undefined ? 500 : Number(nanoseconds) / 1e6)
}

function readListening(sections: Sections): Sample['listeningPorts'] {
  const ports = new Map<string, Sample['listeningPorts'][number]>()
  for (const line of sections.get('listening') ?? []) {
    const [, protocol, hexadecimal = ''] = /^(tcp|udp) ([0-9A-F]{4})$/.exec(line) ?? []
    const port = Number.parseInt(hexadecimal, 16)
    if (port >= 1) ports.set(line, { port, protocol: protocol === 'udp' ? 'udp' : 'tcp' })
  }
  return [...ports.values()].sort((a, b) => a.port - b.port || a.protocol.localeCompare(b.protocol))
}
