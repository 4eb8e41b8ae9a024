import { useQuery } from '@tanstack/react-query'
import type { AppView } from '../../../shared/model/app.ts'
import { api } from '../../lib/query.ts'
import { TextLink } from '../../ui/text-link.tsx'
import { firstStepParts } from './first-step-words.ts'
import { SecretValue } from './secret-value.tsx'

/** What to do with an app once it runs, as its recipe tells, with its address and its passwords filled in. */
export function FirstSteps({ app }: { readonly app: AppView }) {
  const recipe = useQuery(api.catalog.get.queryOptions({ input: { slug: app.recipe } })).data
  if (recipe === undefined || recipe.manifest.firstSteps.length === 0) return null
  return (
    <ol aria-label="First steps" className="mt-1 flex list-decimal flex-col gap-1 pl-5">
      {recipe.manifest.firstSteps.map(step => (
        <li key={step}>
          {firstStepParts(step, app).map((part, index) => {
            const key = `${part.kind} ${String(index)}`
            if (part.kind === 'link')
              return (
                <TextLink key={key} href={part.url} className="underline">
                  {part.url}
                </TextLink>
              )
            if (part.kind === 'secret') return <SecretValue key={key} app={app.name} name={part.key} label={labelOf(part.key)} />
            return <span key={key}>{part.text}</span>
          })}
        </li>
      ))}
    </ol>
  )
  function labelOf(key: string): string {
    return recipe?.manifest.settings.find(setting => setting.key === key)?.label ?? key
  }
}
