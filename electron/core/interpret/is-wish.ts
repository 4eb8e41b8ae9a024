import type { Clause } from './clause.ts'

/** Whether a clause gives anything an entry could hold. */
export function saysSomething(clause: Clause): boolean {
  return (
    clause.amounts.length > 0 ||
    clause.locations.some(({ preposition }) => clause.verb !== 'move' || preposition !== 'from') ||
    clause.vlan !== undefined ||
    clause.port !== undefined ||
    clause.dhcp ||
    clause.addresses.length > 0 ||
    clause.onBoot !== undefined ||
    clause.hosts.length > 0 ||
    Object.keys(clause.settings).length > 0 ||
    clause.tags.length > 0 ||
    clause.state !== undefined ||
    clause.verb === 'stop' ||
    clause.verb === 'start' ||
    clause.verb === 'remove' ||
    (clause.verb === 'switch' && clause.particle !== undefined) ||
    (clause.same && clause.sameNoun !== undefined) ||
    ((clause.verb === 'grow' || clause.verb === 'shrink' || clause.verb === 'resize' || clause.verb === 'set') && clause.nouns.length > 0)
  )
}

/** Whether a clause states a wish at all: not a remark, a question, a memory or a dream. */
export function isWish(clause: Clause, asked: boolean): boolean {
  if (clause.someday || clause.reports) return false
  if (asked && !clause.polite) return false
  if (
    clause.told &&
    !clause.modal &&
    !clause.wants &&
    clause.verb === undefined &&
    !clause.alias &&
    !(clause.hosts.length > 0 && clause.addresses.length > 0)
  ) {
    return false
  }
  if (
    clause.told &&
    !clause.modal &&
    !clause.wants &&
    !clause.polite &&
    clause.verb !== undefined &&
    !clause.alias &&
    clause.verb !== 'point' &&
    clause.verb !== 'remove' &&
    !(clause.opens === 'verb' && clause.condition !== undefined && clause.subjects.length > 0)
  )
    return false
  if (clause.wants || clause.modal || clause.polite) return true
  // "Its page in the wiki says …", "it burns power": words nothing can be made of, without a wish.
  if (
    clause.verb === undefined &&
    clause.leftovers.length > 0 &&
    clause.rule === undefined &&
    clause.opens !== 'keep' &&
    clause.opens !== 'every' &&
    !clause.commands &&
    !clause.orders &&
    !(
      clause.opens === 'name' &&
      (clause.labels.length + clause.newNames.length + clause.amounts.length > 0 || clause.type !== undefined)
    ) &&
    clause.opens !== 'type' &&
    clause.opens !== 'os' &&
    clause.opens !== 'count' &&
    clause.opens !== 'number'
  )
    return false
  if (
    (clause.verb === 'keep' || clause.verb === 'leave') &&
    clause.rule === undefined &&
    clause.keep === undefined &&
    clause.state === undefined &&
    (/^(?:live|sit|leave)/.test(clause.word) || !saysSomething(clause) || clause.subjects.length + clause.groups.length === 0)
  )
    return false
  const named =
    clause.subjects.length > 0 ||
    clause.newNames.length > 0 ||
    clause.unknownSubjects.length > 0 ||
    clause.groups.length > 0 ||
    clause.pronoun !== undefined ||
    clause.hosts.length > 0
  if (clause.verb !== undefined)
    return (
      named ||
      saysSomething(clause) ||
      clause.rule !== undefined ||
      (clause.opens === 'verb' && clause.verb !== 'keep' && clause.verb !== 'leave')
    )
  if (clause.asks && !clause.told) return false
  return (
    named ||
    clause.type !== undefined ||
    clause.os !== undefined ||
    clause.amounts.length > 0 ||
    clause.onBoot !== undefined ||
    clause.rule !== undefined ||
    clause.every !== undefined ||
    clause.keep !== undefined ||
    clause.tags.length > 0 ||
    clause.vlan !== undefined ||
    clause.dhcp ||
    clause.locations.length > 0 ||
    clause.orders
  )
}
