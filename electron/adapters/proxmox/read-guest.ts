import { AppError } from '../../../shared/errors/app-error.ts'
import type { ClusterSession, GuestPlace } from '../../ports/cluster-access.ts'
import * as answers from './answers.ts'
import { checkMigration } from './check-migration.ts'
import type { Client } from './client.ts'
import { findGuest } from './find-guest.ts'
import { aboutGuest, type GuestNames, guestPath } from './guest-calls.ts'
import { comingSettings, guestConfig, pendingChanges } from './guest-config.ts'
import { present } from './see-cluster.ts'
import { seenStatus } from './seen-status.ts'

/** Reads of one guest. */
export function readGuest(
  client: Client,
  names: GuestNames,
): Pick<ClusterSession, 'find' | 'status' | 'config' | 'addresses' | 'snapshots' | 'consoleUrl' | 'migrationCheck'> {
  const read = (guest: GuestPlace, phrase: string, ...parts: readonly string[]) =>
    ({ method: 'GET', path: guestPath(guest, ...parts), ...aboutGuest(names, guest, phrase) }) as const

  async function addresses(guest: GuestPlace, signal: AbortSignal | undefined): Promise<readonly string[]> {
    const phrase = 'the addresses of %'
    if (guest.type === 'lxc') {
      const rows = await client.ask(read(guest, phrase, 'interfaces'), answers.containerInterfaces, signal)
      return rows
        .filter(row => row.name !== 'lo')
        .flatMap(row => [row.inet, row.inet6, ...row['ip-addresses'].map(each => each['ip-address'])])
        .filter(each => each !== undefined)
    }
    const { result } = await client.ask(read(guest, phrase, 'agent', 'network-get-interfaces'), answers.agentInterfaces, signal)
    return result
      .filter(row => row.name !== 'lo')
      .flatMap(row => row['ip-addresses'].map(each => each['ip-address']))
      .filter(each => each !== undefined)
  }

  return {
    find: (vmid, signal) => findGuest(client, names, vmid, signal),
    status: async (guest, signal) => {
      const status = await client.ask(read(guest, 'the state of %', 'status', 'current'), answers.guestStatus, signal)
      if (status.name !== undefined) names.set(guest.vmid, status.name)
      return seenStatus(guest, status)
    },
    config: async (guest, signal) => {
      const rows = await client.ask(read(guest, 'the settings of %', 'pending'), answers.pendingSettings, signal)
      return { config: guestConfig(guest.type, guest.vmid, comingSettings(rows)), pending: pendingChanges(rows) }
    },
    addresses: async (guest, signal) => {
      try {
        const found = (await addresses(guest, signal)).map(each => each.replace(/\/.*$/, '').toLowerCase())
        return [...new Set(found.filter(isReachable))]
      } catch (error) {
        // No guest agent, no answer of it, no right to ask it, not running: nobody tells.
        if (error instanceof AppError && (error.is('ClusterRefused') || error.is('ClusterForbidden') || error.is('ClusterGarbled')))
          return []
        throw error
      }
    },
    snapshots: async (guest, signal) => {
      const rows = await client.ask(read(guest, 'the snapshots of %', 'snapshot'), answers.snapshots, signal)
      const standsOn = rows.find(row => row.name === 'current')?.parent
      return rows
        .filter(row => row.name !== 'current')
        .map(row => ({
          name: row.name,
          description: (row.description ?? '').trimEnd(),
          withMemory: row.vmstate,
          current: row.name === standsOn,
          ...present({ at: row.snaptime === undefined ? undefined : row.snaptime * 1000, parent: row.parent }),
        }))
    },
    consoleUrl: ({ node, type, vmid }, name) => {
      const url = new URL('/', client.url())
      const parts = { console: type === 'vm' ? 'kvm' : 'lxc', vmid: String(vmid), vmname: name, node, resize: 'off', cmd: '' }
      url.search = new URLSearchParams({ ...parts, [type === 'vm' ? 'novnc' : 'xtermjs']: '1' }).toString()
      return url.toString()
    },
    migrationCheck: (guest, target, signal) => checkMigration(client, names, guest, target, signal),
  }
}

function isReachable(address: string): boolean {
  return !/^(?:127\.|169\.254\.|0\.0\.0\.0|::1?$|fe[89ab][0-9a-f]:)/.test(address)
}
