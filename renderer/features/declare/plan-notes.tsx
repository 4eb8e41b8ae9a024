import { CircleDashed, CircleHelp, CircleX, Clock3 } from 'lucide-react'
import { type FormEvent, memo, type ReactNode, useState } from 'react'
import type { Plan } from '../../../shared/model/plan.ts'
import { classNames } from '../../lib/class-names.ts'
import { formatNumberOf } from '../../lib/format.ts'
import { Button } from '../../ui/button.tsx'
import { Chip } from '../../ui/chip.tsx'
import { Input } from '../../ui/input.tsx'
import { FirstOf } from './first-of.tsx'

type PlanQuestion = Plan['questions'][number]

/** Questions of a plan as choices. */
export function Questions({
  questions,
  busy,
  onAnswer,
  onLater,
}: {
  readonly questions: readonly PlanQuestion[]
  readonly busy: boolean
  readonly onAnswer: (question: PlanQuestion, option: string) => void
  readonly onLater: (question: PlanQuestion) => void
}) {
  if (questions.length === 0) return null
  return (
    <div className="flex flex-col gap-2 px-4 pb-3.5">
      {questions.slice(0, mostAtOnce).map(question => (
        <fieldset
          key={`${question.about} ${question.reason}`}
          aria-label={question.ask}
          className="grid grid-cols-[20px_minmax(0,1fr)] gap-x-2.5 rounded-lg border border-warn-border bg-[color-mix(in_srgb,var(--warn-soft)_55%,var(--card))] p-3"
        >
          <CircleHelp aria-hidden="true" className="mt-0.5 size-[18px] text-warn" />
          <div>
            <p className="font-medium">{question.ask}</p>
            <div className="mt-2 flex flex-wrap gap-2">
              {(question.options ?? []).map(option => (
                <Chip key={option} disabled={busy} onClick={() => onAnswer(question, option)}>
                  {words[option] ?? option}
                </Chip>
              ))}
              {question.options === undefined || question.options.length === 0 ? (
                <TypedAnswer ask={question.ask} busy={busy} onAnswer={typed => onAnswer(question, typed)} />
              ) : null}
              <Chip flat onClick={() => onLater(question)}>
                Not now
              </Chip>
            </div>
          </div>
        </fieldset>
      ))}
      {questions.length > mostAtOnce ? (
        <p className="text-muted-foreground text-xs">{formatNumberOf(questions.length - mostAtOnce, 'more question')} after these.</p>
      ) : null}
    </div>
  )
}

const mostAtOnce = 10

/** An answer in one's own words, where there is nothing to choose from. */
function TypedAnswer({
  ask,
  busy,
  onAnswer,
}: {
  readonly ask: string
  readonly busy: boolean
  readonly onAnswer: (typed: string) => void
}) {
  const [typed, setTyped] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (typed.trim() !== '') onAnswer(typed.trim())
  }
  return (
    <form onSubmit={submit} className="flex gap-2">
      <Input
        aria-label={ask}
        className="w-44"
        maxLength={200}
        autoComplete="off"
        value={typed}
        onChange={event => setTyped(event.target.value)}
      />
      <Button type="submit" disabled={busy || typed.trim() === ''}>
        Answer
      </Button>
    </form>
  )
}

const words: Readonly<Record<string, string>> = { 'virtual machine': 'Virtual machine', container: 'Container' }

/** What stands in the way of a plan, what MycoPod cannot do yet, and what could not be looked at. */
export const PlanNotes = memo(function PlanNotes({ plan, unread }: { readonly plan: Plan; readonly unread: readonly string[] }) {
  return (
    <ul aria-label="What is left out">
      {plan.problems.map(({ about, problem, instead }) => (
        <Note key={`${about} ${problem}`} icon={<CircleX />} tone="text-bad" title={about}>
          {problem} {instead}
        </Note>
      ))}
      {plan.notYet.map(({ about, problem }) => (
        <Note key={`${about} ${problem}`} icon={<CircleDashed />} tone="text-muted-foreground" title={about}>
          {problem}
        </Note>
      ))}
      {plan.unknown.map(({ about, because }) => (
        <Note key={about} icon={<Clock3 />} tone="text-muted-foreground" title={about}>
          {because}
        </Note>
      ))}
      <FirstOf rows={[...new Set(unread)]}>
        {piece => (
          <Note key={piece} icon={<CircleHelp />} tone="text-muted-foreground" title="Not understood">
            “{piece}” Say it in other words, for example “Give web-01 2 cores”.
          </Note>
        )}
      </FirstOf>
    </ul>
  )
})

function Note({
  icon,
  tone,
  title,
  children,
}: {
  readonly icon: ReactNode
  readonly tone: string
  readonly title: string
  readonly children: ReactNode
}) {
  return (
    <li className="grid grid-cols-[20px_minmax(0,1fr)] gap-x-2.5 border-t px-4 py-2.5">
      <span aria-hidden="true" className={classNames('mt-0.5 [&>svg]:size-[18px]', tone)}>
        {icon}
      </span>
      <div className="min-w-0">
        <div className="font-medium">{title}</div>
        <p className="text-muted-foreground text-xs">{children}</p>
      </div>
    </li>
  )
}
