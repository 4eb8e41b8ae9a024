import type { AppView } from '../../../shared/model/app.ts'
import type { AppEntry } from '../../../shared/model/declaration.ts'
import type { Origin } from '../../../shared/model/plan.ts'
import { keyOfApp } from '../declare/entry-key.ts'
import { groupBy, mergeEntries, saidOf } from './merge-entries.ts'
import type { ObservedRecipe, ObservedWorld } from './observed-world.ts'
import { type DesiredEntry, type Outcome, problemAbout } from './planned-changes.ts'
import { power } from './seen.ts'

/** An app that is to be, or to be gone. */
export interface AppThing {
  readonly key: string
  /** Its name, which is the recipe's unless it has one of its own. */
  readonly name: string
  readonly entry: AppEntry
  readonly origin: Origin
  /** Absent where there is none of that name. */
  readonly app?: AppView | undefined
  /** Absent where the catalog does not have it any more. */
  readonly recipe?: ObservedRecipe | undefined
}

/** The apps that are declared, each once, and what is settled about those that cannot be planned. */
export function declaredApps(
  desired: readonly DesiredEntry[],
  world: ObservedWorld,
): { readonly things: readonly AppThing[]; readonly settled: readonly Outcome[] } {
  const byRecipe = Map.groupBy(world.apps, app => app.recipe)
  const byAppName = new Map(world.apps.map(app => [app.name, app]))
  const recipes = new Map(world.recipes.map(recipe => [recipe.manifest.slug, recipe]))
  const dark = new Map(world.devices.flatMap(({ device, unreadable }) => (unreadable === undefined ? [] : [[device.name, unreadable]])))
  const busy = new Set(world.busy)

  const nameOf = ({ app, name }: AppEntry): string => {
    if (name !== undefined) return name.toLowerCase()
    const made = byRecipe.get(app) ?? []
    return made.length === 1 && made[0] ? made[0].name : app
  }

  const things: AppThing[] = []
  const settled: Outcome[] = []
  for (const [name, said] of groupBy(saidOf(desired, 'app'), nameOf)) {
    const [first, ...rest] = said
    if (!first) continue
    const { entry, origin, clash } = mergeEntries([first, ...rest], name)
    const app = byAppName.get(name)
    const recipe = recipes.get(entry.app)
    const made = byRecipe.get(entry.app) ?? []
    const refuse = (problem: string, instead: string) =>
      settled.push({ kind: 'problem', problem: problemAbout(name, problem, instead, origin) })
    const key = keyOfApp({ app: entry.app, name })
    if (clash) settled.push({ kind: 'problem', problem: clash })
    else if (entry.name === undefined && !app && made.length > 1)
      refuse(
        `${made.length} apps are made from ${entry.app}: ${made
          .map(each => each.name)
          .sort()
          .join(', ')}.`,
        'Name the one that is meant.',
      )
    else if (app && app.recipe !== entry.app)
      refuse(`The app called ${name} is made from ${app.recipe}, and not from ${entry.app}.`, 'Choose another name for the new one.')
    else if (app) {
      const unknown =
        busyWith(app, key, busy) ?? dark.get(app.device) ?? (power(app) ? undefined : `${app.device} does not tell how it is.`)
      if (unknown === undefined) things.push({ key, name, entry: named(entry, name), origin, app, recipe })
      else settled.push({ kind: 'unknown', about: name, because: unknown })
    } else if (entry.state === 'absent') settled.push({ kind: 'as-declared' })
    else if (!recipe) refuse(`The catalog has no ${entry.app}.`, `It has ${[...recipes.keys()].sort().join(', ') || 'nothing'}.`)
    else things.push({ key, name, entry: named(entry, name), origin, recipe })
  }
  return { things, settled }
}

/** The entry, with the name where it is not the recipe's. */
function named({ name: _, ...entry }: AppEntry, name: string): AppEntry {
  return name === entry.app ? entry : { ...entry, name }
}

function busyWith(app: AppView, key: string, busy: ReadonlySet<string>): string | undefined {
  const works = app.job !== undefined || app.stage !== 'deployed' || busy.has(key)
  return works ? 'A job works on it now.' : undefined
}
