import { useQuery } from '@tanstack/react-query'
import { Check, Search, TriangleAlert } from 'lucide-react'
import { useDeferredValue, useMemo, useState } from 'react'
import { Link } from 'react-router'
import type { RecipeSummary } from '../../../shared/model/recipe.ts'
import { problemFrom } from '../../lib/errors.ts'
import { formatBytes, formatNumberOf } from '../../lib/format.ts'
import { usePage } from '../../lib/page.ts'
import { api } from '../../lib/query.ts'
import { ListBones } from '../../ui/bones.tsx'
import { Button } from '../../ui/button.tsx'
import { Chip } from '../../ui/chip.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { Input } from '../../ui/input.tsx'
import { StatusDot } from '../../ui/status-dot.tsx'
import { AppIcon } from './app-icon.tsx'
import { categories, categoryLabel, recipeMatches } from './app-words.ts'
import { AppsTabs } from './apps-tabs.tsx'

const mebibyte = 1024 ** 2

/** All recipes by category, each with what it needs and where it fits. */
export function CatalogScreen() {
  usePage('Apps')
  const recipes = useQuery(api.catalog.list.queryOptions())
  const [search, setSearch] = useState('')
  const [category, setCategory] = useState<RecipeSummary['category'] | 'all'>('all')
  const wanted = useDeferredValue(search)
  const shown = useMemo(
    () => (recipes.data ?? []).filter(recipe => (category === 'all' || recipe.category === category) && recipeMatches(recipe, wanted)),
    [recipes.data, category, wanted],
  )
  const all = recipes.data ?? []
  return (
    <>
      <AppsTabs />
      <div className="mt-3.5 mb-3 flex flex-none flex-wrap items-center gap-x-3.5 gap-y-2">
        <Input
          icon={<Search />}
          placeholder={recipes.data === undefined ? 'Search' : `Search ${formatNumberOf(all.length, 'app')}`}
          aria-label="Search the catalog"
          value={search}
          onChange={event => setSearch(event.target.value)}
          className="w-[228px]"
        />
        <fieldset className="flex flex-wrap items-center gap-1">
          <legend className="sr-only">Category</legend>
          <Chip flat={category !== 'all'} selected={category === 'all'} onClick={() => setCategory('all')}>
            Everything
          </Chip>
          {categories
            .filter(each => all.some(recipe => recipe.category === each.value))
            .map(each => (
              <Chip
                key={each.value}
                flat={category !== each.value}
                selected={category === each.value}
                onClick={() => setCategory(each.value)}
              >
                {each.label}
              </Chip>
            ))}
        </fieldset>
      </div>
      {recipes.error === null ? null : <ErrorPanel problem={problemFrom(recipes.error)} onFix={() => void recipes.refetch()} />}
      {recipes.isPending ? <ListBones label="Opening the catalog" /> : null}
      {recipes.data !== undefined && shown.length === 0 ? (
        <p role="status" className="py-6 text-muted-foreground">
          {all.length === 0 ? 'The catalog is empty.' : 'No app in the catalog answers to that.'}
        </p>
      ) : null}
      <ul aria-label="Catalog" className="grid grid-cols-2 gap-3 wide:grid-cols-3">
        {shown.map(recipe => (
          <RecipeCard key={recipe.slug} recipe={recipe} />
        ))}
      </ul>
    </>
  )
}

function RecipeCard({ recipe }: { readonly recipe: RecipeSummary }) {
  const [deployed] = recipe.apps
  const address = `/apps/deploy/${recipe.slug}`
  return (
    <li className="relative flex min-h-[132px] min-w-0 flex-col rounded-lg border bg-card px-3.5 pt-3.5 pb-3 shadow-card hover:border-border-strong">
      <div className="flex items-start gap-3">
        <AppIcon icon={recipe.icon} />
        <div className="min-w-0 flex-1">
          <h2 className="truncate font-semibold">
            <Link to={address} className="outline-offset-2 after:absolute after:inset-0">
              {recipe.name}
            </Link>
          </h2>
          <p className="truncate text-muted-foreground text-xs">{categoryLabel(recipe.category)}</p>
        </div>
        <span className="relative z-1">
          {deployed === undefined ? (
            <Button asChild size="sm" variant={recipe.fits.devices.length > 0 ? 'default' : 'ghost'}>
              <Link to={address} aria-label={`${recipe.fits.devices.length > 0 ? 'Deploy' : 'Details of'} ${recipe.name}`}>
                {recipe.fits.devices.length > 0 ? 'Deploy' : 'Details'}
              </Link>
            </Button>
          ) : (
            <Button asChild size="sm" variant="ghost">
              <Link to={`/apps/${deployed.name}`} aria-label={`Open ${recipe.name}`}>
                Open
              </Link>
            </Button>
          )}
        </span>
      </div>
      <p className="mt-2 line-clamp-2 text-muted-foreground">{recipe.summary}</p>
      <p className="mt-auto flex items-center justify-between gap-3 pt-1.5 text-xs tabular-nums">
        <span className="flex-none text-muted-foreground">
          {formatBytes(recipe.memoryMiB.typical * mebibyte)} memory, {formatBytes(recipe.storageGiB.typical * 1024 * mebibyte)} storage
        </span>
        <Fit recipe={recipe} />
      </p>
    </li>
  )
}

function Fit({ recipe }: { readonly recipe: RecipeSummary }) {
  const [deployed] = recipe.apps
  const { devices, of, obstacle } = recipe.fits
  if (deployed !== undefined)
    return (
      <span className="flex min-w-0 items-center gap-1.5 text-muted-foreground">
        <StatusDot tone="ok" small />
        <span className="truncate">{recipe.apps.length === 1 ? `On ${deployed.device}` : `On ${recipe.apps.length} devices`}</span>
      </span>
    )
  if (devices.length > 0)
    return (
      <span className="flex flex-none items-center gap-1.5 text-ok">
        <Check aria-hidden="true" className="size-3.5" />
        Fits {devices.length} of {of}
      </span>
    )
  return (
    <span className="flex min-w-0 items-center gap-1.5 text-warn" title={obstacle}>
      <TriangleAlert aria-hidden="true" className="size-3.5 flex-none" />
      <span className="truncate">{of === 0 ? 'No device yet' : (obstacle ?? 'Fits nowhere now')}</span>
    </span>
  )
}
