import { type GuestNow, isOn } from './known-cluster.ts'

/** When a change is felt: at once, or when the guest starts next. */
export type When = 'now' | 'at-restart'

/** Settings of a running virtual machine that wait; a container takes all of them at once. */
const waitsInMachines = new Set(['cores', 'memory', 'address', 'gateway', 'boot order'])

/** When a change of this field is felt. */
export function takesEffect(field: string, guest: Pick<GuestNow, 'type' | 'state'>): When {
  return isOn(guest) && guest.type === 'vm' && waitsInMachines.has(field) ? 'at-restart' : 'now'
}

/** One sentence about what a change of these fields means for who uses the guest. */
export function changeDowntime(fields: readonly { readonly field: string; readonly when: When }[], guest: Pick<GuestNow, 'state'>): string {
  if (!isOn(guest)) return 'It is switched off, so nothing is interrupted.'
  const waiting = fields.filter(({ when }) => when === 'at-restart').map(({ field }) => field)
  if (waiting.length === 0) return 'It keeps running.'
  const what = listed(waiting)
  return `It keeps running; the new ${what} ${waiting.length === 1 && waiting[0] !== 'cores' ? 'takes' : 'take'} effect at its next restart.`
}

/** One sentence about what moving a guest to another node means for who uses it. */
export function moveDowntime(guest: Pick<GuestNow, 'type' | 'state'>, withLocalDisks: boolean): string {
  const copied = withLocalDisks ? ' Its disks are copied along, which takes a while.' : ''
  if (!isOn(guest)) return `It is switched off and stays so.${copied}`
  if (guest.type === 'lxc') return `It is shut down, moved and started again.${copied}`
  return `It keeps running while it moves.${copied}`
}

/** Words in a row: "cores, memory and address". */
export function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? ''
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`
}
