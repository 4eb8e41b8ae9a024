import { useEffect, useRef, useState } from 'react'
import { mostDeclarationCharacters } from '../../../shared/api/declarations.ts'
import { formatCount } from '../../lib/format.ts'
import { Button } from '../../ui/button.tsx'

/** A declaration as plain text to write in, beginning at a place; a text that is too long to be read is refused and what was there stays. */
export function DocumentEditor({
  text,
  place,
  onText,
  onDone,
}: {
  readonly text: string
  readonly place: number
  readonly onText: (text: string) => void
  readonly onDone: () => void
}) {
  const field = useRef<HTMLTextAreaElement>(null)
  const [refused, setRefused] = useState<number>()
  useEffect(() => {
    field.current?.setSelectionRange(place, place)
    field.current?.focus()
  }, [place])
  /** Whether a text of so many characters is taken. */
  const fits = (characters: number) => {
    setRefused(characters > mostDeclarationCharacters ? characters : undefined)
    return characters <= mostDeclarationCharacters
  }
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <textarea
        ref={field}
        aria-label="What you want, in plain words"
        dir="auto"
        value={text}
        onPaste={event => {
          const { selectionStart, selectionEnd } = event.currentTarget
          const added = event.clipboardData.getData('text/plain').length
          if (!fits(text.length - (selectionEnd - selectionStart) + added)) event.preventDefault()
        }}
        onChange={event => {
          if (fits(event.target.value.length)) onText(event.target.value)
        }}
        onKeyDown={event => {
          if (event.key === 'Escape') onDone()
        }}
        className="min-h-0 flex-1 resize-none bg-transparent py-3.5 pr-[18px] pl-12 text-md leading-6 outline-none focus-visible:shadow-[inset_0_0_0_2px_var(--ring)]"
      />
      {refused === undefined ? null : (
        <p role="alert" className="mx-4 my-2 text-bad">
          That would make a text of {formatCount(refused)} characters, and at most {formatCount(mostDeclarationCharacters)} are read.
          Nothing was changed; take a part of it, or make several texts of it.
        </p>
      )}
      <div className="flex items-center justify-between px-4 pb-2">
        <span className="text-muted-foreground text-xs">A line that begins with # is a heading.</span>
        <Button size="sm" onClick={onDone}>
          Done
        </Button>
      </div>
    </div>
  )
}
