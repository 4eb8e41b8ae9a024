import { useMutation, useQuery } from '@tanstack/react-query'
import { ArrowUp } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import type { LanguageModel } from '../../../shared/model/language-model.ts'
import { problemFrom } from '../../lib/errors.ts'
import { formatCount } from '../../lib/format.ts'
import { api } from '../../lib/query.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Input } from '../../ui/input.tsx'
import { SecondReadingPanel } from './second-reading.tsx'
import { useSecondReading } from './use-second-reading.ts'

/** The line below a document: what is said there changes the text, or is answered. What cannot be read stays in the line. */
export function ChatLine({
  name,
  text,
  onText,
}: {
  readonly name: string
  readonly text: string
  readonly onText: (text: string) => void
}) {
  const [message, setMessage] = useState('')
  const model = useQuery(api.languageModel.get.queryOptions()).data ?? undefined
  const { reading, ask, leave } = useSecondReading()
  const take = (next: string) => {
    onText(next)
    setMessage('')
    leave()
  }
  const say = useMutation(
    api.declarations.reword.mutationOptions({
      onSuccess: answer => {
        if (answer.changed) take(answer.text)
      },
    }),
  )
  const canSend = message.trim() !== '' && message.length <= mostCharacters && !say.isPending
  const canAsk = say.data?.changed === false && canSend
  const send = (event: FormEvent) => {
    event.preventDefault()
    if (!canSend) return
    leave()
    say.mutate({ name, text, say: { kind: 'message', message: message.trim() } })
  }
  const reply = say.error === null ? say.data?.reply : problemFrom(say.error).title
  return (
    <form onSubmit={send} className="border-t p-3">
      {reply === undefined ? null : (
        <p role="status" className="mx-1 mb-2">
          {reply}
        </p>
      )}
      {model === undefined || (reading.phase === 'idle' && !canAsk) ? null : (
        <div className="mb-2 max-h-72 overflow-y-auto">
          {reading.phase === 'idle' ? (
            <Button size="sm" onClick={() => ask({ name, text, message: message.trim() })}>
              Ask {model.model}
            </Button>
          ) : (
            <SecondReadingPanel
              reading={reading}
              model={model.model}
              text={text}
              onAsk={ask}
              onLeave={leave}
              onSay={next => {
                take(next)
                say.reset()
              }}
            />
          )}
        </div>
      )}
      <Input
        aria-label="Ask or change in plain words"
        placeholder="and give ci-1 two more cores"
        value={message}
        autoComplete="off"
        invalid={message.length > mostCharacters}
        onChange={event => setMessage(event.target.value)}
        className="h-10 rounded-md pr-1.5 pl-3"
        trailing={
          <IconButton type="submit" label="Send" variant="primary" size="sm" disabled={!canSend}>
            <ArrowUp aria-hidden="true" className="size-3.5" />
          </IconButton>
        }
      />
      {message.length > mostCharacters ? (
        <p role="alert" className="mx-1 mt-2 text-bad text-xs">
          At most {formatCount(mostCharacters)} characters are read here, and these are {formatCount(message.length)}. Longer texts go
          above.
        </p>
      ) : (
        <p className="mx-1 mt-2 text-muted-foreground text-xs">Ask or change in plain words. {whatLeaves(model)}</p>
      )}
    </form>
  )
}

const mostCharacters = 4000

function whatLeaves(model: LanguageModel | undefined): string {
  if (model === undefined) return 'Nothing leaves this computer.'
  return model.leavesHome ? `Only what you ask ${model.model} leaves this computer.` : 'Nothing leaves your home.'
}
