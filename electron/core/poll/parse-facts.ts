import type { DeviceFacts, Hardware } from '../../../shared/model/device.ts'
import type { Architecture } from '../../../shared/model/name.ts'
import { coreSpeed } from '../place/cpu-class.ts'
import { harmless, wholeNumber } from './sections.ts'

/** Facts as a device itself tells them; how MycoPod becomes root there, the connection knows. */
export type PollFacts = Omit<DeviceFacts, 'privilege' | 'appsDir' | 'memoryTotalBytes'> & { readonly home: string }

type Sections = ReadonlyMap<string, readonly string[]>

/** Reads what seldom changes; undefined when the answer has no such part. */
export function parseFacts(sections: Sections, dockerWord: string): PollFacts | undefined {
  const kernel = sections.get('kernel')
  if (!kernel) return undefined
  const [hostname = '', release = '', machine = '', wordLength] = kernel.map(harmless)
  const model = boardName(sections.get('model') ?? [])
  const place = pairs(sections.get('place') ?? [], ' ')
  const dockerFacts = pairs(sections.get('docker-facts') ?? [], ' ')
  const docker = dockerFrom(dockerFacts, dockerWord)
  const limit = dockerFacts.get('memory-limit')
  return {
    hostname,
    os: systemFrom(pairs(sections.get('os') ?? [], '=')),
    kernel: release,
    architecture: architectureOf(machine, wordLength),
    ...(model !== '' && { model }),
    cpu: processorFrom(sections.get('processor') ?? [], model),
    hardware: hardwareFrom(sections.get('hardware') ?? []),
    cgroupMemory: limit === undefined ? place.get('cgroup-memory') === 'yes' : limit === 'true',
    ...(docker && { docker }),
    home: place.get('home') ?? '/root',
  }
}

function pairs(lines: readonly string[], separator: string): ReadonlyMap<string, string> {
  return new Map(
    lines.flatMap(line => {
      const at = line.indexOf(separator)
      return at <= 0
        ? []
        : [
            [
              line.slice(0, at).trim(),
              harmless(
                line
                  .slice(at + 1)
                  .trim()
                  .replace(/^"(.*)"$/, '$1'),
              ),
            ] as const,
          ]
    }),
  )
}

const installable = ['debian', 'ubuntu', 'raspbian', 'alpine', 'fedora', 'arch']
const derivable = ['ubuntu', 'debian', 'arch']

/** A derivative counts as what it says it is like, where its packages are the same ones. */
function systemFrom(values: ReadonlyMap<string, string>): DeviceFacts['os'] {
  const own = values.get('ID') ?? 'linux'
  const like = (values.get('ID_LIKE') ?? '').split(/\s+/)
  const id = installable.includes(own) ? own : (derivable.find(system => like.includes(system)) ?? own)
  const version = values.get('VERSION_ID') ?? ''
  const pretty = values.get('PRETTY_NAME') ?? own
  return { id, version, name: values.has('RASPBERRY_PI_OS') ? pretty.replace(/^(Debian|Raspbian) GNU\/Linux/, 'Raspberry Pi OS') : pretty }
}

function architectureOf(machine: string, wordLength: string | undefined): Architecture {
  const narrow = wordLength === '32'
  if (machine === 'x86_64' || machine === 'amd64') return narrow ? '386' : 'amd64'
  if (machine === 'aarch64' || machine === 'arm64') return narrow ? 'arm' : 'arm64'
  if (machine.startsWith('arm')) return 'arm'
  return machine === 'riscv64' ? 'riscv64' : /^i[3-6]86$/.test(machine) ? '386' : 'amd64'
}

const meaningless = /^(?:to be filled|system (?:manufacturer|product|version)|default string|o\.?e\.?m|not specified|none$|unknown$)/i

function boardName(lines: readonly string[]): string {
  const parts = lines.map(line => plainName(harmless(line))).filter(part => part !== '' && !meaningless.test(part))
  const [vendor, product] = parts
  return vendor !== undefined && product?.toLowerCase().startsWith(vendor.toLowerCase()) ? product : parts.join(' ')
}

/** A maker's name for a thing without its lawyers: “Intel Core i5-1135G7” of “11th Gen Intel(R) Core(TM) i5-1135G7 @ 2.40GHz”. */
function plainName(name: string): string {
  return name
    .replace(/\((?:r|tm|c)\)|®|™/gi, ' ')
    .replace(/^\d+th Gen |(?: CPU)? @ .*$|,? (?:inc|corp|corporation|co\.?, ?ltd|ltd|client systems)\b\.?/gi, ' ')
    .replace(/ CPU(?= |$)/, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}

function processorFrom(lines: readonly string[], board: string): DeviceFacts['cpu'] {
  const values = new Map<string, string[]>()
  for (const line of lines) {
    const [, key, value] = /^([^:]+?)\s*:\s*(.*)$/.exec(line) ?? []
    if (key === undefined || value === undefined || value === '') continue
    const name = key.toLowerCase()
    values.set(name, [...(values.get(name) ?? []), harmless(value)])
  }
  const first = (name: string) => values.get(name)?.[0]
  const kHz = wholeNumber(first('khz'))
  const bogomips = Number(first('bogomips'))
  const implementer = first('cpu implementer')
  const name = first('model name') ?? first('cpu model') ?? first('hardware') ?? ''
  const speed = coreSpeed({
    model: name,
    board,
    armParts: implementer === undefined ? [] : (values.get('cpu part') ?? []).map(part => `${implementer} ${part}`),
    ...(kHz !== undefined && { maximumMHz: kHz / 1000 }),
    ...(Number.isFinite(bogomips) && bogomips > 0 && { bogomips }),
  })
  const cores = wholeNumber(first('cores')) ?? 1
  return { model: plainName(name) || board || 'Unknown processor', cores: Math.min(Math.max(cores, 1), 4096), coreSpeed: speed }
}

const zigbee =
  /zigbee|zbdongle|z-?stack|sonoff|conbee|deconz|dresden|skyconnect|nabu|zbt-|slaesh|cc2\d{3}|efr32|itead|slzb|tube.?s|phoscon/i

const hardwarePatterns: readonly (readonly [Hardware, RegExp])[] = [
  ['gpu', /^\/dev\/(?:nvidia\d|kfd)/],
  ['dri', /^\/dev\/dri\//],
  ['zigbee', new RegExp(`^/dev/serial/by-id/.*(?:${zigbee.source})`, 'i')],
  ['tun', /^\/dev\/net\/tun$/],
  ['kvm', /^\/dev\/kvm$/],
]

function hardwareFrom(paths: readonly string[]): Hardware[] {
  return hardwarePatterns.filter(([, pattern]) => paths.some(path => pattern.test(path))).map(([kind]) => kind)
}

function dockerFrom(values: ReadonlyMap<string, string>, word: string): DeviceFacts['docker'] {
  if (word === 'missing' || word === '') return undefined
  const version = values.get('server') ?? /version v?(\d[\w.+~-]*)/.exec(values.get('client') ?? '')?.[1]
  const compose = values.get('compose')?.replace(/^v/, '')
  return {
    version: version ?? '',
    ...(compose && { composeVersion: compose }),
    rootDir: values.get('root') ?? '/var/lib/docker',
    running: word === 'running',
  }
}
