import { isDeepStrictEqual } from 'node:util'
import { AppError } from '../../../shared/errors/app-error.ts'
import type { ClusterAccess, ClusterTarget } from '../../ports/cluster-access.ts'
import { type OpenSession, openSession } from './cluster-session.ts'
import { addressOf, connect, fingerprintOf, Unconnected } from './connect.ts'
import type { DoorPorts } from './doors.ts'
import { createTickets } from './tickets.ts'

/** Ways to Proxmox VE clusters over HTTPS. */
export function createClusterAccess(ports: DoorPorts): ClusterAccess {
  const sessions = new Map<string, OpenSession & { readonly target: ClusterTarget }>()
  const tickets = createTickets()

  function end(id: string): ClusterTarget | undefined {
    const held = sessions.get(id)
    held?.close()
    sessions.delete(id)
    return held?.target
  }

  function forget(id: string): void {
    const target = end(id)
    if (target) tickets.forget(target)
  }

  return {
    session: target => {
      const held = sessions.get(target.id)
      if (held && isDeepStrictEqual(held.target, target)) return held.session
      // The ticket stays: a login with a second factor cannot be repeated.
      end(target.id)
      const opened = openSession(target, tickets, ports)
      sessions.set(target.id, { ...opened, target })
      return opened.session
    },
    lookAt: async (url, signal) => {
      const { host } = new URL(url)
      try {
        const socket = await connect(addressOf(url), ports.clock, signal)
        const seen = { fingerprint: fingerprintOf(socket), trusted: socket.authorized }
        socket.destroy()
        return seen
      } catch (error) {
        if (error instanceof Unconnected) throw new AppError('ClusterUnreachable', { cluster: host, tried: [host] }, { cause: error.cause })
        throw error
      }
    },
    tryLogin: async (target, signal) => {
      const { session, close } = openSession(target, tickets, ports)
      try {
        return { version: await session.version(signal) }
      } finally {
        close()
      }
    },
    forget,
    close: async () => {
      for (const id of [...sessions.keys()]) forget(id)
    },
  }
}
