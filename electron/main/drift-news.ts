import type { Drift } from '../../shared/model/plan.ts'
import type { Settings } from '../../shared/model/settings.ts'
import type { News } from './lab-news.ts'

/** What is found of the lab now, and when it was looked at. */
export interface DriftSeen {
  readonly drift: readonly Drift[]
  readonly checkedAt?: number | undefined
}

/**
 * Makes what tells of drift: each difference once, until it goes and comes back, and once more where it could not be put back
 * by itself. Nothing of what was there at the first look, nor of what is ignored or about to be put back.
 */
export function createDriftNews(): (seen: DriftSeen, wanted: Settings['notifications']) => readonly News[] {
  const told = new Set<string>()
  const ignored = new Set<string>()
  let begunAt: number | undefined

  function isNews(key: string, since: number): boolean {
    const isNew = !told.has(key) && (since >= (begunAt ?? 0) || ignored.has(key))
    told.add(key)
    return isNew
  }

  return ({ drift, checkedAt }, wanted) => {
    const isFirst = begunAt === undefined
    begunAt ??= checkedAt ?? 0
    for (const each of drift) if (each.ignoredUntil !== undefined) ignored.add(keyOf(each))
    const open = drift.filter(each => each.ignoredUntil === undefined)
    const found = open.filter(each => each.automatic === undefined && isNews(keyOf(each), each.since))
    const failed = open.filter(each => each.automatic?.failed !== undefined && isNews(`${keyOf(each)} failed`, each.since))
    for (const each of drift) if (each.ignoredUntil !== undefined) told.delete(keyOf(each))
    if (isFirst || !wanted.drift) return []
    return [
      ...newsOf(found, 'is not as you declared it', 'are not as you declared them', each => each.sentence),
      ...newsOf(failed, 'could not be put back', 'could not be put back', each => each.automatic?.failed ?? each.sentence),
    ]
  }
}

function keyOf({ id, since }: Drift): string {
  return `${id} ${since}`
}

function newsOf(drift: readonly Drift[], one: string, many: string, say: (drift: Drift) => string): readonly News[] {
  const [first] = drift
  if (!first) return []
  const { size } = new Set(drift.map(each => each.about))
  const title = size === 1 ? `${first.about.slice(first.about.indexOf(':') + 1)} ${one}` : `${size}\u00a0things ${many}`
  const more = drift.length === 1 ? '' : ` And ${drift.length - 1}\u00a0more.`
  return [{ title, body: `${say(first)}${more}`, route: '/declare' }]
}
