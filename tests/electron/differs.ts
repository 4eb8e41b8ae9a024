import type { Drift } from '../../shared/model/plan.ts'

/** A field of one guest that is not as declared. */
export function differs(field: string, more: Partial<Drift> = {}): Drift {
  return {
    id: `guest:web-01/${field}`,
    declaration: 'home',
    about: 'guest:web-01',
    field,
    declared: '3',
    found: '2',
    sentence: `web-01 has 2 ${field} instead of 3.`,
    risk: 'safe',
    downtime: 'No downtime',
    since: 5,
    ...more,
  }
}
