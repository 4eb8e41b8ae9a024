import { digest } from './chance.ts'
import { cpuSecondsUsed, memoryUsed } from './engine/usage.ts'
import { loadCurve } from './load-curve.ts'
import type { SimulatedDevice } from './simulated-device.ts'

const kibibyte = 1024

/** How many cores are busy and how many seconds of them were used since the device started, now or at a moment before. */
export function processorUse(
  device: SimulatedDevice,
  now = device.time.now(),
): { readonly busyCores: number; readonly busySeconds: number } {
  const curve = loadCurve(device.profile.name, device.seed)
  const steadyCores = (device.profile.cores * 0.05) / Math.sqrt(device.profile.coreSpeed)
  const containers = device.engine.all()
  const ofContainers = containers.reduce((sum, container) => sum + cpuSecondsUsed(container, device, now), 0)
  const minuteAgo = containers.reduce(
    (sum, container) => sum + cpuSecondsUsed(container, device, Math.max(now - 60_000, container.runs.at(-1)?.from ?? now)),
    0,
  )
  return {
    busyCores: Math.min(device.profile.cores, steadyCores * curve.at(now) + (ofContainers - minuteAgo) / 60),
    busySeconds: steadyCores * (curve.area(now) - curve.area(device.bootedAt)) + ofContainers + device.engine.spentCpuSeconds,
  }
}

interface Memory {
  readonly total: number
  readonly free: number
  readonly available: number
  readonly cached: number
}

/** Memory in bytes: the whole, what is free, what could be had, and the file cache. */
export function memoryNow(device: SimulatedDevice): Memory {
  return memoryAt(device, device.time.now())
}

/** The same at a moment since its containers started. */
export function memoryAt(device: SimulatedDevice, now: number): Memory {
  const { memoryBytes: total, systemMemoryBytes } = device.profile
  const used =
    systemMemoryBytes * (0.97 + 0.03 * loadCurve('memory', device.profile.name).at(now)) +
    device.engine.all().reduce((sum, container) => sum + memoryUsed(container, now), 0)
  const available = Math.max(total * 0.02, total - used)
  const cached = Math.min(available * 0.7, total * 0.4)
  return { total, available: Math.round(available), cached: Math.round(cached), free: Math.round(available - cached * 0.9) }
}

/** The three numbers of /proc/loadavg. */
export function loadAverages(device: SimulatedDevice): readonly [number, number, number] {
  const { busyCores } = processorUse(device)
  const curve = loadCurve('load', device.profile.name)
  const now = device.time.now()
  return [busyCores * curve.at(now), busyCores * curve.at(now - 300_000), busyCores * curve.at(now - 900_000)]
}

/** `/proc/uptime` in seconds: since start, and idle over all cores. */
export function uptimeLine(device: SimulatedDevice): string {
  const up = Math.max(0.5, (device.time.now() - device.bootedAt) / 1000)
  return `${up.toFixed(2)} ${Math.max(0, up * device.profile.cores - processorUse(device).busySeconds).toFixed(2)}`
}

/** The lines of /etc/os-release. */
export function systemRelease({ profile: { system } }: SimulatedDevice): string {
  const like = system.like ? `ID_LIKE=${system.like}\n` : ''
  return `PRETTY_NAME="${system.name}"\nID=${system.id}\n${like}VERSION_ID="${system.version}"\nVERSION_CODENAME=${system.version === '24.04' ? 'noble' : 'bookworm'}\n`
}

/** The text of a file that is made when it is read, or undefined when there is no such file. */
export function virtualFile(path: string, device: SimulatedDevice): string | undefined {
  const { profile } = device
  switch (path) {
    case '/etc/os-release':
    case '/usr/lib/os-release':
      return systemRelease(device)
    case '/etc/hostname':
    case '/proc/sys/kernel/hostname':
      return `${profile.name}\n`
    case '/etc/rpi-issue':
      return profile.model.startsWith('Raspberry') ? 'Raspberry Pi reference 2025-05-13\n' : undefined
    case '/proc/sys/kernel/random/boot_id':
      return `${digest(device.seed, profile.name, device.bootedAt).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5')}\n`
    case '/proc/uptime':
      return `${uptimeLine(device)}\n`
    case '/proc/loadavg':
      return `${loadAverages(device)
        .map(value => value.toFixed(2))
        .join(' ')} 2/412 9132\n`
    case '/proc/meminfo': {
      const memory = memoryNow(device)
      const row = (name: string, bytes: number) => `${`${name}:`.padEnd(16)}${String(Math.round(bytes / kibibyte)).padStart(8)} kB\n`
      return (
        row('MemTotal', memory.total) +
        row('MemFree', memory.free) +
        row('MemAvailable', memory.available) +
        row('Buffers', memory.cached * 0.05) +
        row('Cached', memory.cached)
      )
    }
    case '/proc/cpuinfo':
      return Array.from({ length: profile.cores }, (_, index) => `processor\t: ${index}\nmodel name\t: ${profile.processor}\n\n`).join('')
    case '/sys/class/dmi/id/sys_vendor':
      return profile.vendor ? `${profile.vendor}\n` : undefined
    case '/sys/class/dmi/id/product_name':
      return profile.vendor ? `${profile.model}\n` : undefined
    case '/proc/device-tree/model':
      return profile.vendor ? undefined : `${profile.model}\0`
    case '/sys/fs/cgroup/cgroup.controllers':
      return 'cpuset cpu io memory hugetlb pids rdma misc\n'
    case '/proc/net/route':
      return `Iface\tDestination\tGateway\n${profile.networkInterface}\t00000000\t0101A8C0\n`
  }
  return undefined
}
