import type { AppView } from '../../../shared/model/app.ts'
import type { RecipeSummary } from '../../../shared/model/recipe.ts'
import { appStates } from '../../lib/app-states.ts'
import type { Tone } from '../../ui/status-dot.tsx'

/** Where the catalog shows recipes, in its order. */
export const categories: readonly { readonly value: RecipeSummary['category']; readonly label: string }[] = [
  { value: 'files-photos', label: 'Files and photos' },
  { value: 'media', label: 'Media' },
  { value: 'home', label: 'Home' },
  { value: 'documents', label: 'Documents' },
  { value: 'security', label: 'Security' },
  { value: 'network', label: 'Network' },
  { value: 'development', label: 'Development' },
]

/** The name of a category. */
export function categoryLabel(category: RecipeSummary['category']): string {
  return categories.find(each => each.value === category)?.label ?? category
}

/** Whether an app holds every word of a search in its title, name, device or state. */
export function appMatches(app: AppView, search: string): boolean {
  const text = `${app.title} ${app.name} ${app.device} ${appStates[app.state].word}`.toLowerCase()
  return words(search).every(word => text.includes(word))
}

/** Whether a recipe holds every word of a search in its name, category or summary. */
export function recipeMatches(recipe: RecipeSummary, search: string): boolean {
  const text = `${recipe.name} ${recipe.slug} ${categoryLabel(recipe.category)} ${recipe.summary}`.toLowerCase()
  return words(search).every(word => text.includes(word))
}

/** One sentence about all apps: what troubles stands first. */
export function appsSentence(apps: readonly AppView[]): { readonly tone: Tone; readonly sentence: string } {
  const troubled = apps.filter(app => app.state === 'unhealthy' || app.state === 'missing')
  const [first] = troubled
  if (first === undefined) {
    const stopped = apps.filter(app => app.state === 'stopped').length
    if (stopped === 0) return { tone: 'ok', sentence: 'Every app is well.' }
    return {
      tone: 'ok',
      sentence: stopped === 1 ? 'One app is stopped, the rest is well.' : `${stopped} apps are stopped, the rest is well.`,
    }
  }
  if (troubled.length === 1) return { tone: 'warn', sentence: `${first.title} needs a look.` }
  return { tone: 'warn', sentence: `${troubled.length} apps need a look.` }
}

function words(search: string): readonly string[] {
  return search.toLowerCase().split(/\s+/).filter(Boolean)
}
