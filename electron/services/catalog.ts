import { LineCounter, parseDocument } from 'yaml'
import { AppError } from '../../shared/errors/app-error.ts'
import type { WireError } from '../../shared/errors/wire-error.ts'
import { type Manifest, manifestSchema, type Recipe } from '../../shared/model/recipe.ts'
import { validateRecipe } from '../core/compose/validate-recipe.ts'
import type { Log } from '../ports/log.ts'
import type { RecipeSource } from '../ports/recipe-source.ts'
import type { Changes } from './changes.ts'

/** The recipes that can be deployed, and those that cannot be read with the reason. */
export interface Catalog {
  /** In order of name. */
  list(): readonly Recipe[]
  /** Errors: NotFound, or RecipeBroken with file and line for one that cannot be used. */
  get(slug: string): Recipe
  broken(): readonly { readonly slug: string; readonly error: WireError }[]
  /** Reads every source again; a broken recipe harms no other. */
  reload(): Promise<void>
}

export interface CatalogDependencies {
  readonly source: RecipeSource
  readonly log: Log
  readonly changes: Changes
}

/** A catalog that is empty until the first `reload`. */
export function createCatalog({ source, log, changes }: CatalogDependencies): Catalog {
  let recipes: ReadonlyMap<string, Recipe> = new Map()
  let broken: readonly { readonly slug: string; readonly error: WireError }[] = []
  return {
    list: () => [...recipes.values()],
    broken: () => broken,
    get(slug) {
      const recipe = recipes.get(slug)
      if (recipe !== undefined) return recipe
      const fault = broken.find(entry => entry.slug === slug)
      if (fault !== undefined && fault.error.code === 'RecipeBroken') throw new AppError('RecipeBroken', fault.error.data)
      throw new AppError('NotFound', { what: 'recipe', name: slug, known: [...recipes.keys()] })
    },
    async reload() {
      const good: Recipe[] = []
      const bad: { slug: string; error: WireError }[] = []
      for (const raw of await source.read()) {
        try {
          const manifest = parseManifest(raw.slug, raw.manifest)
          validateRecipe(manifest, raw.compose)
          good.push({ manifest, compose: raw.compose, ...(raw.icon !== undefined && { icon: raw.icon }), source: 'built-in' })
        } catch (error) {
          if (!(error instanceof AppError)) throw error
          bad.push({ slug: raw.slug, error: error.toWire() })
          log.warn('recipe left out', { slug: raw.slug, reason: error.message })
        }
      }
      good.sort((a, b) => (a.manifest.name.toLowerCase() < b.manifest.name.toLowerCase() ? -1 : 1))
      recipes = new Map(good.map(recipe => [recipe.manifest.slug, recipe]))
      broken = bad
      changes.tell('catalog')
    },
  }
}

/** Reads manifest.yaml strictly; RecipeBroken names the line and the field. */
export function parseManifest(slug: string, text: string): Manifest {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const fault = (reason: string, line?: number) =>
    new AppError('RecipeBroken', { recipe: slug, file: 'manifest.yaml', reason, ...(line !== undefined && { line }) })
  const [syntax] = document.errors
  if (syntax !== undefined) throw fault(syntax.message, lines.linePos(syntax.pos[0]).line)
  const parsed = manifestSchema.safeParse(document.toJS({ maxAliasCount: 50 }))
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const path = (issue?.path ?? []).map(part => (typeof part === 'symbol' ? String(part) : part))
    const node = document.getIn(path, true) ?? document.getIn(path.slice(0, -1), true)
    const offset = typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range) ? node.range[0] : undefined
    throw fault(
      `${path.join('.') || 'the file'}: ${issue?.message ?? 'not right'}`,
      typeof offset === 'number' ? lines.linePos(offset).line : undefined,
    )
  }
  if (parsed.data.slug !== slug) throw fault(`slug: is ${parsed.data.slug}, but the folder is ${slug}`)
  return parsed.data
}
