import type { Manifest } from '../../../shared/model/recipe.ts'

/** The id of the port that a declaration means by an app's port: that of its page, else its first; undefined where it has none. */
export function webPortId({ web, ports }: Manifest): string | undefined {
  return web?.port ?? ports[0]?.id
}
