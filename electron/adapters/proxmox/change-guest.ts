import { AppError } from '../../../shared/errors/app-error.ts'
import type { GuestSettings } from '../../../shared/model/guest-settings.ts'
import type { ClusterSession, GuestPlace, TaskRef } from '../../ports/cluster-access.ts'
import * as answers from './answers.ts'
import { changedSettings } from './changed-settings.ts'
import type { Call, Client } from './client.ts'
import type { Parameters } from './form.ts'
import { aboutGuest, type GuestNames, guestPath } from './guest-calls.ts'
import { comingSettings } from './guest-config.ts'

type Changes = Pick<
  ClusterSession,
  'change' | 'revert' | 'growDisk' | 'moveDisk' | 'migrate' | 'takeSnapshot' | 'rollBack' | 'removeSnapshot'
>
type Power = Pick<ClusterSession, 'start' | 'stop' | 'shutDown' | 'reboot'>

/** What changes a guest that is there. */
export function changeGuest(client: Client, names: GuestNames): Changes & Power {
  const call = (
    method: 'POST' | 'PUT' | 'DELETE',
    guest: GuestPlace,
    parts: readonly string[],
    phrase: string,
    parameters: Parameters = {},
  ) => ({ method, path: guestPath(guest, ...parts), parameters, ...aboutGuest(names, guest, phrase) }) as const

  async function run(asked: Call, guest: GuestPlace, signal: AbortSignal | undefined): Promise<TaskRef> {
    return { upid: await client.ask(asked, answers.upid, signal), node: guest.node }
  }

  async function change(guest: GuestPlace, settings: GuestSettings, digest: string, signal: AbortSignal | undefined) {
    const about = aboutGuest(names, guest, 'the change of %')
    if (settings.login && guest.type === 'lxc') {
      const because = 'Proxmox sets the login of a container only when it is made.'
      throw new AppError('GuestInputInvalid', { guest: about.guest, field: 'login', because })
    }
    const rows = await client.ask({ method: 'GET', path: guestPath(guest, 'pending'), ...about }, answers.pendingSettings, signal)
    const raw = comingSettings(rows)
    if (raw.digest !== digest) throw new AppError('GuestChangedMeanwhile', { guest: about.guest, cluster: client.cluster })
    const { parameters, allocates } = changedSettings(guest.type, guest.vmid, raw, settings)
    if (Object.values(parameters).every(value => value === undefined)) return undefined
    const asked = call(allocates ? 'POST' : 'PUT', guest, ['config'], 'the change of %', { ...parameters, digest })
    const upid = await client.ask(asked, answers.maybeUpid, signal)
    if (settings.name !== undefined) names.set(guest.vmid, settings.name)
    return upid ? { upid, node: guest.node } : undefined
  }

  return {
    change,
    revert: async (guest, fields, signal) => {
      await client.ask(call('PUT', guest, ['config'], 'the change of %', { revert: fields.join(',') }), answers.nothing, signal)
    },
    growDisk: (guest, slot, gib, digest, signal) =>
      run(call('PUT', guest, ['resize'], `growing ${slot} of %`, { disk: slot, size: `${gib}G`, digest }), guest, signal),
    moveDisk: (guest, slot, { storage, keepOld }, digest, signal) => {
      const [part, name] = guest.type === 'vm' ? ['move_disk', 'disk'] : ['move_volume', 'volume']
      const asked = call('POST', guest, [part], `moving ${slot} of %`, { [name]: slot, storage, delete: !keepOld, digest })
      return run({ ...asked, storage }, guest, signal)
    },
    start: (guest, signal) => run(call('POST', guest, ['status', 'start'], 'the start of %'), guest, signal),
    // A shutdown that waits for the guest would hold it otherwise.
    stop: (guest, signal) => run(call('POST', guest, ['status', 'stop'], 'switching off %', { 'overrule-shutdown': true }), guest, signal),
    shutDown: (guest, { seconds, force }, signal) =>
      run(call('POST', guest, ['status', 'shutdown'], 'the shutdown of %', { timeout: seconds, forceStop: force }), guest, signal),
    reboot: (guest, { seconds }, signal) =>
      run(call('POST', guest, ['status', 'reboot'], 'the reboot of %', { timeout: seconds }), guest, signal),
    migrate: (guest, target, { running, withLocalDisks }, signal) => {
      const how = guest.type === 'lxc' ? { restart: running } : { online: running, ...(withLocalDisks && { 'with-local-disks': true }) }
      return run(call('POST', guest, ['migrate'], `the move of % to ${target}`, { target, ...how }), guest, signal)
    },
    takeSnapshot: (guest, name, { description, withMemory }, signal) => {
      const parameters = { snapname: name, description, ...(guest.type === 'vm' && { vmstate: withMemory }) }
      return run(call('POST', guest, ['snapshot'], `the snapshot ${name} of %`, parameters), guest, signal)
    },
    rollBack: (guest, snapshot, signal) =>
      run(call('POST', guest, ['snapshot', snapshot, 'rollback'], `going back to ${snapshot} of %`), guest, signal),
    removeSnapshot: (guest, snapshot, signal) =>
      run(call('DELETE', guest, ['snapshot', snapshot], `the removal of the snapshot ${snapshot} of %`), guest, signal),
  }
}
