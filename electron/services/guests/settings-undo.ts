import { type GuestChange, guestChangeSchema } from '../../../shared/model/guest-wish.ts'
import { planChange } from '../../core/guest/plan-change.ts'
import { type GuestSeen, readGuest } from '../../kinds/guest-seen.ts'
import { writeSettings } from '../../kinds/guest-settings.ts'
import type { UndoData } from '../job-runner/job-definition.ts'
import type { GuestUndo } from './guest-job.ts'

const plainFields = ['name', 'cores', 'memoryMiB', 'tags', 'bootOrder', 'startOnBoot', 'description', 'protected'] as const

/** The fields of a change as a guest has them now; what it does not have cannot be written back. */
export function heldOf(change: GuestChange, { config }: GuestSeen): GuestChange {
  const { network } = change
  const card = network && config.networks.find(each => each.slot === network.slot)
  const isHeld = (field: (typeof plainFields)[number]) =>
    change[field] !== undefined && !(field === 'cores' && config.cores === 0) && !(field === 'bootOrder' && config.bootOrder.length === 0)
  return guestChangeSchema.parse({
    ...Object.fromEntries(plainFields.filter(isHeld).map(field => [field, config[field]])),
    ...(card && {
      network: {
        slot: card.slot,
        bridge: network.bridge && card.bridge,
        vlan: network.vlan === undefined ? undefined : (card.vlan ?? null),
        address: network.address && card.address,
        gateway: (network.gateway ?? network.address) && card.gateway,
      },
    }),
  })
}

/** Puts settings back as they were, but for what somebody else changed since. Says whether there was anything to put back. */
export async function putSettingsBack(
  { before, after }: UndoData,
  { reach, witness, signal }: GuestUndo,
  guest: { readonly vmid: number; readonly name: string },
): Promise<boolean> {
  const seen = await readGuest(reach, guest.vmid, signal)
  if (!seen) return false
  const back = stillOurs(guestChangeSchema.parse(before), guestChangeSchema.parse(after), seen)
  // One that became ours by the job loses our tag again, which a change of a guest of ours always keeps.
  const planBack = (now: GuestSeen) => planChange(back, { ...now, ours: false })
  if (planBack(seen).fields.length === 0) return false
  await writeSettings(reach, guest, now => planBack(now).settings, witness, signal)
  return true
}

function stillOurs(before: GuestChange, after: GuestChange, seen: GuestSeen): GuestChange {
  const isOurs = (field: keyof GuestChange) => planChange({ [field]: after[field] }, seen).fields.length === 0
  return Object.fromEntries(Object.entries(before).filter(([field]) => isOurs(field as keyof GuestChange)))
}
