/** What a made-up device tells in a poll; whatever is left out is as on a small healthy computer. */
export interface PollAnswer {
  readonly uptimeSeconds?: number
  readonly clockMs?: number
  readonly cpuTicks?: { readonly busy: number; readonly idle: number }
  readonly memory?: { readonly totalKB: number; readonly availableKB: number }
  readonly filesystems?: readonly { readonly source: string; readonly mount: string; readonly totalKB: number; readonly freeKB: number }[]
  readonly network?: { readonly received: number; readonly sent: number }
  readonly docker?: 'running' | 'stopped' | 'missing' | 'forbidden' | 'silent'
  readonly containers?: readonly AnsweredContainer[]
  readonly listening?: readonly string[]
  readonly hostname?: string
  readonly osId?: string
  readonly osVersion?: string
  readonly dockerVersion?: string
  readonly composeVersion?: string
  readonly memoryLimit?: boolean
}

export interface AnsweredContainer {
  readonly id: string
  readonly name: string
  readonly status?: string
  readonly ports?: string
  readonly app?: string
  readonly memoryBytes?: number
  readonly cpuMicroseconds?: number
}

/** The text such a device answers with, as electron/core/poll/README.md describes it. */
export function pollAnswer(answer: PollAnswer, facts: boolean): string {
  const uptime = answer.uptimeSeconds ?? 1000
  const clock = answer.clockMs ?? Date.UTC(2026, 0, 1)
  const cpu = answer.cpuTicks ?? { busy: 100, idle: 900 }
  const memory = answer.memory ?? { totalKB: 8_000_000, availableKB: 6_000_000 }
  const filesystems = answer.filesystems ?? [{ source: '/dev/sda2', mount: '/', totalKB: 100_000_000, freeKB: 60_000_000 }]
  const network = answer.network ?? { received: 1000, sent: 2000 }
  const docker = answer.docker ?? 'running'
  const containers = docker === 'running' ? (answer.containers ?? []) : []
  const lines = [
    '@@time',
    `${Math.floor(clock / 1000)} ${String((clock % 1000) * 1e6).padStart(9, '0')}`,
    '@@uptime',
    `${uptime.toFixed(2)} 1.00`,
    '@@load',
    '0.10 0.20 0.30 1/200 4242',
    '@@cpu',
    `cpu  ${cpu.busy} 0 0 ${cpu.idle} 0 0 0 0 0 0`,
    '@@memory',
    `MemTotal:       ${memory.totalKB} kB`,
    `MemAvailable:   ${memory.availableKB} kB`,
    '@@filesystems',
    'Filesystem     1024-blocks     Used Available Capacity Mounted on',
    ...filesystems.map(({ source, mount, totalKB, freeKB }) => `${source} ${totalKB} ${totalKB - freeKB} ${freeKB} 50% ${mount}`),
    '@@network',
    `  eth0: ${network.received} 0 0 0 0 0 0 0 ${network.sent} 0 0 0 0 0 0 0`,
    '@@network-physical',
    'eth0',
    '@@disks',
    '   8       0 sda 10 0 2000 0 10 0 4000 0 0 0 0',
    '@@listening',
    ...(answer.listening ?? ['tcp 0016']),
    '@@docker',
    docker,
    ...(containers.length > 0
      ? ['@@containers', ...containers.map(containerLine), '@@container-usage', ...containers.flatMap(usageLines)]
      : []),
    ...(facts ? factLines(answer, docker) : []),
    '@@end',
    `${uptime.toFixed(2)} 1.00`,
  ]
  return `${lines.join('\n')}\n`
}

function containerLine({ id, name, status = 'Up 2 hours (healthy)', ports = '', app = '' }: AnsweredContainer): string {
  return JSON.stringify({ id, name, image: 'example:1', status, ports, app, project: app && `mycopod-${app}`, service: 'web' })
}

function usageLines({ id, memoryBytes = 1_000_000, cpuMicroseconds = 0 }: AnsweredContainer): string[] {
  const group = `docker-${id}.scope`
  return [
    `${group}/memory.current:${memoryBytes}`,
    `${group}/memory.stat:inactive_file 0`,
    `${group}/cpu.stat:usage_usec ${cpuMicroseconds}`,
  ]
}

function factLines(answer: PollAnswer, docker: string): string[] {
  const version = answer.dockerVersion ?? '28.5.1'
  return [
    '@@os',
    `ID=${answer.osId ?? 'debian'}`,
    `VERSION_ID="${answer.osVersion ?? '13'}"`,
    'PRETTY_NAME="Debian GNU/Linux 13 (trixie)"',
    '@@kernel',
    answer.hostname ?? 'nuc',
    '6.12.0',
    'x86_64',
    '64',
    '@@model',
    'Intel NUC 11',
    '@@processor',
    'cores: 4',
    'kHz: 3400000',
    'model name\t: Intel(R) N100',
    '@@docker-facts',
    ...(docker === 'running' ? [`server ${version}`, 'root /var/lib/docker', `memory-limit ${answer.memoryLimit ?? true}`] : []),
    ...(docker === 'missing' ? [] : [`client Docker version ${version}, build 1`, `compose ${answer.composeVersion ?? '2.40.0'}`]),
    '@@hardware',
    '/dev/dri/renderD128',
    '@@place',
    'home /home/pi',
    'cgroup-memory yes',
  ]
}

/** A container id of the right length, different for each number. */
export function containerId(number: number): string {
  return number.toString(16).padStart(64, '0')
}
