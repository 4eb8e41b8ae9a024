import { useQuery } from '@tanstack/react-query'
import { whereItGoes } from '../../lib/model-words.ts'
import { api } from '../../lib/query.ts'
import { Button } from '../../ui/button.tsx'
import { SecondReadingPanel } from './second-reading.tsx'
import { useSecondReading } from './use-second-reading.ts'

/** Has a language model read the text too, where one is set and somebody wants it. */
export function ModelReading({
  name,
  text,
  onText,
}: {
  readonly name: string
  readonly text: string
  readonly onText: (text: string) => void
}) {
  const model = useQuery(api.languageModel.get.queryOptions()).data ?? undefined
  const { reading, ask, leave } = useSecondReading()
  if (model === undefined || text.trim() === '') return null
  return (
    <div className="px-4 pb-3">
      {reading.phase === 'idle' ? (
        <div className="flex items-center gap-3">
          <Button size="sm" onClick={() => ask({ name, text })}>
            Have {model.model} read it too
          </Button>
          <span className="min-w-0 text-muted-foreground text-xs">{whereItGoes(model)}</span>
        </div>
      ) : (
        <SecondReadingPanel
          reading={reading}
          model={model.model}
          text={text}
          onAsk={ask}
          onLeave={leave}
          onSay={next => {
            onText(next)
            // What else it understands otherwise is told of the text as it is then; that is known already.
            ask({ name, text: next })
          }}
        />
      )}
    </div>
  )
}
