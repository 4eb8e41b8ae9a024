import type { ReactNode } from 'react'
import { Chip } from './chip.tsx'

/** One doubt with its answers as chips, “Not now” last and flat. */
export function QuestionPanel<T extends string>({
  question,
  answers,
  onAnswer,
  onLater,
  laterLabel = 'Not now',
  children,
}: {
  readonly question: ReactNode
  readonly answers: readonly { readonly value: T; readonly label: string }[]
  readonly onAnswer: (value: T) => void
  readonly onLater?: () => void
  readonly laterLabel?: string
  readonly children?: ReactNode
}) {
  return (
    <section className="animate-appear rounded-md border border-warn-border bg-warn-soft px-3.5 py-3">
      <div className="font-medium">{question}</div>
      {children}
      <div className="mt-2 flex flex-wrap gap-2">
        {answers.map(answer => (
          <Chip key={answer.value} className="border-warn-border" onClick={() => onAnswer(answer.value)}>
            {answer.label}
          </Chip>
        ))}
        {onLater === undefined ? null : (
          <Chip flat onClick={onLater}>
            {laterLabel}
          </Chip>
        )}
      </div>
    </section>
  )
}
