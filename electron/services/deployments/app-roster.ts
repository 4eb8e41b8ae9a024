import { AppError } from '../../../shared/errors/app-error.ts'
import type { App } from '../../../shared/model/app.ts'
import type { Store } from '../../ports/store.ts'

/** The app of that name or id. Errors: NotFound with the names that are known. */
export async function resolveApp(store: Store, nameOrId: string): Promise<App> {
  const apps = await store.apps.list()
  const wanted = nameOrId.trim().toLowerCase()
  const found = apps.find(app => app.name === wanted) ?? apps.find(app => app.id === wanted)
  if (!found) throw new AppError('NotFound', { what: 'app', name: nameOrId, known: apps.map(app => app.name) })
  return found
}
