import { classNames } from '../lib/class-names.ts'

/** What a colour may mean. `off` is a hollow dot: stopped, and nothing is wrong with that. */
export type Tone = 'ok' | 'warn' | 'bad' | 'unknown' | 'off' | 'run'

const tones: Readonly<Record<Tone, string>> = {
  ok: 'bg-ok-dot',
  warn: 'bg-warn-dot',
  bad: 'bg-bad-dot',
  unknown: 'bg-unknown-dot',
  off: 'border-[1.5px] border-unknown-dot',
  run: 'bg-primary',
}

/** The dot of a state; a word stands beside it, or `label` names it where there is no room. */
export function StatusDot({ tone, label, small }: { readonly tone: Tone; readonly label?: string; readonly small?: boolean }) {
  const classes = classNames('inline-block flex-none rounded-full', small ? 'size-1.5' : 'size-2', tones[tone])
  return label === undefined ? (
    <i aria-hidden="true" className={classes} />
  ) : (
    <i role="img" aria-label={label} title={label} className={classes} />
  )
}
