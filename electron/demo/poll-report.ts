import { posix } from 'node:path'
import { diskFreeLines } from './commands/system-commands.ts'
import { portsInWords, statusInWords } from './engine/container-words.ts'
import type { Container } from './engine/engine-things.ts'
import { cpuSecondsUsed, memoryUsed } from './engine/usage.ts'
import type { Process } from './shell/process.ts'
import type { SimulatedDevice } from './simulated-device.ts'
import { type Flow, flowSinceStart } from './traffic.ts'
import { loadAverages, memoryNow, processorUse, systemRelease, uptimeLine } from './virtual-files.ts'

const kibibyte = 1024
const ticks = 100
const socket = '/var/run/docker.sock'

/** The answer to MycoPod's poll, as electron/core/poll/README.md describes it. */
export function pollReport(process: Process, wanted: { readonly facts: boolean; readonly dockerRoot: string }): string {
  const { device } = process
  const { profile } = device
  device.engine.settle()
  const clock = device.clock()
  const memory = memoryNow(device)
  const state = dockerState(process)
  const lines = [
    '@@time',
    `${Math.floor(clock / 1000)} ${String(Math.floor((clock % 1000) * 1_000_000)).padStart(9, '0')}`,
    '@@uptime',
    uptimeLine(device),
    '@@load',
    `${loadAverages(device)
      .map(value => value.toFixed(2))
      .join(' ')} 2/412 9132`,
    '@@cpu',
    cpuLine(device),
    '@@memory',
    ...Object.entries({
      MemTotal: memory.total,
      MemFree: memory.free,
      MemAvailable: memory.available,
      Buffers: memory.cached * 0.05,
      Cached: memory.cached,
    }).map(([name, bytes]) => `${name}: ${Math.round(bytes / kibibyte)} kB`),
    '@@filesystems',
    'Filesystem     1024-blocks      Used Available Capacity Mounted on',
    ...diskFreeLines(
      [...new Set(['/', wanted.dockerRoot, profile.dockerMount])].filter(path => path === '/' || device.files.stat(path) !== undefined),
      device,
    ),
    '@@network',
    networkLine(device),
    '@@network-physical',
    profile.networkInterface,
    '@@disks',
    diskLine(device),
    '@@listening',
    ...listening(device),
    '@@docker',
    state,
    ...(state === 'running' ? containerLines(device) : []),
    ...(wanted.facts ? factLines(process, state) : []),
    '@@end',
    uptimeLine(device),
  ]
  return `${lines.join('\n')}\n`
}

function dockerState({ device, user }: Process): 'running' | 'stopped' | 'missing' | 'forbidden' {
  if (!device.docker.installed) return 'missing'
  if (!device.docker.running) return 'stopped'
  return device.files.may(socket, user, 'write') ? 'running' : 'forbidden'
}

function cpuLine(device: SimulatedDevice): string {
  const seconds = (device.time.now() - device.bootedAt) / 1000
  const busy = processorUse(device).busySeconds
  const idle = Math.max(0, seconds * device.profile.cores - busy)
  const count = (share: number) => Math.floor(busy * share * ticks)
  return `cpu  ${count(0.7)} 0 ${count(0.25)} ${Math.floor(idle * 0.99 * ticks)} ${Math.floor(idle * 0.01 * ticks)} 0 ${count(0.05)} 0 0 0`
}

function networkLine(device: SimulatedDevice): string {
  const [received, sent] = [flowSinceStart('received', device), flowSinceStart('sent', device)]
  return `${device.profile.networkInterface}: ${received} ${Math.floor(received / 900)} 0 0 0 0 0 0 ${sent} ${Math.floor(sent / 800)} 0 0 0 0 0 0`
}

