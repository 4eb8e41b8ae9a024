import { manifestSchema } from '../../../shared/model/recipe.ts'
import { type Command, positional } from '../command.ts'
import { table } from '../table.ts'

/** Commands about recipes. */
export const commands: readonly Command[] = [
  {
    name: 'catalog list',
    takes: [],
    options: {},
    summary: 'All recipes with where they fit',
    async run(invocation) {
      const recipes = await (await invocation.client()).catalog.list()
      invocation.answer(recipes, () =>
        table(
          ['RECIPE', 'VERSION', 'MEMORY', 'FITS', 'WHAT'],
          recipes.map(recipe => [
            recipe.slug,
            recipe.version,
            `${recipe.memoryMiB.typical}\u00a0MiB`,
            `${recipe.fits.devices.length} of ${recipe.fits.of}`,
            recipe.summary,
          ]),
        ),
      )
      return 0
    },
  },
  {
    name: 'catalog show',
    takes: ['SLUG'],
    options: {},
    summary: 'One recipe, with what each field of it means',
    async run(invocation) {
      const recipe = await (await invocation.client()).catalog.get({ slug: positional(invocation, 0) })
      invocation.answer(recipe, () => {
        const fields = Object.entries(recipe.manifest).map(([field, value]) => {
          const meaning = Object.entries(manifestSchema.shape).find(([known]) => known === field)?.[1].description
          return `${field}: ${typeof value === 'object' ? JSON.stringify(value) : String(value)}${meaning === undefined ? '' : `\n    (${meaning})`}`
        })
        return `${fields.join('\n')}\n\ncompose.yaml\n${recipe.compose}`
      })
      return 0
    },
  },
]
