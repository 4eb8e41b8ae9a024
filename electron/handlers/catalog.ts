import type { PlacementDevice } from '../../shared/model/placement.ts'
import type { Recipe, RecipeSummary } from '../../shared/model/recipe.ts'
import type { Services } from '../services/services.ts'
import { calls } from './call.ts'

const { catalog, placement } = calls

/** Calls about recipes. */
export const catalogHandlers = catalog.router({
  list: catalog.list.handler(async ({ context: { lab } }) => {
    const [devices, apps] = await Promise.all([lab.services.placement.devices(), lab.services.apps.list()])
    return lab.services.catalog.list().map(recipe => summaryOf(lab.services, recipe, devices, apps))
  }),
  get: catalog.get.handler(({ context: { lab }, input }) => lab.services.catalog.get(input.slug)),
})

/** Calls about where apps go. */
export const placementHandlers = placement.router({
  place: placement.place.handler(({ context: { lab }, input }) =>
    lab.services.placement.decide(
      lab.services.placement.ask(lab.services.catalog.get(input.recipe), { profile: input.profile, excluded: input.excluded }),
    ),
  ),
  get: placement.get.handler(({ context: { lab }, input }) => lab.services.placement.get(input.decision)),
})

function summaryOf(
  services: Services,
  recipe: Recipe,
  devices: readonly PlacementDevice[],
  apps: Awaited<ReturnType<Services['apps']['list']>>,
): RecipeSummary {
  const { slug, name, version, category, summary, memoryMiB, storageGiB } = recipe.manifest
  const { ranked, rejected } = services.placement.try(services.placement.ask(recipe), devices)
  const [first] = rejected
  return {
    slug,
    name,
    version,
    category,
    summary,
    memoryMiB,
    storageGiB,
    source: recipe.source,
    ...(recipe.icon !== undefined && { icon: recipe.icon }),
    fits: {
      devices: ranked.map(candidate => candidate.device),
      of: devices.length,
      ...(first !== undefined && { obstacle: `${first.device} ${first.reasons[0]?.reason ?? 'does not fit'}` }),
    },
    apps: apps.filter(app => app.recipe === slug).map(app => ({ name: app.name, device: app.device })),
  }
}
