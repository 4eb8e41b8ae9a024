import { type GuestWish, guestChangeSchema } from '../../../shared/model/guest-wish.ts'
import { wishedChange } from '../../core/guest/diff-guest.ts'
import { reconcileGuest } from '../../kinds/guest.ts'
import { bears, removeMade } from '../../kinds/guest-remove.ts'
import { needGuest, readGuest } from '../../kinds/guest-seen.ts'
import type { JobDefinition } from '../job-runner/job-definition.ts'
import { guestJob, guestLock, nameLock } from './guest-job.ts'
import type { GuestServices } from './guest-services.ts'
import { heldOf, putSettingsBack } from './settings-undo.ts'

/** The intent of one step of a plan: what a guest is to be like. */
export interface ReconcileInput {
  readonly cluster: string
  readonly wish: GuestWish
  /** Absent for one that is to be made. */
  readonly vmid?: number | undefined
  /** The digest of the settings that the plan was made on. */
  readonly seenDigest?: string | undefined
}

/**
 * Brings one guest to a wish that was approved with its plan. When it fails, a guest that it made is taken away again, and
 * settings of one that was there go back; what cannot go back (a grown disk, a finished move) is told.
 */
export function reconcileJob(services: GuestServices): JobDefinition<ReconcileInput> {
  const { guestKeys } = services

  return guestJob<ReconcileInput>(services, {
    kind: 'guests.reconcile',
    title: ({ wish, vmid }) =>
      wish.state === 'absent' ? `Remove ${wish.name}` : vmid === undefined ? `Make ${wish.name}` : `Change ${wish.name}`,
    locks: input => [nameLock(input, input.wish.name), ...(input.vmid === undefined ? [] : [guestLock({ ...input, vmid: input.vmid })])],
    steps: ({ wish }) => [{ id: 'reconcile', title: wish.state === 'absent' ? 'Take it away' : 'Bring it about', weight: 1 }],
    run: async ({ cluster, wish, vmid, seenDigest }, { reach, job, step }) => {
      const { signal } = job
      job.state('deploying')
      const seen = await step('reconcile', async witness => {
        if (vmid !== undefined && wish.state !== 'absent') {
          const change = wishedChange(wish, await needGuest(reach, { vmid, name: wish.name }, signal))
          const { diskGiB: _, ...settings } = change
          const kept = guestChangeSchema.safeParse(witness.kept('before')).data
          const before = kept ?? heldOf(settings, await needGuest(reach, { vmid, name: wish.name }, signal))
          await witness.keep('before', JSON.parse(JSON.stringify(before)))
          const title = `The settings of ${wish.name} as they were`
          await job.registerUndo({ kind: 'settings', title, data: { vmid, before, after: settings } })
        }
        if (vmid === undefined) {
          await witness.keep('marker', job.id)
          await job.registerUndo({ kind: 'key', title: `The key for ${wish.name}`, data: { marker: job.id } })
        }
        // A copy keeps the login of its source; what is made from an image lets our own key in, so that it can become a device.
        const login =
          vmid === undefined && wish.clone === undefined ? { user: 'root', keys: [await guestKeys.publicKey(cluster, job.id)] } : undefined
        const claim = (number: number) =>
          job.registerUndo({ kind: 'guest', title: `The guest ${wish.name}, number ${number}`, data: { vmid: number, marker: job.id } })
        const known = await services.known(services.clusters.resolve(cluster), signal)
        const how = {
          marker: job.id,
          claim,
          known,
          approved: true,
          ...(login && { login }),
          ...(seenDigest !== undefined && { seenDigest }),
        }
        return reconcileGuest(reach, wish, how, witness, signal)
      })
      job.state('running')
      return seen ? { vmid: seen.vmid, name: seen.name, node: seen.node, state: seen.state } : { name: wish.name, state: 'absent' }
    },
    undo: {
      settings: (data, undo, { wish }) => putSettingsBack(data, undo, { vmid: Number(data.vmid), name: wish.name }),
      guest: ({ vmid, marker }, { reach, witness, signal }) => removeMade(reach, Number(vmid), bears(String(marker)), witness, signal),
      key: async ({ marker }, _undo, { cluster }) => {
        await guestKeys.remove(cluster, String(marker))
        return true
      },
    },
    afterUndo: async ({ wish, vmid }, { reach, signal, kept }) => {
      const number = vmid ?? kept('vmid')
      const seen = typeof number === 'number' ? await readGuest(reach, number, signal) : undefined
      if (vmid === undefined && seen && bears(String(kept('marker')))(seen))
        return { sentence: `Still in ${reach.cluster}: ${seen.name}, number ${seen.vmid}.`, clean: false, left: [`the guest ${seen.name}`] }
      if (vmid === undefined) return { sentence: `Checked afterwards: nothing of ${wish.name} is in ${reach.cluster}.`, clean: true }
      return {
        sentence: seen ? `Checked afterwards: ${seen.name} is on ${seen.node}.` : `${wish.name} is not there any more.`,
        clean: true,
      }
    },
    touched: ({ vmid }, result) => (typeof result?.vmid === 'number' ? result.vmid : vmid),
  })
}
