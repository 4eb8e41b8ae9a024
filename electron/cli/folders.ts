import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The folder that holds package.json: of the checkout, or of the installed program. */
const home = findHome(import.meta.dirname)

/** Where the built-in recipes lie. */
export const recipesFolder = join(home, 'recipes')

/** Where the built page lies. */
export const pageFolder = join(home, 'out', 'renderer')

function findHome(folder: string): string {
  const parent = dirname(folder)
  return existsSync(join(folder, 'package.json')) || parent === folder ? folder : findHome(parent)
}
