import { useEffect, useState } from 'react'
import { CardRow } from '../../ui/card.tsx'
import { Input } from '../../ui/input.tsx'

/** A typed setting; it is saved with Enter or when the field is left, and put back with Escape. */
export function TypedSetting({
  title,
  note,
  value,
  unit,
  numeric,
  wrong,
  onSave,
}: {
  readonly title: string
  readonly note?: string
  readonly value: string
  readonly unit?: string
  readonly numeric?: boolean
  /** What is wrong with a text, in a sentence; nothing when it is fine. */
  readonly wrong: (typed: string) => string | undefined
  readonly onSave: (typed: string) => void
}) {
  const [typed, setTyped] = useState(value)
  useEffect(() => setTyped(value), [value])
  const problem = wrong(typed.trim())
  const save = () => {
    const text = typed.trim()
    if (text === value) setTyped(value)
    else if (problem === undefined) onSave(text)
  }
  return (
    <CardRow
      title={title}
      note={
        problem === undefined ? (
          note
        ) : (
          <span role="alert" className="text-bad">
            {problem}
          </span>
        )
      }
    >
      <Input
        aria-label={title}
        className={numeric ? 'w-32' : 'w-56'}
        value={typed}
        invalid={problem !== undefined}
        autoComplete="off"
        spellCheck={false}
        {...(numeric && { inputMode: 'numeric' as const })}
        {...(unit !== undefined && { trailing: <span className="text-subtle-foreground text-xs">{unit}</span> })}
        onChange={event => setTyped(event.target.value)}
        onBlur={save}
        onKeyDown={event => {
          if (event.key === 'Enter') save()
          if (event.key === 'Escape') setTyped(value)
        }}
      />
    </CardRow>
  )
}
