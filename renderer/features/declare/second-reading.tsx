import { useState } from 'react'
import type { ReadingDifference, SecondReading } from '../../../shared/model/language-model.ts'
import { formatNumberOf } from '../../lib/format.ts'
import { usageInWords } from '../../lib/model-words.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { ComparedText } from './compared-text.tsx'
import type { ModelAsk, ModelReading } from './use-second-reading.ts'

/** What a language model reads or has read: where it understands something otherwise, and its words to take or to leave. */
export function SecondReadingPanel({
  reading,
  model,
  text,
  onAsk,
  onLeave,
  onSay,
}: {
  readonly reading: ModelReading
  /** What the model is called. */
  readonly model: string
  /** The text as it is now. */
  readonly text: string
  readonly onAsk: (ask: ModelAsk) => void
  readonly onLeave: () => void
  /** Takes words of the model into the text. */
  readonly onSay: (text: string) => void
}) {
  if (reading.phase === 'idle') return null
  if (reading.phase === 'failed')
    return <ErrorPanel problem={reading.problem} onFix={() => onAsk({ ...reading.ask, text })} below="Nothing was changed." />
  if (reading.phase === 'reading')
    return (
      <div className="flex items-center gap-3 rounded-md border px-3 py-2">
        <div className="min-w-0 flex-1">
          <p role="status">{model} is reading</p>
          {/* The end of what it writes is what is new. */}
          <p aria-hidden="true" dir="rtl" className="mono truncate text-left text-2xs text-muted-foreground">
            <bdi dir="ltr">{reading.words.replaceAll(/\s+/g, ' ')}</bdi>
          </p>
        </div>
        <Button size="sm" onClick={onLeave}>
          Cancel
        </Button>
      </div>
    )
  return (
    <ReadPanel
      key={reading.ask.text}
      read={reading.read}
      before={reading.ask.message === undefined ? undefined : text}
      isOld={reading.ask.text !== text}
      onAgain={() => onAsk({ ...reading.ask, text })}
      onLeave={onLeave}
      onSay={onSay}
    />
  )
}

function ReadPanel({
  read,
  before,
  isOld,
  onAgain,
  onLeave,
  onSay,
}: {
  readonly read: SecondReading
  /** The text that a proposal is compared with, where it is shown whole. */
  readonly before: string | undefined
  readonly isOld: boolean
  readonly onAgain: () => void
  readonly onLeave: () => void
  readonly onSay: (text: string) => void
}) {
  const [left, setLeft] = useState<readonly ReadingDifference[]>([])
  const shown = read.differences.filter(each => !left.includes(each))
  return (
    <section aria-label={`What ${read.model} reads`} className="rounded-md border px-3 py-2.5">
      <div className="flex items-start gap-3">
        <p role="status" className="flex-1 font-medium">
          {headline(read, shown.length, before !== undefined)}
        </p>
        <Button size="sm" variant="ghost" onClick={onLeave}>
          Put away
        </Button>
      </div>
      {read.notice === undefined ? null : <p className="mt-0.5 text-muted-foreground text-xs">{read.notice}</p>}
      {isOld ? (
        <p className="mt-1.5 flex items-center gap-2 text-xs">
          The text was changed since.
          <Button size="sm" onClick={onAgain}>
            Ask again
          </Button>
        </p>
      ) : (
        <ul className="mt-1.5 flex flex-col gap-2.5">
          {shown.map(difference => (
            <Difference
              key={`${difference.about} ${difference.model}`}
              difference={difference}
              model={read.model}
              before={before}
              onLeave={() => setLeft(now => [...now, difference])}
              onSay={onSay}
            />
          ))}
        </ul>
      )}
      <p className="mt-2 text-muted-foreground text-xs">
        {read.cached ? 'It was asked before; nothing was sent.' : `${usageInWords(read.usage)}.`}
      </p>
    </section>
  )
}

function Difference({
  difference: { about, builtIn, model: its, text },
  model,
  before,
  onLeave,
  onSay,
}: {
  readonly difference: ReadingDifference
  readonly model: string
  readonly before: string | undefined
  readonly onLeave: () => void
  readonly onSay: (text: string) => void
}) {
  return (
    <li className="border-t pt-2">
      <p className="font-medium">{about}</p>
      {before !== undefined && text !== undefined ? (
        <div className="mt-1 max-h-40 overflow-y-auto">
          <ComparedText brief from={before} to={text} />
        </div>
      ) : (
        <dl className="mt-1 grid grid-cols-2 gap-x-4">
          <dt className="text-muted-foreground text-xs">MycoPod understands</dt>
          <dt className="text-muted-foreground text-xs">{model} understands</dt>
          <dd className="break-words">{builtIn ?? 'Nothing'}</dd>
          <dd className="break-words">{its ?? 'Nothing'}</dd>
        </dl>
      )}
      <div className="mt-1.5 flex flex-wrap items-center gap-2">
        {text === undefined ? null : (
          <Button size="sm" onClick={() => onSay(text)}>
            Say it so
          </Button>
        )}
        <Button size="sm" variant="ghost" onClick={onLeave}>
          Leave it
        </Button>
        {text === undefined && its !== undefined ? (
          <span className="text-muted-foreground text-xs">Say it in the text yourself, if it is right.</span>
        ) : null}
      </div>
    </li>
  )
}

function headline({ model, reading, differences }: SecondReading, left: number, isProposal: boolean): string {
  if (reading === undefined) return `${model} did not help`
  if (differences.length === 0) return isProposal ? `${model} would change nothing` : `${model} reads the same`
  if (left === 0) return 'The text stays as it is'
  return isProposal ? `${model} proposes` : `${model} understands ${formatNumberOf(left, 'thing')} otherwise`
}
