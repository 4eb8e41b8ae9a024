import { between, chance } from './chance.ts'

const gibibyte = 1024 ** 3
const mebibyte = 1024 ** 2

/** A container that somebody made there by hand, before MycoPod. */
export interface ForeignContainer {
  readonly name: string
  readonly image: string
  readonly ports: readonly string[]
  readonly volumes: readonly string[]
  readonly labels?: Readonly<Record<string, string>>
  readonly upDays: number
}

/** What a simulated device is. */
export interface DeviceProfile {
  readonly name: string
  readonly description: string
  readonly vendor: string
  readonly model: string
  readonly processor: string
  readonly cores: number
  readonly kiloHertz: number
  /** Speed of a core beside that of the NUC. */
  readonly coreSpeed: number
  /** As `uname -m` says it, and as Docker does. */
  readonly machine: 'x86_64' | 'aarch64'
  readonly dockerArchitecture: 'amd64' | 'arm64'
  readonly memoryBytes: number
  readonly systemMemoryBytes: number
  readonly diskBytes: number
  readonly diskUsedBytes: number
  /** Where Docker's files lie, and the mount that is on. */
  readonly dockerRoot: string
  readonly dockerMount: string
  readonly disk: string
  readonly networkInterface: string
  readonly system: { readonly id: string; readonly like: string; readonly version: string; readonly name: string; readonly kernel: string }
  readonly dockerVersion: string
  readonly composeVersion: string
  readonly downloadBytesPerSecond: number
  readonly user: string
  /** Absent: words of the demo. */
  readonly password?: string
  readonly sudo: 'root' | 'free' | 'password'
  readonly inDockerGroup: boolean
  readonly listening: readonly { readonly port: number; readonly protocol: 'tcp' | 'udp' }[]
  readonly hardware: readonly string[]
  readonly upDays: number
  readonly foreign: readonly ForeignContainer[]
  readonly hasDocker: boolean
}

const usual = {
  dockerRoot: '/var/lib/docker',
  dockerMount: '/',
  dockerVersion: '28.5.1',
  composeVersion: '2.40.0',
  listening: [{ port: 22, protocol: 'tcp' }],
  hasDocker: true,
} as const
const ubuntu = { id: 'ubuntu', like: 'debian', version: '24.04', name: 'Ubuntu 24.04.3 LTS', kernel: '6.8.0-86-generic' }
const debian = { id: 'debian', like: '', version: '12', name: 'Debian GNU/Linux 12 (bookworm)', kernel: '6.1.0-40-amd64' }
const raspberry = { id: 'debian', like: '', version: '12', name: 'Debian GNU/Linux 12 (bookworm)', kernel: '6.12.47+rpt-rpi-v8' }

