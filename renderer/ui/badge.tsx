import type { ReactNode } from 'react'
import { classNames } from '../lib/class-names.ts'
import { StatusDot, type Tone } from './status-dot.tsx'

const tones: Readonly<Record<Tone | 'line', string>> = {
  ok: 'bg-ok-soft text-ok',
  warn: 'bg-warn-soft text-warn',
  bad: 'bg-bad-soft text-bad',
  unknown: 'bg-unknown-soft text-unknown',
  off: 'bg-unknown-soft text-unknown',
  run: 'bg-primary-soft text-primary-soft-foreground',
  line: 'text-muted-foreground shadow-[inset_0_0_0_1px_var(--border-strong)]',
}

/** A word in its state's colour (20 high); `dot` adds the small dot before it. */
export function Badge({
  tone = 'unknown',
  dot,
  children,
}: {
  readonly tone?: Tone | 'line'
  readonly dot?: boolean
  readonly children: ReactNode
}) {
  return (
    <span
      className={classNames(
        'inline-flex h-5 flex-none items-center gap-[5px] rounded-xs px-[7px] font-medium text-xs whitespace-nowrap',
        tones[tone],
      )}
    >
      {dot && tone !== 'line' ? <StatusDot tone={tone} small /> : null}
      {children}
    </span>
  )
}

/** How much a change may hurt. */
export type Risk = 'safe' | 'disruptive' | 'destructive'

const risks: Readonly<Record<Risk, { readonly tone: Tone; readonly word: string }>> = {
  safe: { tone: 'ok', word: 'Safe' },
  disruptive: { tone: 'warn', word: 'Interrupts' },
  destructive: { tone: 'bad', word: 'Loses data' },
}

/** The risk of a change in a word. */
export function RiskBadge({ risk }: { readonly risk: Risk }) {
  return <Badge tone={risks[risk].tone}>{risks[risk].word}</Badge>
}
