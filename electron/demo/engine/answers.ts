import { digest } from '../chance.ts'
import type { SimulatedDevice } from '../simulated-device.ts'
import { memoryNow } from '../virtual-files.ts'
import type { EngineEvent, Image, Network, Volume } from './engine-things.ts'
import { imageTraits } from './known-images.ts'
import { moment } from './moment.ts'

/** Which version of the API the engine of a device speaks. */
export function apiVersion(device: SimulatedDevice): string {
  const major = Number(device.profile.dockerVersion.split('.')[0])
  return major >= 28 ? '1.51' : major >= 26 ? '1.45' : major >= 24 ? '1.43' : '1.41'
}

/** GET /version */
export function versionAnswer(device: SimulatedDevice) {
  const { profile } = device
  return {
    Platform: { Name: 'Docker Engine - Community' },
    Components: [
      {
        Name: 'Engine',
        Version: profile.dockerVersion,
        Details: { ApiVersion: apiVersion(device), Arch: profile.dockerArchitecture, Os: 'linux' },
      },
    ],
    Version: profile.dockerVersion,
    ApiVersion: apiVersion(device),
    MinAPIVersion: '1.24',
    GitCommit: '1a2b3c4',
    GoVersion: 'go1.24.8',
    Os: 'linux',
    Arch: profile.dockerArchitecture,
    KernelVersion: profile.system.kernel,
    BuildTime: '2025-10-08T12:17:26.000000000+00:00',
  }
}

/** GET /info */
export function infoAnswer(device: SimulatedDevice) {
  const { profile, engine } = device
  const all = engine.all()
  return {
    ID: digest(device.seed, profile.name).slice(0, 36),
    Containers: all.length,
    ContainersRunning: all.filter(container => container.state === 'running').length,
    ContainersPaused: 0,
    ContainersStopped: all.filter(container => container.state !== 'running').length,
    Images: engine.images.size,
    Driver: profile.name === 'nas' ? 'btrfs' : 'overlay2',
    MemoryLimit: true,
    SwapLimit: true,
    NCPU: profile.cores,
    MemTotal: memoryNow(device).total,
    Name: profile.name,
    OperatingSystem: profile.system.name,
    OSType: 'linux',
    Architecture: profile.machine,
    KernelVersion: profile.system.kernel,
    ServerVersion: profile.dockerVersion,
    DockerRootDir: profile.dockerRoot,
    CgroupVersion: '2',
    CgroupDriver: 'systemd',
    LoggingDriver: 'json-file',
    Swarm: { LocalNodeState: 'inactive' },
    Labels: [],
    Warnings: null,
    SystemTime: new Date(device.clock()).toISOString(),
  }
}

/** GET /images/json, one entry. */
export function imageEntry(image: Image) {
  return {
    Id: image.id,
    ParentId: '',
    RepoTags: image.references,
    RepoDigests: [`${image.references[0]?.split(':')[0]}@${image.id}`],
    Created: Math.floor(image.createdAt / 1000),
    Size: image.sizeBytes,
    SharedSize: -1,
    Labels: null,
    Containers: -1,
  }
}

/** GET /images/{name}/json */
export function imageAnswer(image: Image) {
  const ports = imageTraits(image.references[0] ?? '').ports
  return {
    Id: image.id,
    RepoTags: image.references,
    RepoDigests: [`${image.references[0]?.split(':')[0]}@${image.id}`],
    Created: moment(image.createdAt),
    Architecture: image.architecture,
    Os: 'linux',
    Size: image.sizeBytes,
    Config: {
      Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
      Cmd: null,
      Labels: null,
      ExposedPorts: Object.fromEntries(ports.map(port => [port, {}])),
    },
    RootFS: { Type: 'layers', Layers: image.layers },
  }
}

/** GET /networks, one entry. */
export function networkEntry(network: Network) {
  return {
    Name: network.name,
    Id: network.id,
    Created: moment(network.createdAt),
    Scope: 'local',
    Driver: network.driver,
    EnableIPv6: false,
    IPAM: {
      Driver: 'default',
      Options: null,
      Config: network.driver === 'bridge' ? [{ Subnet: `172.${network.subnet}.0.0/16`, Gateway: `172.${network.subnet}.0.1` }] : [],
    },
    Internal: false,
    Attachable: false,
    Ingress: false,
    ConfigOnly: false,
    Containers: {},
    Options: {},
    Labels: network.labels,
  }
}

/** GET /volumes, one entry. */
export function volumeEntry(volume: Volume, device: SimulatedDevice) {
  return {
    CreatedAt: moment(volume.createdAt),
    Driver: 'local',
    Labels: volume.labels,
    Mountpoint: `${device.profile.dockerRoot}/volumes/${volume.name}/_data`,
    Name: volume.name,
    Options: null,
    Scope: 'local',
  }
}

/** One line of GET /events. */
export function eventAnswer(event: EngineEvent) {
  const seconds = Math.floor(event.at / 1000)
  const old = event.type === 'container' ? { status: event.action, id: event.id, from: event.attributes.image ?? '' } : {}
  return {
    ...old,
    Type: event.type,
    Action: event.action,
    Actor: { ID: event.id, Attributes: event.attributes },
    scope: 'local',
    time: seconds,
    timeNano: Math.round(event.at * 1e6),
  }
}
