import { expect, onTestFinished } from 'vitest'
import { createClusterAccess } from '../../../electron/adapters/proxmox/cluster-access.ts'
import type { ClusterSession } from '../../../electron/ports/cluster-access.ts'
import type { AppError } from '../../../shared/errors/app-error.ts'
import { createCountingRandomness, silentLog } from '../../support/small-ports.ts'
import { createPauseClock, type PauseClock } from './pause-clock.ts'
import { type PveServer, type Reply, startPveServer, targetOf } from './pve-server.ts'

/** A session with a server that answers these calls, `GET /version` → data or a reply of its own. */
export async function openSession(replies: Readonly<Record<string, unknown>>) {
  const server: PveServer = await startPveServer(({ method, url }) => {
    if (url.endsWith('/ticket')) return undefined
    const [path = ''] = url.slice('/api2/json'.length).split('?')
    const found = replies[`${method} ${url.slice('/api2/json'.length)}`] ?? replies[`${method} ${decodeURIComponent(path)}`]
    if (found === undefined) return { status: 501, reason: `Method '${method} ${path}' not implemented` }
    const reply = typeof found === 'function' ? found() : found
    return typeof reply === 'object' && reply !== null && 'status' in reply && 'reason' in reply ? (reply as Reply) : { data: reply }
  })
  const clock: PauseClock = createPauseClock()
  const access = createClusterAccess({ clock, randomness: createCountingRandomness(), log: silentLog })
  onTestFinished(() => access.close())
  const session: ClusterSession = access.session(targetOf([server]))
  const asked = () => server.calls().map(({ method, url, body }) => `${method} ${url.slice('/api2/json'.length)}${body && ` ${body}`}`)
  return { session, clock, asked }
}

/** The error of a call that has to fail. */
export const failure = (work: Promise<unknown>): Promise<AppError> =>
  work.then(
    () => expect.unreachable('it should fail'),
    error => error,
  )
