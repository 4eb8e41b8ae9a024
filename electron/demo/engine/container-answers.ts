import type { SimulatedDevice } from '../simulated-device.ts'
import { portsInWords, statusInWords } from './container-words.ts'
import type { Container } from './engine-things.ts'
import { type Filters, labelsFit, oneFits } from './filters.ts'
import { imageTraits } from './known-images.ts'
import { moment } from './moment.ts'
import { cpuSecondsUsed, memoryUsed } from './usage.ts'

/** GET /containers/json, one entry. */
export function containerEntry(container: Container, device: SimulatedDevice) {
  const now = device.time.now()
  const live = container.state === 'running'
  return {
    Id: container.id,
    Names: [`/${container.name}`],
    Image: container.image,
    ImageID: container.imageId,
    Command: container.command.join(' ') || 'docker-entrypoint.sh',
    Created: Math.floor(container.createdAt / 1000),
    Ports: live
      ? container.ports.map(port => ({ IP: port.address, PrivatePort: port.container, PublicPort: port.host, Type: port.protocol }))
      : [],
    Labels: container.labels,
    State: container.state,
    Status: statusInWords(container, now),
    HostConfig: { NetworkMode: container.networkMode },
    NetworkSettings: { Networks: networksOf(container, device) },
    Mounts: mountsOf(container, device),
  }
}

