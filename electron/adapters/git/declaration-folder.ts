import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { DeclarationFolder } from '../../ports/declaration-store.ts'

/** The folder `declarations` in a data folder; the library for Git is read when it is first opened. */
export function createDeclarationFolder(dataFolder: string): DeclarationFolder {
  const folder = join(dataFolder, 'declarations')
  return {
    begun: () =>
      stat(folder).then(
        found => found.isDirectory(),
        () => false,
      ),
    open: async () => (await import('./declaration-store.ts')).createDeclarationStore({ folder }),
  }
}