function diskLine(device: SimulatedDevice): string {
  const sectors = (flow: Flow) => Math.floor(flowSinceStart(flow, device) / 512)
  const [read, written] = [sectors('read'), sectors('written')]
  return `   8       0 ${device.profile.disk.replace('sata1', 'sda')} ${Math.floor(read / 60)} 0 ${read} 91000 ${Math.floor(written / 40)} 0 ${written} 181000 0 90000 272000 0 0 0 0`
}

function listening(device: SimulatedDevice): readonly string[] {
  const published = device.engine
    .all()
    .flatMap(container => (container.state === 'running' ? container.ports : []))
    .map(port => ({ port: port.host, protocol: port.protocol }))
  const lines = [...device.listeningPrograms(), ...published].map(
    ({ port, protocol }) => `${protocol} ${port.toString(16).toUpperCase().padStart(4, '0')}`,
  )
  return [...new Set(lines)].sort()
}

function containerLines(device: SimulatedDevice): readonly string[] {
  const now = device.time.now()
  const containers = device.engine.all()
  if (containers.length === 0) return []
  const killed = containers.filter(container => container.outOfMemory && container.exitCode === 137)
  return [
    '@@containers',
    ...containers.map(container =>
      JSON.stringify({
        id: container.id,
        name: container.name,
        image: container.image,
        status: statusInWords(container, now),
        ports: portsInWords(container),
        app: container.labels['io.mycopod.app'] ?? '',
        project: container.labels['com.docker.compose.project'] ?? '',
        service: container.labels['com.docker.compose.service'] ?? '',
      }),
    ),
    '@@container-usage',
    ...containers.filter(container => container.state === 'running').flatMap(container => usageLines(container, device, now)),
    ...(killed.length > 0 ? ['@@out-of-memory', ...killed.map(container => container.id)] : []),
  ]
}

function usageLines(container: Container, device: SimulatedDevice, now: number): readonly string[] {
  const folder = `/sys/fs/cgroup/system.slice/docker-${container.id}.scope`
  const memory = memoryUsed(container, now)
  const cache = Math.round(memory * 0.3)
  const started = Math.max(0, Math.round((((container.runs.at(-1)?.from ?? now) - device.bootedAt) / 1000) * ticks))
  return [
    `${folder}/memory.current:${memory + cache}`,
    `${folder}/memory.stat:inactive_file ${cache}`,
    `${folder}/cpu.stat:usage_usec ${Math.round(cpuSecondsUsed(container, device, now) * 1e6)}`,
    `${folder}/cgroup.procs:${started}`,
  ]
}

function factLines(process: Process, state: string): readonly string[] {
  const { device, user } = process
  const { profile } = device
  const raspberry = profile.model.startsWith('Raspberry')
  return [
    '@@os',
    ...systemRelease(device)
      .split('\n')
      .filter(line => /^(ID|ID_LIKE|VERSION_ID|PRETTY_NAME)=/.test(line)),
    ...(raspberry ? ['RASPBERRY_PI_OS=1'] : []),
    '@@kernel',
    profile.name,
    profile.system.kernel,
    profile.machine,
    '64',
    '@@model',
    ...(profile.vendor ? [profile.vendor, profile.model] : [profile.model]),
    '@@processor',
    `cores: ${profile.cores}`,
    `kHz: ${profile.kiloHertz}`,
    ...(profile.machine === 'aarch64'
      ? ['CPU implementer\t: 0x41', 'CPU part\t: 0xd08', 'BogoMIPS\t: 108.00']
      : [`model name\t: ${profile.processor}`]),
    '@@docker-facts',
    ...(state === 'running' ? [`server ${profile.dockerVersion}`, `root ${profile.dockerRoot}`, 'memory-limit true'] : []),
    ...(state === 'missing'
      ? []
      : [
          `client Docker version ${profile.dockerVersion}, build 1a2b3c4`,
          `compose ${device.docker.compose ? profile.composeVersion : ''}`,
        ]),
    '@@hardware',
    ...profile.hardware,
    '@@place',
    `home ${posix.normalize(user.home)}`,
    'cgroup-memory yes',
  ]
}
