import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { RecipeSource } from '../../ports/recipe-source.ts'

/** Recipes from a folder of folders; those without both manifest.yaml and compose.yaml are passed over. */
export function createCatalogFiles(folder: string): RecipeSource {
  return {
    async read() {
      const entries = await readdir(folder, { withFileTypes: true })
      const slugs = entries.filter(entry => entry.isDirectory()).map(entry => entry.name)
      const recipes = await Promise.all(slugs.sort().map(slug => readRecipe(folder, slug)))
      return recipes.filter(recipe => recipe !== undefined)
    },
  }
}

async function readRecipe(folder: string, slug: string) {
  const [manifest, compose, icon] = await Promise.all(
    ['manifest.yaml', 'compose.yaml', 'icon.svg'].map(name => textOf(join(folder, slug, name))),
  )
  if (manifest === undefined || compose === undefined) return undefined
  return { slug, manifest, compose, ...(icon !== undefined && { icon }) }
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
