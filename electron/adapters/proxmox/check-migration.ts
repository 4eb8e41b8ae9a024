import type { z } from 'zod'
import type { ClusterSession, GuestPlace } from '../../ports/cluster-access.ts'
import * as answers from './answers.ts'
import type { Client } from './client.ts'
import { aboutGuest, type GuestNames, guestPath } from './guest-calls.ts'
import { comingSettings, guestConfig } from './guest-config.ts'

type Check = Awaited<ReturnType<ClusterSession['migrationCheck']>>

/** What stands in the way of a move. */
export function checkMigration(
  client: Client,
  names: GuestNames,
  guest: GuestPlace,
  target: string,
  signal: AbortSignal | undefined,
): Promise<Check> {
  return guest.type === 'vm' ? checkMachine(client, names, guest, target, signal) : checkContainer(client, names, guest, target, signal)
}

async function checkMachine(
  client: Client,
  names: GuestNames,
  guest: GuestPlace,
  target: string,
  signal: AbortSignal | undefined,
): Promise<Check> {
  const about = aboutGuest(names, guest, 'whether % can move')
  const call = { method: 'GET', path: guestPath(guest, 'migrate'), parameters: { target }, ...about } as const
  const read = await client.ask(call, answers.migrationCheck, signal)
  const refused = refusedBy(read, target)
  return {
    running: read.running,
    localDisks: read.local_disks.filter(disk => !disk.cdrom).map(disk => disk.drivename ?? disk.volid),
    ...(refused !== undefined && { refused }),
  }
}

function refusedBy(read: z.output<typeof answers.migrationCheck>, target: string): string | undefined {
  if (read.local_resources.length > 0) return `it uses what only its node has: ${read.local_resources.join(', ')}`
  if (read.allowed_nodes.includes(target)) return undefined
  const reasons = answers.notAllowed.safeParse(read.not_allowed_nodes?.[target]).data
  if (!reasons) return undefined
  const resources = reasons['unavailable-resources']
  const blocking = reasons['blocking-ha-resources'].map(resource => resource.sid)
  const words = [
    ...(reasons.unavailable_storages.length > 0
      ? [`storage ${reasons.unavailable_storages.join(', ')} is not available on ${target}`]
      : []),
    ...(resources.length > 0 ? [`${resources.join(', ')} is not available on ${target}`] : []),
    ...(blocking.length > 0 ? [`high availability keeps it away from ${blocking.join(', ')}`] : []),
  ]
  return words.length === 0 ? undefined : words.join('; ')
}

/** Proxmox 8 tells nothing about containers beforehand, so it is read from their settings and the storages of both nodes. */
async function checkContainer(
  client: Client,
  names: GuestNames,
  guest: GuestPlace,
  target: string,
  signal: AbortSignal | undefined,
): Promise<Check> {
  const about = aboutGuest(names, guest, 'whether % can move')
  const storages = (node: string) => client.ask({ method: 'GET', path: ['nodes', node, 'storage'], ...about }, answers.storages, signal)
  const [status, settings, here, there] = await Promise.all([
    client.ask({ method: 'GET', path: guestPath(guest, 'status', 'current'), ...about }, answers.guestStatus, signal),
    client.ask({ method: 'GET', path: guestPath(guest, 'pending'), ...about }, answers.pendingSettings, signal),
    storages(guest.node),
    storages(target),
  ])
  const { disks } = guestConfig('lxc', guest.vmid, comingSettings(settings))
  const used = disks.filter(disk => disk.storage !== undefined)
  const shared = new Set(here.filter(storage => storage.shared).map(storage => storage.storage))
  const usable = new Set(there.filter(storage => storage.active && storage.enabled).map(storage => storage.storage))
  const missing = [...new Set(used.map(disk => disk.storage ?? '').filter(storage => !usable.has(storage)))]
  const bound = disks.filter(disk => disk.storage === undefined).map(disk => disk.slot)
  const words = [
    ...(missing.length > 0 ? [`storage ${missing.join(', ')} is not available on ${target}`] : []),
    ...(bound.length > 0 ? [`it uses folders that only its node has: ${bound.join(', ')}`] : []),
  ]
  return {
    running: status.status === 'running',
    localDisks: used.filter(disk => !shared.has(disk.storage ?? '')).map(disk => disk.slot),
    ...(words.length > 0 && { refused: words.join('; ') }),
  }
}
