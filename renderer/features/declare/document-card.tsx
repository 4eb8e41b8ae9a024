import { History, Pencil, Undo2 } from 'lucide-react'
import { type ReactNode, useRef } from 'react'
import type { DeclarationDetail } from '../../../shared/model/declared.ts'
import { formatAgo } from '../../lib/format.ts'
import { useNow } from '../../lib/now.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Card, CardHead } from '../../ui/card.tsx'
import { ChangedMeanwhile } from './changed-meanwhile.tsx'
import { ChatLine } from './chat-line.tsx'
import { DocumentEditor } from './document-editor.tsx'
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
  /** The place in the text where writing began; undefined while it is read. */
  readonly editing: number | undefined
  readonly onEditing: (place: number | undefined) => void
  readonly onHistory: () => void
  readonly menu: ReactNode
  /** Whether the head has no room for who edited it. */
  readonly plain: boolean
}) {
  const now = useNow()
  const changed = detail?.changed
  const pencil = useRef<HTMLButtonElement>(null)
  const leave = () => {
    onEditing(undefined)
    pencil.current?.focus()
  }
  const empty = draft.text.trim() === ''
  const sub = plain ? undefined : draft.changed ? 'Not kept yet' : changed && `${changed.author}, ${formatAgo(changed.at, now)}`
  return (
    <Card className="flex min-h-0 flex-col">
      <CardHead title="What you want" sub={sub}>
        <span className="flex items-center gap-1">
          <IconButton
            ref={pencil}
            label="Edit"
            variant="ghost"
            size="sm"
            aria-pressed={editing !== undefined}
            onClick={() => onEditing(editing === undefined ? draft.text.length : undefined)}
          >
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
        {editing !== undefined ? (
          <DocumentEditor text={draft.text} place={editing} onText={text => draft.change(text, 'typed')} onDone={leave} />
        ) : empty ? (
          <div className="min-h-0 flex-1 overflow-y-auto">
            <Suggestions onChoose={sentence => draft.change(`${sentence}\n`)} />
            <div className="px-6 pb-5">
              <Button variant="ghost" onClick={() => onEditing(0)}>
                Write it yourself
              </Button>
            </div>
          </div>
        ) : (
          <DocumentView lines={lines} onEdit={onEditing} />
        )}
      </div>
      <ChatLine name={name} text={draft.text} onText={text => draft.change(text)} />
    </Card>
  )
}
