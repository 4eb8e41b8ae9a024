import type { ClusterSession, ClusterTarget } from '../../ports/cluster-access.ts'
import { changeGuest } from './change-guest.ts'
import { createClient } from './client.ts'
import type { DoorPorts } from './doors.ts'
import type { GuestNames } from './guest-calls.ts'
import { makeGuest } from './make-guest.ts'
import { makeToken } from './make-token.ts'
import { readCluster } from './read-cluster.ts'
import { readGuest } from './read-guest.ts'
import { readNode } from './read-node.ts'
import { runTasks } from './run-tasks.ts'
import type { Tickets } from './tickets.ts'

/** A session with a cluster, and its end. */
export interface OpenSession {
  readonly session: ClusterSession
  close(): void
}

/** Opens the session of a target; it connects when it is asked for something. */
export function openSession(target: ClusterTarget, tickets: Tickets, ports: DoorPorts): OpenSession {
  const client = createClient(target, tickets, ports)
  const names: GuestNames = new Map()
  return {
    session: {
      ...readCluster(client, names, ports.clock),
      ...readNode(client, names, ports.log),
      ...readGuest(client, names),
      ...makeGuest(client, names),
      ...changeGuest(client, names),
      ...runTasks(client, names),
      makeToken: makeToken(client),
    },
    close: client.close,
  }
}
