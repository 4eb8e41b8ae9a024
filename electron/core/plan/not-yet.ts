import type { PlanProblem } from '../../../shared/model/plan.ts'
import { saidOf } from './merge-entries.ts'
import { type DesiredEntry, problemAbout } from './planned-changes.ts'

/** Wishes of kinds that MycoPod cannot bring about yet, in words. */
export function notYetOf(desired: readonly DesiredEntry[]): readonly PlanProblem[] {
  const backups = saidOf(desired, 'backup').map(({ entry, origin }) => {
    const what = entry.of.replace(/^(?:app|guest):/, '')
    const wish = entry.state === 'absent' ? `Backups of ${what} cannot be ended` : `${what} cannot be backed up by itself`
    return problemAbout(entry.of, `${wish} yet.`, 'Until then, back up from the page of each guest.', origin)
  })
  const names = saidOf(desired, 'dns').map(({ entry, origin }) =>
    problemAbout(entry.name, `The name ${entry.name} cannot be managed yet.`, 'Until then, set it in your router or name server.', origin),
  )
  return [...backups, ...names]
}
