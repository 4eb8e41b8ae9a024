import type { LabInventory } from '../../../shared/model/declaration.ts'
import type { Clause } from './clause.ts'

/** All that may follow the name: any other word makes it a remark, "3 cores free" or "3 cores too many". */
const sizesOnly =
  /^ has (?:(?:an?|and|of|one|two|three|four|five|six|seven|eight|ten|twelve|sixteen|\d+(?:\.\d+)?(?:[gmt]i?b)?|[gmt]i?b|gigs?|cores?|v?cpus?|memory|ram|disk)\b\W*)+$/i

/**
 * Whether a sentence that says no more than "web-01 has 3 cores and 6 GB of memory" declares it: where the guest has other
 * sizes it is no fact, and a declaration says how things are to be. What is so already, or says anything else, is a remark.
 */
export function declaresSize({ guests }: LabInventory, clause: Clause): boolean {
  if (!clause.states || clause.wants || clause.modal || clause.negated || clause.condition !== undefined || clause.verb !== undefined)
    return false
  const [mention, ...others] = clause.subjects
  const [thing, ...more] = mention?.things ?? []
  if (mention?.how !== 'exact' || thing?.type !== 'guest' || others.length + more.length > 0) return false
  const guest = guests.find(each => each.name === thing.name)
  if (!guest || !clause.text.toLowerCase().startsWith(thing.name.toLowerCase()) || !sizesOnly.test(clause.text.slice(thing.name.length)))
    return false
  const now = { cores: guest.cores, memory: guest.memoryMiB, disk: guest.diskGiB === undefined ? undefined : guest.diskGiB * 1024 }
  const sizes = clause.amounts.map(({ of, how, value }) => (how === 'is' && of !== 'unnamed' ? { has: now[of], value } : undefined))
  return sizes.length > 0 && sizes.every(size => size?.has !== undefined) && sizes.some(size => size?.has !== size?.value)
}
