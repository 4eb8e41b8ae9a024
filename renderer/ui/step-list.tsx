import { Check, Minus, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { classNames } from '../lib/class-names.ts'
import { ProgressBar } from './progress-bar.tsx'

/** One step as it is shown; every text comes ready in words. */
export interface Step {
  readonly id: string
  readonly title: ReactNode
  readonly state: 'done' | 'now' | 'todo' | 'failed' | 'cancelled'
  /** A sentence below the title; of the steps that ended, only the failed one shows its reason. */
  readonly note?: ReactNode
  /** “4 s”, “about 20 s”. */
  readonly time?: string | undefined
  readonly bars?: readonly { readonly label: string; readonly fraction: number; readonly text: string }[]
}

const words: Readonly<Record<Step['state'], string>> = {
  done: 'Done',
  now: 'Now',
  todo: 'To do',
  failed: 'Failed',
  cancelled: 'Cancelled',
}

function Mark({ state }: { readonly state: Step['state'] }) {
  return (
    <span className="relative z-1 grid size-5 place-items-center bg-[inherit]">
      <span
        className={classNames(
          'grid size-[18px] place-items-center rounded-full',
          state === 'done' && 'bg-primary-soft text-primary-soft-foreground',
          state === 'now' && 'border-2 border-primary',
          state === 'todo' && 'size-4 border-[1.5px] border-control',
          state === 'failed' && 'bg-bad-solid text-bad-solid-foreground',
          state === 'cancelled' && 'bg-muted text-muted-foreground',
        )}
      >
        {state === 'done' ? <Check className="size-3" aria-hidden="true" /> : null}
        {state === 'failed' ? <X className="size-3" aria-hidden="true" /> : null}
        {state === 'cancelled' ? <Minus className="size-3" aria-hidden="true" /> : null}
        {state === 'now' ? <span className="size-1.5 rounded-full bg-primary" /> : null}
      </span>
    </span>
  )
}

/** What was done, what is being done and what is still to do, in order. */
export function StepList({
  steps,
  label,
  className,
}: {
  readonly steps: readonly Step[]
  readonly label?: string
  readonly className?: string
}) {
  return (
    <ol aria-label={label} className={classNames('flex flex-col', className)}>
      {steps.map(step => (
        <li
          key={step.id}
          aria-current={step.state === 'now' ? 'step' : undefined}
          className={classNames(
            'relative grid grid-cols-[20px_minmax(0,1fr)_auto] items-start gap-x-3 py-2',
            'not-last:before:absolute not-last:before:top-[30px] not-last:before:-bottom-1.5 not-last:before:left-[9.25px] not-last:before:w-[1.5px] not-last:before:bg-border-strong',
            step.state === 'done' && 'not-last:before:bg-primary! not-last:before:opacity-45',
            step.state === 'todo' && 'text-muted-foreground',
          )}
        >
          <Mark state={step.state} />
          <div className="min-w-0">
            <div className="font-medium">
              <span className="sr-only">{words[step.state]}: </span>
              {step.title}
            </div>
            {step.note === undefined ? null : <div className="text-muted-foreground text-xs">{step.note}</div>}
            {step.bars === undefined || step.bars.length === 0 ? null : (
              <div className="mt-[5px] grid grid-cols-[minmax(72px,auto)_160px_minmax(0,1fr)] items-center gap-x-3 gap-y-1 text-muted-foreground text-xs tabular-nums">
                {step.bars.map(bar => (
                  <div key={bar.label} className="contents">
                    <span className="max-w-52 truncate">{bar.label}</span>
                    <ProgressBar fraction={bar.fraction} label={bar.label} thin />
                    <span className="truncate">{bar.text}</span>
                  </div>
                ))}
              </div>
            )}
          </div>
          <span className="text-muted-foreground text-xs leading-5 tabular-nums">{step.time}</span>
        </li>
      ))}
    </ol>
  )
}
