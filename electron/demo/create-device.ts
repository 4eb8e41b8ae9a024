import { digest } from './chance.ts'
import type { DemoTime } from './demo-time.ts'
import { dockerSocket, type SimulatedUser } from './device-body.ts'
import type { DeviceProfile } from './device-profiles.ts'
import { beginRun } from './engine/container-life.ts'
import { Engine } from './engine/engine.ts'
import { imagesBytes, rememberImage } from './engine/images.ts'
import { volumeBytes } from './engine/usage.ts'
import { createFileSystem, seedDirectory } from './file-system.ts'
import type { SimulatedDevice } from './simulated-device.ts'
import { type ImageFault, noTroubles } from './troubles.ts'
import { virtualFile } from './virtual-files.ts'

const day = 86_400_000
const longestWaitMs = 2 ** 30

/** A device with its foreign containers running. */
export function createDevice(options: {
  readonly profile: DeviceProfile
  readonly seed: string
  readonly time: DemoTime
  readonly imageFault: (image: string) => ImageFault | undefined
  readonly reboot: () => void
}): SimulatedDevice {
  const { profile, time } = options
  const troubles = noTroubles()
  const account = (name: string): SimulatedUser => ({
    name,
    root: name === 'root',
    id: name === 'root' ? 0 : 1000,
    home: name === 'root' ? '/root' : `/home/${name}`,
    password: (name === profile.user ? profile.password : undefined) ?? passwordOf(name, profile.name),
    sudo: profile.sudo,
    groups: name === 'root' ? ['root'] : [name, ...(profile.sudo === 'root' ? [] : ['sudo']), ...(profile.inDockerGroup ? ['docker'] : [])],
  })
  const running = new Map<number, AbortController>()
  const commandLines = new Set<{ readonly line: string }>()
  let lastPid = 1200
  const files = createFileSystem({
    virtual: path => virtualFile(path, device),
    roomBytes: () => device.diskFreeBytes(),
    now: () => device.clock(),
  })
  const device: SimulatedDevice = {
    profile,
    seed: options.seed,
    time,
    files,
    get engine() {
      return engine
    },
    user: account(profile.user),
    root: account('root'),
    troubles,
    docker: { installed: profile.hasDocker, compose: profile.hasDocker, running: profile.hasDocker },
    packages: new Set(),
    bootedAt: time.now() - profile.upDays * day,
    processes: {
      begin: parent => {
        lastPid += 1
        const killer = new AbortController()
        running.set(lastPid, killer)
        return { pid: lastPid, signal: AbortSignal.any([parent, killer.signal]) }
      },
      end: pid => {
        running.delete(pid)
      },
      kill: pid => {
        running.get(pid)?.abort(new Error('killed'))
        return running.has(pid)
      },
      list: argv => {
        const listed = { line: argv.join(' ') }
        commandLines.add(listed)
        return () => void commandLines.delete(listed)
      },
      listed: () => [...commandLines].map(({ line }) => line),
    },
    clock: () => time.now() + troubles.clockSkewMs,
    untilReal: async (at, signal) => {
      for (let left = at - time.now(); left > 0; left = at - time.now()) await time.pass(Math.min(left, longestWaitMs) * time.speed, signal)
    },
    diskUsedBytes: () => {
      const now = time.now()
      const volumes = [...engine.volumes.values()].reduce((sum, volume) => sum + volumeBytes(volume, now), 0)
      return troubles.diskLeftBytes === undefined
        ? profile.diskUsedBytes + imagesBytes(device) + volumes + files.usedBytes()
        : profile.diskBytes - troubles.diskLeftBytes
    },
    diskFreeBytes: () => Math.max(0, profile.diskBytes - device.diskUsedBytes()),
    listeningPrograms: () => [...profile.listening, ...troubles.takenPorts],
    imageFault: options.imageFault,
    reboot: options.reboot,
  }
  const engine = new Engine(device)
  files.socket(dockerSocket, profile.hasDocker, 'docker')
  if (!device.user.root) seedDirectory(files, device.user.home, { mode: 0o755, owner: device.user.name })
  if (profile.hasDocker) seedDirectory(files, profile.dockerRoot, { mode: 0o710, owner: 'root' })
  for (const foreign of profile.foreign) addForeign(device, foreign)
  engine.past.length = 0
  return device
}

/** The password of somebody on a device: words that stand nowhere else, so that hiding it hides nothing else. */
export function passwordOf(user: string, device: string): string {
  return `spruce-otter-${digest(user, device).slice(0, 6)}`
}

function addForeign(device: SimulatedDevice, foreign: DeviceProfile['foreign'][number]): void {
  const from = device.time.now() - foreign.upDays * day
  const { engine } = device
  rememberImage(device, foreign.image, from)
  const project = foreign.labels?.['com.docker.compose.project']
  const network = project ? `${project}_default` : 'bridge'
  if (project && !engine.networks.has(network))
    engine.addNetwork(network, { 'com.docker.compose.project': project, 'com.docker.compose.network': 'default' })
  const container = engine.addContainer({
    name: foreign.name,
    image: foreign.image,
    labels: foreign.labels ?? {},
    environment: ['TZ=Europe/Zurich'],
    command: [],
    ports: foreign.ports.map(text => {
      const [pair = '', protocol = 'tcp'] = text.split('/')
      const [host, inside] = pair.split(':')
      return { host: Number(host), container: Number(inside), protocol: protocol === 'udp' ? 'udp' : 'tcp', address: '0.0.0.0' }
    }),
    mounts: foreign.volumes.map(text => {
      const [source = '', target = ''] = text.split(':')
      return { kind: source.startsWith('/') ? 'bind' : 'volume', source, target, readOnly: false }
    }),
    networks: [network],
    networkMode: network,
    restart: 'unless-stopped',
  })
  beginRun(container, engine, from)
}
