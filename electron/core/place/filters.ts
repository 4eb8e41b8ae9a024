import { bytesInWords } from '../../../shared/errors/problem.ts'
import type { PlacementAsk, PlacementDevice, Rejection } from '../../../shared/model/placement.ts'
import { hostMemoryReserve, hostStorageReserve, sampleAgeLimitMs } from './limits.ts'
import { freePort, takenBy } from './ports.ts'

type Filter = (ask: PlacementAsk, device: PlacementDevice, all: readonly PlacementDevice[]) => readonly Rejection[]

const none: readonly Rejection[] = []

const inService: Filter = (_ask, device) => {
  if (device.maintenance) return [{ rule: 'maintenance', reason: 'is taken out of service', curable: true }]
  if (device.state === 'offline' || device.state === 'unknown') return [{ rule: 'offline', reason: 'is offline', curable: true }]
  if (device.sampleAgeMs === null || device.sampleAgeMs > sampleAgeLimitMs) {
    const age =
      device.sampleAgeMs === null
        ? 'has not been looked at yet'
        : `was last looked at ${Math.round(device.sampleAgeMs / 60_000)} minutes ago`
    return [
      {
        rule: 'stale-sample',
        reason: age,
        ...(device.sampleAgeMs !== null && { needed: sampleAgeLimitMs, free: device.sampleAgeMs, unit: 'ms' }),
        curable: true,
      },
    ]
  }
  return none
}

const architecture: Filter = (ask, device) =>
  device.architecture !== null && !ask.architectures.includes(device.architecture)
    ? [
        {
          rule: 'architecture',
          reason: `has an ${device.architecture} processor, ${ask.app} is made for ${ask.architectures.join(' and ')}`,
          curable: false,
        },
      ]
    : none

const docker: Filter = (_ask, device) => {
  if (!device.docker) return [{ rule: 'docker-missing', reason: 'has no Docker that runs', curable: true }]
  if (!device.compose) return [{ rule: 'compose-missing', reason: 'lacks the Compose part of Docker', curable: true }]
  return none
}

const memory: Filter = (ask, device) => {
  const needed = ask.memoryBytes.minimum + hostMemoryReserve(device.memoryTotalBytes)
  return device.memoryAvailableBytes < needed
    ? [
        {
          rule: 'memory',
          reason: `needs ${bytesInWords(needed)} of memory with some for the device itself, has ${bytesInWords(device.memoryAvailableBytes)} free`,
          needed,
          free: device.memoryAvailableBytes,
          unit: 'bytes',
          curable: device.memoryTotalBytes > needed,
        },
      ]
    : none
}

const storage: Filter = (ask, device) => {
  const needed = ask.storageBytes.minimum + hostStorageReserve(device.storageTotalBytes)
  return device.storageFreeBytes < needed
    ? [
        {
          rule: 'storage',
          reason: `needs ${bytesInWords(needed)} of storage, has ${bytesInWords(device.storageFreeBytes)} free`,
          needed,
          free: device.storageFreeBytes,
          unit: 'bytes',
          curable: device.storageTotalBytes > needed,
        },
      ]
    : none
}

const ports: Filter = (ask, device) =>
  ask.ports.flatMap((wanted): readonly Rejection[] => {
    const by = takenBy(device, wanted)
    if (by === undefined || !wanted.fixed) return none
    const other = freePort(device, wanted, [])
    return [
      {
        rule: 'port-taken',
        reason: `has its door ${wanted.port} taken by ${by}`,
        needed: wanted.port,
        unit: 'port',
        ...(other !== undefined && { freePort: other }),
        curable: true,
      },
    ]
  })

const hardwareWords = {
  gpu: 'graphics card',
  dri: 'video hardware',
  zigbee: 'Zigbee stick',
  tun: 'tunnel device',
  kvm: 'virtualisation',
} as const

const hardware: Filter = (ask, device) =>
  ask.hardware
    .filter(wanted => wanted.required && !device.hardware.includes(wanted.kind))
    .map(wanted => ({ rule: 'hardware', reason: `has no ${hardwareWords[wanted.kind]}`, curable: true }))

const data: Filter = (ask, device) =>
  ask.dataOn !== undefined && ask.dataOn !== device.name
    ? [{ rule: 'data-elsewhere', reason: `does not hold the data, which is on ${ask.dataOn}`, curable: false }]
    : none

const rules: Filter = (ask, device, all) =>
  ask.rules.flatMap((rule): readonly Rejection[] => {
    const home = all.find(other => other.apps.some(app => app.name === rule.with))
    if (home === undefined) return none
    const same = home.name === device.name || (device.metal !== null && home.metal === device.metal)
    if (rule.rule === 'apart' && same) return [{ rule: 'apart', reason: `has ${rule.with}, which is to be kept apart`, curable: true }]
    if (rule.rule === 'together' && home.name !== device.name)
      return [{ rule: 'together', reason: `does not have ${rule.with}, which it is to stay with`, curable: true }]
    return none
  })

const excluded: Filter = (ask, device) =>
  ask.excluded.includes(device.name) ? [{ rule: 'excluded', reason: 'was ruled out by hand', curable: true }] : none

const filters: readonly Filter[] = [excluded, inService, architecture, docker, memory, storage, ports, hardware, data, rules]

/** Every reason why a device cannot take the app, with needed and free amounts; none when it can. A device that cannot be seen has only that reason. */
export function rejections(ask: PlacementAsk, device: PlacementDevice, all: readonly PlacementDevice[]): readonly Rejection[] {
  const unseen = [...excluded(ask, device, all), ...inService(ask, device, all)]
  if (unseen.some(reason => reason.rule === 'offline' || reason.rule === 'stale-sample')) return unseen
  return filters.flatMap(filter => filter(ask, device, all))
}
