import { HardDrive, Laptop, Microchip, Server } from 'lucide-react'
import type { DeviceView } from '../../shared/model/device.ts'

/** The drawing of a device: what its board says it is, else a plain server. */
export function DeviceIcon({ device, className }: { readonly device: Pick<DeviceView, 'kind' | 'facts'>; readonly className?: string }) {
  const Icon = iconOf(device)
  return <Icon aria-hidden="true" className={className} />
}

function iconOf({ kind, facts }: Pick<DeviceView, 'kind' | 'facts'>) {
  if (kind === 'local') return Laptop
  const model = facts?.model ?? ''
  if (/raspberry|rock|orange pi|odroid|pine64/i.test(model)) return Microchip
  return /synology|qnap|asustor|terramaster|truenas/i.test(model) ? HardDrive : Server
}
