import { AppError } from '../../../shared/errors/app-error.ts'
import type { Clock } from '../../ports/clock.ts'
import type { ClusterSession, GuestPlace } from '../../ports/cluster-access.ts'
import type { DeviceAccess, DeviceTarget, Login } from '../../ports/device-access.ts'

/** Where a guest answers SSH, and the key it shows there. */
export interface GuestDoor {
  readonly address: string
  readonly hostKey: string
}

const addressWithinMs = 180_000
const answerWithinMs = 180_000
/** How long a fresh system may take to let in a key that it was given; a password is tried once, because refusals are counted. */
const keyWithinMs = 90_000
const pauseMs = 3_000

/** Addresses of a running guest, waited for, IPv4 first. Errors: GuestWithoutAddress. */
export async function waitForAddresses(
  session: ClusterSession,
  place: GuestPlace,
  {
    guest,
    cluster,
    clock,
    signal,
  }: { readonly guest: string; readonly cluster: string; readonly clock: Clock; readonly signal: AbortSignal },
): Promise<readonly string[]> {
  const giveUpAt = clock.monotonic() + addressWithinMs
  for (;;) {
    const addresses = await session.addresses(place, signal)
    if (addresses.length > 0) return [...addresses].sort((one, other) => Number(one.includes(':')) - Number(other.includes(':')))
    if (clock.monotonic() > giveUpAt) throw new AppError('GuestWithoutAddress', { guest, cluster, minutes: addressWithinMs / 60_000 })
    await clock.wait(pauseMs, signal)
  }
}

/** The first of the addresses that answers SSH, waited for. Errors: those of reaching a device, of the last try. */
export async function waitForDoor(
  access: DeviceAccess,
  addresses: readonly string[],
  target: Omit<DeviceTarget, 'address' | 'hostKey' | 'kind'>,
  clock: Clock,
  signal: AbortSignal,
): Promise<GuestDoor> {
  const giveUpAt = clock.monotonic() + answerWithinMs
  for (;;) {
    let last: unknown
    for (const address of addresses) {
      try {
        await access.tryLogin({ ...target, kind: 'ssh', address }, signal)
      } catch (error) {
        signal.throwIfAborted()
        // What it shows before anybody logs in: from now on it has to show the same.
        if (error instanceof AppError && error.is('HostKeyNotAccepted')) return { address, hostKey: error.data.fingerprint }
        last = error
      }
    }
    if (clock.monotonic() > giveUpAt || !mayComeYet(last)) throw last
    await clock.wait(pauseMs, signal)
  }
}

/** Logs in where it answers. Errors: LoginRefused and those of reaching a device. */
export async function waitForLogin(
  access: DeviceAccess,
  target: DeviceTarget & { readonly login: Login },
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const giveUpAt = clock.monotonic() + keyWithinMs
  for (;;) {
    try {
      await access.tryLogin(target, signal)
      return
    } catch (error) {
      signal.throwIfAborted()
      const settingUp = target.login.method === 'key' && error instanceof AppError && error.is('LoginRefused')
      if (clock.monotonic() > giveUpAt || !(settingUp || mayComeYet(error))) throw error
      await clock.wait(pauseMs, signal)
    }
  }
}

function mayComeYet(error: unknown): boolean {
  const codes = ['DeviceUnreachable', 'PortClosed', 'DeviceSilent', 'DeviceConnectionLost']
  return error instanceof AppError && codes.includes(error.code)
}