/** Whether a container belongs to a list with these filters. */
export function containerFits(container: Container, filters: Filters, all: boolean): boolean {
  const wantsState = filters.status !== undefined && filters.status.length > 0
  if (!all && !wantsState && container.state !== 'running' && container.state !== 'restarting' && container.state !== 'paused') return false
  return (
    labelsFit(container.labels, filters.label) &&
    oneFits(filters.name, name => new RegExp(name.replace(/^\^\//, '^')).test(container.name)) &&
    oneFits(filters.id, id => container.id.startsWith(id)) &&
    oneFits(filters.status, state => state === container.state) &&
    oneFits(filters.health, health => health === container.health) &&
    oneFits(filters.exited, code => container.state === 'exited' && container.exitCode === Number(code)) &&
    oneFits(filters.network, network => container.networks.includes(network)) &&
    oneFits(filters.volume, volume => container.mounts.some(mount => mount.source === volume || mount.target === volume)) &&
    oneFits(filters.ancestor, image => container.image === image || container.imageId === image)
  )
}

/** GET /containers/{id}/json */
export function containerAnswer(container: Container, device: SimulatedDevice) {
  const run = container.runs.at(-1)
  const live = container.state === 'running'
  const bindings = Object.fromEntries(
    container.ports.map(port => [`${port.container}/${port.protocol}`, [{ HostIp: port.address, HostPort: String(port.host) }]]),
  )
  const seconds = (ms: number) => ms * 1e6
  const check = container.healthcheck
  return {
    Id: container.id,
    Created: moment(container.createdAt),
    Path: container.command[0] ?? 'docker-entrypoint.sh',
    Args: container.command.slice(1),
    State: {
      Status: container.state,
      Running: live || container.state === 'restarting',
      Paused: container.state === 'paused',
      Restarting: container.state === 'restarting',
      OOMKilled: container.outOfMemory,
      Dead: false,
      Pid: live ? 4000 + (Number.parseInt(container.id.slice(0, 4), 16) % 20000) : 0,
      ExitCode: container.exitCode,
      Error: container.error,
      StartedAt: moment(run?.from),
      FinishedAt: moment(run?.to ?? container.runs.at(-2)?.to),
      ...(container.health === 'none' ? {} : { Health: healthOf(container, device) }),
    },
    Image: container.imageId,
    Name: `/${container.name}`,
    RestartCount: container.restartCount,
    Driver: 'overlay2',
    Platform: 'linux',
    HostConfig: {
      NetworkMode: container.networkMode,
      PortBindings: bindings,
      RestartPolicy: { Name: container.restart, MaximumRetryCount: 0 },
      Binds: container.mounts
        .filter(mount => mount.kind !== 'tmpfs')
        .map(mount => `${mount.source}:${mount.target}:${mount.readOnly ? 'ro' : 'rw'}`),
      Memory: container.memoryLimitBytes ?? 0,
      Privileged: false,
      LogConfig: { Type: 'json-file', Config: {} },
    },
    Mounts: mountsOf(container, device),
    Config: {
      Hostname: container.hostname ?? container.id.slice(0, 12),
      Env: container.environment,
      Cmd: container.command.length > 0 ? container.command : null,
      Image: container.image,
      Labels: container.labels,
      Tty: false,
      OpenStdin: false,
      ExposedPorts: Object.fromEntries([...imageTraits(container.image).ports, ...Object.keys(bindings)].map(port => [port, {}])),
      ...(check
        ? {
            Healthcheck: {
              Test: check.test,
              Interval: seconds(check.intervalMs),
              Timeout: seconds(check.timeoutMs),
              Retries: check.retries,
              StartPeriod: seconds(check.startPeriodMs),
            },
          }
        : {}),
    },
    NetworkSettings: { Ports: live ? bindings : {}, Networks: networksOf(container, device) },
  }
}

function healthOf(container: Container, device: SimulatedDevice) {
  const from = container.runs.at(-1)?.from ?? device.time.now()
  const healthy = container.health === 'healthy'
  const probe =
    container.health === 'starting'
      ? []
      : [
          {
            Start: moment(from + 1000),
            End: moment(from + 1080),
            ExitCode: healthy ? 0 : 1,
            Output: healthy ? '{"status":"ok"}' : 'curl: (7) Failed to connect to localhost: Connection refused\n',
          },
        ]
  return { Status: container.health, FailingStreak: container.failingStreak, Log: probe }
}

function networksOf(container: Container, device: SimulatedDevice) {
  return Object.fromEntries(
    container.networks.flatMap(name => {
      const network = device.engine.networks.get(name)
      if (!network) return []
      const host = 2 + (Number.parseInt(container.id.slice(0, 6), 16) % 200)
      const live = container.state === 'running' && network.driver === 'bridge'
      return [
        [
          name,
          {
            NetworkID: network.id,
            IPAddress: live ? `172.${network.subnet}.0.${host}` : '',
            Gateway: live ? `172.${network.subnet}.0.1` : '',
            Aliases: [container.labels['com.docker.compose.service'] ?? container.name],
          },
        ],
      ]
    }),
  )
}

function mountsOf(container: Container, device: SimulatedDevice) {
  return container.mounts.map(mount =>
    mount.kind === 'volume'
      ? {
          Type: 'volume',
          Name: mount.source,
          Source: `${device.profile.dockerRoot}/volumes/${mount.source}/_data`,
          Destination: mount.target,
          Driver: 'local',
          Mode: 'z',
          RW: !mount.readOnly,
          Propagation: '',
        }
      : { Type: mount.kind, Source: mount.source, Destination: mount.target, Mode: '', RW: !mount.readOnly, Propagation: 'rprivate' },
  )
}

/** One sample of GET /containers/{id}/stats. */
export function statsAnswer(container: Container, device: SimulatedDevice) {
  const now = device.time.now()
  const sample = (at: number) => ({
    cpu_usage: { total_usage: Math.round(cpuSecondsUsed(container, device, at) * 1e9), usage_in_kernelmode: 0, usage_in_usermode: 0 },
    system_cpu_usage: Math.round((at - device.bootedAt) * 1e6 * device.profile.cores),
    online_cpus: device.profile.cores,
  })
  const memory = memoryUsed(container, now)
  return {
    id: container.id,
    name: `/${container.name}`,
    read: moment(now),
    preread: moment(now - 1000),
    cpu_stats: sample(now),
    precpu_stats: sample(now - 1000),
    memory_stats: {
      usage: Math.round(memory * 1.3),
      limit: container.memoryLimitBytes ?? device.profile.memoryBytes,
      stats: { inactive_file: Math.round(memory * 0.3) },
    },
    pids_stats: { current: 12 },
  }
}

/** The fields of `docker ps --format`. */
export function containerRow(container: Container, device: SimulatedDevice, whole: boolean) {
  const now = device.time.now()
  return {
    ID: whole ? container.id : container.id.slice(0, 12),
    Names: container.name,
    Image: container.image,
    Command: `"${container.command.join(' ') || 'docker-entrypoint.sh'}"`,
    CreatedAt: new Date(container.createdAt).toISOString(),
    Status: statusInWords(container, now),
    State: container.state,
    Ports: portsInWords(container),
    Labels: Object.entries(container.labels)
      .map(([name, value]) => `${name}=${value}`)
      .join(','),
    Networks: container.networks.join(','),
    Mounts: container.mounts.map(mount => mount.source).join(','),
  }
}
