import { AppError } from '../../../shared/errors/app-error.ts'
import type { GuestView } from '../../../shared/model/guest.ts'

/** The guest of that name or number, in any case of letters. Errors: NotFound; BadInput where several are so called. */
export function findNamedGuest(guests: readonly GuestView[], wanted: string): GuestView {
  const typed = wanted.trim()
  const numbered = /^\d+$/.test(typed) ? guests.filter(guest => guest.vmid === Number(typed)) : []
  const found = numbered.length > 0 ? numbered : guests.filter(guest => guest.name.toLowerCase() === typed.toLowerCase())
  const [only, ...others] = found
  if (!only) throw new AppError('NotFound', { what: 'guest', name: wanted, known: guests.map(guest => guest.name) })
  if (others.length === 0) return only
  const inOne = found.every(guest => guest.cluster === only.cluster)
  const each = found.slice(0, 5).map(guest => (inOne ? `${guest.vmid} on ${guest.node}` : `${guest.vmid} in ${guest.cluster}`))
  const way = inOne ? 'Use its number.' : 'Name the cluster as well.'
  throw new AppError('BadInput', {
    issues: [{ field: 'guest', message: `${found.length} are called ${typed}: ${each.join(', ')}. ${way}` }],
  })
}
