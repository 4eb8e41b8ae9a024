import type { ClusterSession, GuestPlace, TaskRef } from '../../ports/cluster-access.ts'
import * as answers from './answers.ts'
import type { Client } from './client.ts'
import { aboutGuest, type GuestNames, guestPath, pathOf } from './guest-calls.ts'
import { newGuestParameters } from './new-guest.ts'

/** How guests come to be and go. */
export function makeGuest(
  client: Client,
  names: GuestNames,
): Pick<ClusterSession, 'create' | 'clone' | 'makeTemplate' | 'backUp' | 'restore' | 'removeBackup' | 'remove'> {
  const accepted = (node: string) => (upid: string) => ({ upid, node: nodeOf(upid) ?? node })

  async function storageKind(node: string, storage: string, signal: AbortSignal | undefined): Promise<string> {
    const path = ['nodes', node, 'storage', storage, 'status']
    const { type } = await client.ask({ method: 'GET', path, doing: `the storage ${storage}`, storage }, answers.storageStatus, signal)
    return type
  }

  return {
    create: async (guest, signal) => {
      const kind = guest.type === 'vm' ? await storageKind(guest.node, guest.storage, signal) : undefined
      const call = {
        method: 'POST',
        path: ['nodes', guest.node, pathOf(guest.type)],
        parameters: newGuestParameters(guest, kind),
        doing: `the creation of ${guest.name}`,
        guest: guest.name,
        vmid: guest.vmid,
        storage: guest.storage,
      } as const
      const task = accepted(guest.node)(await client.ask(call, answers.upid, signal))
      names.set(guest.vmid, guest.name)
      return task
    },
    clone: async (source, { vmid, name, node, full, storage, marker }, signal) => {
      const parameters = {
        newid: vmid,
        [source.type === 'vm' ? 'name' : 'hostname']: name,
        full,
        description: marker,
        ...(node !== source.node && { target: node }),
        // A copy that shares its disk lies where the disk is.
        ...(full && { storage }),
      }
      const about = { ...aboutGuest(names, source, `the copy of % as ${name}`), vmid, ...(storage !== undefined && { storage }) }
      const call = { method: 'POST', path: guestPath(source, 'clone'), parameters, ...about } as const
      const task = accepted(source.node)(await client.ask(call, answers.upid, signal))
      names.set(vmid, name)
      return task
    },
    makeTemplate: async (guest, signal) => {
      const call = { method: 'POST', path: guestPath(guest, 'template'), ...aboutGuest(names, guest, 'making % a template') } as const
      const upid = await client.ask(call, answers.maybeUpid, signal)
      return upid ? accepted(guest.node)(upid) : undefined
    },
    backUp: async (guest, { storage, mode, notes }, signal) => {
      const parameters = {
        vmid: guest.vmid,
        storage,
        mode,
        compress: 'zstd',
        // A backup made by hand takes none of the older ones away.
        remove: false,
        ...(notes !== '' && { 'notes-template': notesTemplate(notes) }),
      }
      const call = {
        method: 'POST',
        path: ['nodes', guest.node, 'vzdump'],
        parameters,
        storage,
        ...aboutGuest(names, guest, 'the backup of %'),
      } as const
      return accepted(guest.node)(await client.ask(call, answers.upid, signal))
    },
    restore: async ({ volume, type }, { vmid, node, storage, replace }, signal) => {
      const from = Number(/vzdump-\w+-(\d+)-/.exec(volume)?.[1] ?? /backup\/(?:vm|ct)\/(\d+)\//.exec(volume)?.[1] ?? vmid)
      const parameters = {
        vmid,
        ...(type === 'vm' ? { archive: volume } : { ostemplate: volume, restore: true }),
        ...(storage !== undefined && { storage }),
        ...(replace && { force: true }),
        // Beside the guest it was, a copy with the same hardware address would take its place in the network.
        ...(from !== vmid && { unique: true }),
      }
      const guest: GuestPlace = { vmid, type, node }
      const call = {
        method: 'POST',
        path: ['nodes', node, pathOf(type)],
        parameters,
        ...aboutGuest(names, guest, 'the restore of %'),
        ...(storage !== undefined && { storage }),
      } as const
      return accepted(node)(await client.ask(call, answers.upid, signal))
    },
    removeBackup: async ({ volume, storage, node }, signal) => {
      const path = ['nodes', node, 'storage', storage, 'content', volume]
      const call = { method: 'DELETE', path, doing: `the removal of the backup ${volume}`, storage } as const
      return accepted(node)(await client.ask(call, answers.upid, signal))
    },
    remove: async (guest, signal) => {
      const about = aboutGuest(names, guest, 'the removal of %')
      const call = { method: 'DELETE', path: guestPath(guest), parameters: { purge: true }, ...about } as const
      return accepted(guest.node)(await client.ask(call, answers.upid, signal))
    },
  }
}

/** Notes as a template that says just them: one line, in which Proxmox fills in what stands in double braces. */
function notesTemplate(notes: string): string {
  return notes.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('{{', '{ {')
}

function nodeOf(upid: string): TaskRef['node'] | undefined {
  return upid.split(':')[1]
}
