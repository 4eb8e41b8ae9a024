import { useMutation } from '@tanstack/react-query'
import { ArrowUp } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { problemFrom } from '../../lib/errors.ts'
import { api } from '../../lib/query.ts'
import { IconButton } from '../../ui/button.tsx'
import { Input } from '../../ui/input.tsx'

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
  const say = useMutation(
    api.declarations.reword.mutationOptions({
      onSuccess: answer => {
        if (!answer.changed) return
        onText(answer.text)
        setMessage('')
      },
    }),
  )
  const send = (event: FormEvent) => {
    event.preventDefault()
    if (message.trim() !== '' && !say.isPending) say.mutate({ name, text, say: { kind: 'message', message: message.trim() } })
  }
  const reply = say.error === null ? say.data?.reply : problemFrom(say.error).title
  return (
    <form onSubmit={send} className="border-t p-3">
      {reply === undefined ? null : (
        <p role="status" className="mx-1 mb-2">
          {reply}
        </p>
      )}
      <Input
        aria-label="Ask or change in plain words"
        placeholder="and give ci-1 two more cores"
        value={message}
        autoComplete="off"
        maxLength={4000}
        onChange={event => setMessage(event.target.value)}
        className="h-10 rounded-md pr-1.5 pl-3"
        trailing={
          <IconButton type="submit" label="Send" variant="primary" size="sm" disabled={message.trim() === '' || say.isPending}>
            <ArrowUp aria-hidden="true" className="size-3.5" />
          </IconButton>
        }
      />
      <p className="mx-1 mt-2 text-muted-foreground text-xs">Ask or change in plain words. Nothing leaves this computer.</p>
    </form>
  )
}
