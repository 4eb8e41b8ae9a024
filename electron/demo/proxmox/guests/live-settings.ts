import type { PveConfig } from '../world.ts'
import { readDrive } from './machine-drives.ts'
import { readProperties } from './property-format.ts'
import { cardFormat } from './property-formats.ts'

const atOnce = new Set([
  ...['affinity', 'balloon', 'cpulimit', 'cpuunits', 'description', 'digest', 'hookscript', 'lock', 'migrate_downtime', 'migrate_speed'],
  ...['name', 'onboot', 'protection', 'shares', 'startup', 'tags', 'vmstatestorage'],
])
const throttles = /^(?:mbps|iops|bps)/

/** Whether a setting of a running virtual machine takes effect at once; the others wait for its next start. */
export function isLiveMachineSetting(config: PveConfig, key: string, next: string | undefined): boolean {
  const old = config[key]
  const plugs = hotplugs(config)
  if (atOnce.has(key) || /^unused\d+$/.test(key)) return true
  if (/^usb\d+$/.test(key)) return plugs.has('usb')
  if (/^net\d+$/.test(key)) return plugs.has('network') && (old === undefined || next === undefined || sameCard(key, old, next))
  if (/^(?:ide|sata|scsi|virtio)\d+$/.test(key)) return isLiveDrive(key, old, next, plugs.has('disk'))
  if (key === 'memory') return plugs.has('memory') && config.numa === '1'
  return key === 'vcpus' && plugs.has('cpu')
}

function hotplugs({ hotplug }: PveConfig): ReadonlySet<string> {
  if (hotplug === undefined || hotplug === '1') return new Set(['network', 'disk', 'usb'])
  return new Set(hotplug.split(/[,;]/))
}

function sameCard(key: string, old: string, next: string): boolean {
  const [before, after] = [old, next].map(text => readProperties(cardFormat, text, key).values)
  return ['model', 'macaddr', 'queues', 'mtu'].every(name => before?.[name] === after?.[name])
}

function isLiveDrive(key: string, old: string | undefined, next: string | undefined, plugs: boolean): boolean {
  if (old === undefined || next === undefined) return plugs && /^(?:scsi|virtio)/.test(key) && !readDrive(key, old ?? next ?? '').cloudInit
  const [before, after] = [readDrive(key, old), readDrive(key, next)]
  if (before.cdrom && after.cdrom) return true
  if (before.file !== after.file) return false
  const rest = (values: Readonly<Record<string, string>>) =>
    JSON.stringify(
      Object.entries(values)
        .filter(([name]) => !throttles.test(name))
        .sort(),
    )
  return rest(before.values) === rest(after.values)
}

const containerAtOnce = new Set([
  ...['cores', 'cpulimit', 'cpuunits', 'description', 'hookscript', 'hostname', 'lock', 'memory', 'onboot', 'protection'],
  ...['startup', 'swap', 'tags'],
])

/** Whether a setting of a running container takes effect at once; the others wait for its next start. */
export function isLiveContainerSetting(config: PveConfig, key: string, next: string | undefined): boolean {
  if (containerAtOnce.has(key) || /^(?:net|unused)\d+$/.test(key)) return true
  // A new file system is mounted into the running container; one that is there cannot be changed or taken away.
  return /^mp\d+$/.test(key) && config[key] === undefined && next !== undefined
}
