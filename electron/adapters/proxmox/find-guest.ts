import { AppError } from '../../../shared/errors/app-error.ts'
import type { GuestType } from '../../../shared/model/guest.ts'
import type { SeenGuest } from '../../../shared/model/seen-cluster.ts'
import type { GuestPlace } from '../../ports/cluster-access.ts'
import * as answers from './answers.ts'
import type { Client } from './client.ts'
import { aboutGuest, type GuestNames, guestPath, pathOf } from './guest-calls.ts'
import { seenGuestRow } from './see-cluster.ts'
import { guestNow } from './seen-status.ts'

/** Where the guest with this number is now. The cluster's list is believed only where the node confirms it. */
export async function findGuest(
  client: Client,
  names: GuestNames,
  vmid: number,
  signal: AbortSignal | undefined,
): Promise<SeenGuest | undefined> {
  const doing = `the guest ${vmid}`
  const resources = { method: 'GET', path: ['cluster', 'resources'], parameters: { type: 'vm' }, doing } as const
  const rows = await client.ask(resources, answers.resources, signal)
  const listed = rows.map(seenGuestRow).find(guest => guest?.vmid === vmid)
  if (listed) {
    const confirmed = await confirm(client, names, listed, signal)
    if (confirmed !== 'gone') return confirmed === 'node-down' ? { ...listed, state: 'unknown' } : confirmed
  }
  if (await isFree(client, vmid, signal)) return undefined
  return searchNodes(client, names, vmid, signal)
}

async function confirm(
  client: Client,
  names: GuestNames,
  guest: GuestPlace,
  signal: AbortSignal | undefined,
): Promise<SeenGuest | 'gone' | 'node-down'> {
  try {
    const call = { method: 'GET', path: guestPath(guest, 'status', 'current'), ...aboutGuest(names, guest, 'the state of %') } as const
    const status = await client.ask(call, answers.guestStatus, signal)
    if (status.name !== undefined) names.set(guest.vmid, status.name)
    return guestNow(guest, status)
  } catch (error) {
    if (error instanceof AppError && error.is('GuestGone')) return 'gone'
    if (error instanceof AppError && error.is('NodeDown')) return 'node-down'
    throw error
  }
}

/** Whether no guest has this number: asked of the cluster's files, which are never old. */
async function isFree(client: Client, vmid: number, signal: AbortSignal | undefined): Promise<boolean> {
  const call = { method: 'GET', path: ['cluster', 'nextid'], parameters: { vmid }, doing: `whether ${vmid} is free`, vmid } as const
  try {
    await client.ask(call, answers.vmid, signal)
    return true
  } catch (error) {
    if (error instanceof AppError && error.is('VmidTaken')) return false
    throw error
  }
}

/** A guest that was made or moved within the last seconds is in no list of the cluster yet: every node is asked for its own. */
async function searchNodes(
  client: Client,
  names: GuestNames,
  vmid: number,
  signal: AbortSignal | undefined,
): Promise<SeenGuest | undefined> {
  const nodes = await client.ask({ method: 'GET', path: ['nodes'], doing: 'the list of its nodes' }, answers.nodes, signal)
  const types: readonly GuestType[] = ['vm', 'lxc']
  const places = nodes.flatMap(({ node }) => types.map((type): GuestPlace => ({ vmid, type, node })))
  const held = await Promise.all(
    places.map(async place => {
      const call = { method: 'GET', path: ['nodes', place.node, pathOf(place.type)], doing: `the guests of ${place.node}` } as const
      const rows = await client.ask(call, answers.nodeGuests, signal).catch(error => {
        if (error instanceof AppError && error.is('NodeDown')) return []
        throw error
      })
      return rows.some(row => row.vmid === vmid) ? place : undefined
    }),
  )
  const place = held.find(each => each !== undefined)
  const confirmed = place && (await confirm(client, names, place, signal))
  return typeof confirmed === 'object' ? confirmed : undefined
}
