import { listed } from '../guest/takes-effect.ts'
import type { Partner, Rules } from './rules.ts'

/** Where things come to be, one after the other, as rules allow it. */
export interface Placing {
  /** The first partner, of those that count, whose rule forbids a thing a place as things stand. */
  forbids(key: string, place: string, counts?: (partner: Partner) => boolean): Partner | undefined
  /** From now on the thing counts as there. */
  put(key: string, place: string): void
  placeOf(key: string): string | undefined
  /** "Kept apart from worker-1." for a thing whose place was chosen so. */
  sentenceFor(key: string): string
}

/** Begins with what no step moves. */
export function createPlacing({ partners, fixed }: Pick<Rules, 'partners' | 'fixed'>): Placing {
  const places = new Map(fixed)
  return {
    forbids: (key, place, counts = () => true) =>
      partners.get(key)?.find(partner => {
        const there = places.get(partner.key)
        return there !== undefined && (there === place) === (partner.rule === 'apart') && counts(partner)
      }),
    put(key, place) {
      places.set(key, place)
    },
    placeOf: key => places.get(key),
    sentenceFor(key) {
      const settled = (partners.get(key) ?? []).filter(partner => places.has(partner.key))
      const names = (rule: Partner['rule']) => [...new Set(settled.filter(partner => partner.rule === rule).map(partner => partner.name))]
      const [apart, together] = [names('apart'), names('together')]
      return [
        ...(apart.length === 0 ? [] : [`Kept apart from ${listed(apart)}.`]),
        ...(together.length === 0 ? [] : [`Kept together with ${listed(together)}.`]),
      ].join(' ')
    },
  }
}
