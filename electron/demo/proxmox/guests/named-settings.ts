import type { Asked } from '../route.ts'

/** Parameters of a request for a new guest that are no settings of it. */
const orders = new Set([
  'node',
  'vmid',
  'archive',
  'force',
  'storage',
  'start',
  'pool',
  'ha-managed',
  'bwlimit',
  'unique',
  'live-restore',
  'import-working-storage',
  'skiplock',
  'lock',
  'template',
])
const containerOrders = ['ostemplate', 'restore', 'password', 'ssh-public-keys', 'ignore-unpack-errors']

/** The settings that a request for a new guest names, without the orders beside them. */
export function namedSettings(asked: Asked): Readonly<Record<string, string>> {
  const { cdrom, ...settings } = Object.fromEntries(Object.entries(asked.params).filter(([key]) => !orders.has(key)))
  return cdrom === undefined ? settings : { ...settings, ide2: cdrom.includes('media=') ? cdrom : `${cdrom},media=cdrom` }
}

/** The settings of a new container that a request names. */
export function containerSettings(asked: Asked): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(namedSettings(asked)).filter(([key]) => !containerOrders.includes(key)))
}
