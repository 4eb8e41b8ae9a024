import type { AppView } from '../../../shared/model/app.ts'
import { sha256 } from '../declare/sha256.ts'
import type { GuestNow } from '../guest/known-cluster.ts'
import { canonical } from './canonical.ts'

/** What was seen of a guest, for refusing a step when it is not so any more: digest of its settings, state and node. */
export function seenOfGuest(guest: Pick<GuestNow, 'vmid' | 'state' | 'node' | 'config'> | undefined): string {
  return guest ? `${guest.config.digest} ${guest.vmid} ${guest.state} ${guest.node}` : 'absent'
}

/** What was seen of an app, likewise; whether its containers are well at this moment does not count. */
export function seenOfApp(app: AppView | undefined): string {
  if (!app) return 'absent'
  const { id, deviceId, version, settings, secretSettings, ports, customCompose, stage, updatedAt } = app
  const state = power(app)
  return sha256(canonical({ id, deviceId, version, settings, secretSettings, ports, customCompose, stage, updatedAt, state }))
}

/** Whether an app is on, off, or has lost its containers; absent where nobody can tell. */
export function power({ state }: Pick<AppView, 'state'>): 'on' | 'off' | 'missing' | undefined {
  if (state === 'stopped') return 'off'
  if (state === 'missing') return 'missing'
  return state === 'running' || state === 'starting' || state === 'unhealthy' ? 'on' : undefined
}
