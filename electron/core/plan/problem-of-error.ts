import { AppError, problemOf } from '../../../shared/errors/app-error.ts'
import type { Fix } from '../../../shared/errors/problem.ts'
import type { Origin, PlanProblem } from '../../../shared/model/plan.ts'
import { problemAbout } from './planned-changes.ts'

/** An error of a decision as a problem of the plan, in the catalogue's words. Anything else than an AppError is thrown on. */
export function problemOfError(error: unknown, about: string, origin: Origin): PlanProblem {
  if (!(error instanceof AppError)) throw error
  const { title, because, fixes } = problemOf(error.toWire())
  const instead = fixes.map(adviceOf).find(advice => advice !== undefined) ?? 'Change the text and plan again.'
  // A reason that begins small begins with a name, or is the rest of the sentence.
  const why = because === undefined ? '.' : `${/^\p{Ll}/u.test(because) ? ': ' : '. '}${because}`
  return problemAbout(about, `${title}${why}`, instead, origin)
}

function adviceOf(fix: Fix): string | undefined {
  if (fix.kind === 'advice') return fix.text
  return fix.kind === 'open' || fix.kind === 'do' ? `${fix.label}.` : undefined
}
