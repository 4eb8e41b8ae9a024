import { History, Pencil, Undo2 } from 'lucide-react'
import { type ReactNode, useEffect, useRef } from 'react'
import type { DeclarationDetail } from '../../../shared/model/declared.ts'
import { formatAgo } from '../../lib/format.ts'
import { useNow } from '../../lib/now.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Card, CardHead } from '../../ui/card.tsx'
import { ChangedMeanwhile } from './changed-meanwhile.tsx'
import { ChatLine } from './chat-line.tsx'
import type { MarkedLine } from './document-marks.ts'
import { DocumentView } from './document-view.tsx'
import { Suggestions } from './suggestions.tsx'
import type { Draft } from './use-draft.ts'

/** What somebody wants, in plain words: to read, to write in, and to change by saying so. */
export function DocumentCard({
  name,
  detail,
  draft,
  lines,
  editing,
  onEditing,
  onHistory,
  menu,
  plain,
}: {
  readonly name: string
  readonly detail: DeclarationDetail | undefined
  readonly draft: Draft
  readonly lines: readonly MarkedLine[]
  readonly editing: boolean
  readonly onEditing: (editing: boolean) => void
  readonly onHistory: () => void
  readonly menu: ReactNode
  /** Whether the head has no room for who edited it. */
  readonly plain: boolean
}) {
  const now = useNow()
  const changed = detail?.changed
  const pencil = useRef<HTMLButtonElement>(null)
  const leave = () => {
    onEditing(false)
    pencil.current?.focus()
  }
  const empty = draft.text.trim() === ''
  const sub = plain ? undefined : draft.changed ? 'Not kept yet' : changed && `${changed.author}, ${formatAgo(changed.at, now)}`
  return (
    <Card className="flex min-h-0 flex-col">
      <CardHead title="What you want" sub={sub}>
        <span className="flex items-center gap-1">
          <IconButton ref={pencil} label="Edit" variant="ghost" size="sm" aria-pressed={editing} onClick={() => onEditing(!editing)}>
            <Pencil aria-hidden="true" className="size-3.5" />
          </IconButton>
          <IconButton label="Undo" variant="ghost" size="sm" disabled={draft.undo === undefined} onClick={draft.undo}>
            <Undo2 aria-hidden="true" className="size-3.5" />
          </IconButton>
          <IconButton label="Earlier versions" variant="ghost" size="sm" disabled={detail === undefined} onClick={onHistory}>
            <History aria-hidden="true" className="size-3.5" />
          </IconButton>
          {menu}
        </span>
      </CardHead>
      {draft.recovered ? (
        <p role="status" className="flex items-center gap-2 border-t px-4 py-2 text-xs">
          What you had written is still here.
          <Button variant="ghost" size="sm" onClick={draft.discard}>
            Leave it out
          </Button>
        </p>
      ) : null}
      {draft.theirs === undefined ? null : <ChangedMeanwhile mine={draft.text} theirs={draft.theirs} onSettle={draft.settle} />}
      <div className="flex min-h-0 flex-1 flex-col border-t">
        {editing ? (
          <Editor text={draft.text} onText={text => draft.change(text, 'typed')} onDone={leave} />
        ) : empty ? (
          <div className="min-h-0 flex-1 overflow-y-auto">
            <Suggestions onChoose={sentence => draft.change(`${sentence}\n`)} />
            <div className="px-6 pb-5">
              <Button variant="ghost" onClick={() => onEditing(true)}>
                Write it yourself
              </Button>
            </div>
          </div>
        ) : (
          <DocumentView lines={lines} />
        )}
      </div>
      <ChatLine name={name} text={draft.text} onText={text => draft.change(text)} />
    </Card>
  )
}

function Editor({ text, onText, onDone }: { readonly text: string; readonly onText: (text: string) => void; readonly onDone: () => void }) {
  const field = useRef<HTMLTextAreaElement>(null)
  useEffect(() => field.current?.focus(), [])
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <textarea
        ref={field}
        aria-label="What you want, in plain words"
        value={text}
        onChange={event => onText(event.target.value)}
        onKeyDown={event => {
          if (event.key === 'Escape') onDone()
        }}
        className="min-h-0 flex-1 resize-none bg-transparent py-3.5 pr-[18px] pl-12 text-md leading-6 outline-none focus-visible:shadow-[inset_0_0_0_2px_var(--ring)]"
      />
      <div className="flex items-center justify-between px-4 pb-2">
        <span className="text-muted-foreground text-xs">A line that begins with # is a heading.</span>
        <Button size="sm" onClick={onDone}>
          Done
        </Button>
      </div>
    </div>
  )
}