/** The four devices of the demo homelab. */
export const fourDevices: readonly DeviceProfile[] = [
  {
    ...usual,
    name: 'nuc-1',
    description: 'Intel NUC 11 with a Core i5, 4 cores, 31.1 GB of memory, Ubuntu 24.04',
    vendor: 'Intel(R) Client Systems',
    model: 'NUC11PAHi5',
    processor: '11th Gen Intel(R) Core(TM) i5-1135G7 @ 2.40GHz',
    cores: 4,
    kiloHertz: 4_200_000,
    coreSpeed: 1,
    machine: 'x86_64',
    dockerArchitecture: 'amd64',
    memoryBytes: Math.round(31.1 * gibibyte),
    systemMemoryBytes: Math.round(1.9 * gibibyte),
    diskBytes: 930 * gibibyte,
    diskUsedBytes: 396 * gibibyte,
    disk: 'nvme0n1',
    networkInterface: 'enp89s0',
    system: ubuntu,
    downloadBytesPerSecond: 24 * mebibyte,
    user: 'anna',
    sudo: 'password',
    inDockerGroup: true,
    hardware: ['/dev/dri/renderD128', '/dev/net/tun', '/dev/kvm'],
    upDays: 41,
    foreign: [
      {
        name: 'watchtower',
        image: 'containrrr/watchtower:1.7.1',
        ports: [],
        volumes: ['/var/run/docker.sock:/var/run/docker.sock'],
        upDays: 40,
      },
    ],
  },
  {
    ...usual,
    name: 'tower',
    description: 'Old desktop with a Core i7-4770, 15.5 GB of memory, 1.8 TB of disk, Debian 12',
    vendor: 'Dell Inc.',
    model: 'OptiPlex 9020',
    processor: 'Intel(R) Core(TM) i7-4770 CPU @ 3.40GHz',
    cores: 8,
    kiloHertz: 3_900_000,
    coreSpeed: 0.75,
    machine: 'x86_64',
    dockerArchitecture: 'amd64',
    memoryBytes: Math.round(15.5 * gibibyte),
    systemMemoryBytes: Math.round(1.7 * gibibyte),
    diskBytes: Math.round(1.8 * 1024 * gibibyte),
    diskUsedBytes: 600 * gibibyte,
    disk: 'sda',
    networkInterface: 'eno1',
    system: debian,
    downloadBytesPerSecond: 11 * mebibyte,
    user: 'root',
    sudo: 'root',
    inDockerGroup: false,
    listening: [...usual.listening, { port: 111, protocol: 'tcp' }, { port: 631, protocol: 'tcp' }],
    hardware: ['/dev/dri/renderD128', '/dev/net/tun'],
    upDays: 12,
    foreign: [
      {
        name: 'media-sonarr-1',
        image: 'lscr.io/linuxserver/sonarr:4.0.15',
        ports: ['8989:8989'],
        volumes: ['media_config:/config'],
        labels: { 'com.docker.compose.project': 'media', 'com.docker.compose.service': 'sonarr', 'com.docker.compose.oneoff': 'False' },
        upDays: 11,
      },
    ],
  },
  {
    ...usual,
    name: 'pi-4',
    description: 'Raspberry Pi 4 Model B, 3.7 GB of memory, 29 GB SD card, Raspberry Pi OS',
    vendor: '',
    model: 'Raspberry Pi 4 Model B Rev 1.4',
    processor: 'Cortex-A72',
    cores: 4,
    kiloHertz: 1_800_000,
    coreSpeed: 0.3,
    machine: 'aarch64',
    dockerArchitecture: 'arm64',
    memoryBytes: Math.round(3.7 * gibibyte),
    systemMemoryBytes: Math.round(0.35 * gibibyte),
    diskBytes: 29 * gibibyte,
    diskUsedBytes: Math.round(9.5 * gibibyte),
    disk: 'mmcblk0',
    networkInterface: 'eth0',
    system: raspberry,
    dockerVersion: '26.1.5',
    composeVersion: '2.26.1',
    downloadBytesPerSecond: 5 * mebibyte,
    user: 'pi',
    sudo: 'free',
    inDockerGroup: false,
    hardware: ['/dev/net/tun', '/dev/serial/by-id/usb-ITead_Sonoff_Zigbee_3.0_USB_Dongle_Plus_0001-if00-port0'],
    upDays: 63,
    foreign: [
      {
        name: 'pihole',
        image: 'pihole/pihole:2025.08.0',
        ports: ['53:53', '53:53/udp', '8081:80'],
        volumes: ['pihole_etc:/etc/pihole'],
        upDays: 62,
      },
    ],
  },
  {
    ...usual,
    name: 'nas',
    description: 'Synology DS920+, 7.7 GB of memory, 10.5 TB in a volume',
    vendor: 'Synology Inc.',
    model: 'DS920+',
    processor: 'Intel(R) Celeron(R) J4125 CPU @ 2.00GHz',
    cores: 4,
    kiloHertz: 2_700_000,
    coreSpeed: 0.45,
    machine: 'x86_64',
    dockerArchitecture: 'amd64',
    memoryBytes: Math.round(7.7 * gibibyte),
    systemMemoryBytes: Math.round(2.6 * gibibyte),
    diskBytes: Math.round(10.5 * 1024 * gibibyte),
    diskUsedBytes: Math.round(6.8 * 1024 * gibibyte),
    dockerRoot: '/volume1/@docker',
    dockerMount: '/volume1',
    disk: 'sata1',
    networkInterface: 'eth0',
    system: { id: 'debian', like: '', version: '12', name: 'Debian GNU/Linux 12 (bookworm)', kernel: '5.10.55+' },
    dockerVersion: '24.0.2',
    composeVersion: '2.20.1',
    downloadBytesPerSecond: 9 * mebibyte,
    user: 'admin',
    sudo: 'password',
    inDockerGroup: false,
    listening: [
      ...usual.listening,
      { port: 80, protocol: 'tcp' },
      { port: 443, protocol: 'tcp' },
      { port: 445, protocol: 'tcp' },
      { port: 5000, protocol: 'tcp' },
      { port: 5001, protocol: 'tcp' },
    ],
    hardware: ['/dev/dri/renderD128', '/dev/net/tun'],
    upDays: 120,
    foreign: [
      {
        name: 'syncthing',
        image: 'syncthing/syncthing:1.30',
        ports: ['8384:8384', '22000:22000'],
        volumes: ['/volume1/sync:/var/syncthing'],
        upDays: 118,
      },
    ],
  },
]

/** A fresh computer without Docker, for "Install Docker for me". */
export const freshDevice: DeviceProfile = {
  ...usual,
  name: 'fresh',
  description: 'Small second-hand computer, 7.6 GB of memory, 238 GB of disk, Debian 12, no Docker yet',
  vendor: 'LENOVO',
  model: 'ThinkCentre M710q',
  processor: 'Intel(R) Core(TM) i3-7100T CPU @ 3.40GHz',
  cores: 4,
  kiloHertz: 3_400_000,
  coreSpeed: 0.6,
  machine: 'x86_64',
  dockerArchitecture: 'amd64',
  memoryBytes: Math.round(7.6 * gibibyte),
  systemMemoryBytes: Math.round(0.4 * gibibyte),
  diskBytes: 238 * gibibyte,
  diskUsedBytes: 4 * gibibyte,
  disk: 'sda',
  networkInterface: 'eno1',
  system: debian,
  dockerVersion: '20.10.24',
  composeVersion: '2.26.1',
  downloadBytesPerSecond: 11 * mebibyte,
  user: 'sam',
  sudo: 'password',
  inDockerGroup: false,
  hardware: ['/dev/net/tun'],
  upDays: 1,
  foreign: [],
  hasDocker: false,
}

/** `count` profiles: the four first, then made-up boxes much like them. */
export function deviceProfiles(count: number, seed: string): readonly DeviceProfile[] {
  return Array.from({ length: count }, (_, index) => {
    const model = fourDevices[index % fourDevices.length] ?? freshDevice
    if (index < fourDevices.length) return model
    return {
      ...model,
      name: `box-${String(index + 1).padStart(3, '0')}`,
      diskUsedBytes: Math.round(model.diskBytes * between(0.1, 0.7, seed, 'disk', index)),
      upDays: Math.round(between(1, 200, seed, 'up', index)),
      foreign: chance(seed, 'foreign', index) < 0.5 ? model.foreign : [],
    }
  })
}
