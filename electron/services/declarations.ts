import type { LabInventory } from '../../shared/model/declaration.ts'
import type { Reading } from '../core/interpret/interpret.ts'
import type { Apps } from './apps.ts'
import type { Catalog } from './catalog.ts'
import type { Inventory } from './inventory.ts'

/** What people declare in plain words. */
export interface Declarations {
  /** Reads a text against a lab: the given one, or the own as it is known now. Keeps and changes nothing. */
  interpret(text: string, inventory?: LabInventory): Promise<Reading>
}

export interface DeclarationDependencies {
  readonly inventory: Pick<Inventory, 'list'>
  readonly apps: Pick<Apps, 'list'>
  readonly catalog: Pick<Catalog, 'list'>
}

/** Declarations over the lab as its services know it. */
export function createDeclarations({ inventory, apps, catalog }: DeclarationDependencies): Declarations {
  async function ownLab(): Promise<LabInventory> {
    return {
      nodes: [],
      storages: [],
      bridges: [],
      templates: [],
      isos: [],
      guests: [],
      destinations: [],
      devices: inventory.list().map(({ name }) => ({ name, kind: 'docker' })),
      apps: (await apps.list()).map(({ name, recipe, device, state }) => ({
        app: recipe,
        ...(name !== recipe && { name }),
        device,
        state,
      })),
      catalog: catalog.list().map(recipe => recipe.manifest.slug),
    }
  }
  return {
    async interpret(text, given) {
      const { interpret } = await import('../core/interpret/interpret.ts')
      return interpret(text, given ?? (await ownLab()))
    },
  }
}
