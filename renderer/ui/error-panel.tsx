import { useNavigate } from 'react-router'
import type { Fix, Problem } from '../../shared/errors/problem.ts'
import { Button } from './button.tsx'
import { CopyableCode } from './copyable-code.tsx'
import { MessagePanel } from './message-panel.tsx'

/** A fix that the screen has to carry out; opening another screen and showing advice are done here. */
export type ScreenFix = Extract<Fix, { kind: 'retry' | 'do' }>

/** Says what happened, why, and what to do, each fix as a button, a command or a line. Fixes that need `onFix` are left out without it. */
export function ErrorPanel({
  problem,
  onFix,
  pending,
  below,
  className,
}: {
  readonly problem: Problem
  readonly onFix?: ((fix: ScreenFix) => void) | undefined
  /** While set, the first button says this and none can be pressed. */
  readonly pending?: string | undefined
  readonly below?: string | undefined
  readonly className?: string
}) {
  const navigate = useNavigate()
  const advice = problem.fixes.filter(fix => fix.kind === 'advice')
  const commands = problem.fixes.filter(fix => fix.kind === 'run')
  const buttons = problem.fixes.filter(fix => fix.kind === 'open' || ((fix.kind === 'retry' || fix.kind === 'do') && onFix !== undefined))
  return (
    <MessagePanel
      tone="bad"
      alert
      title={sentence(problem.title)}
      below={below}
      {...(className === undefined ? {} : { className })}
      {...(buttons.length === 0
        ? {}
        : {
            actions: buttons.map((fix, index) => (
              <Button
                key={labelOf(fix)}
                variant={index === 0 ? 'primary' : 'default'}
                disabled={pending !== undefined}
                pending={index === 0 ? pending : undefined}
                onClick={() => {
                  if (fix.kind === 'open') void navigate(fix.to)
                  else if (fix.kind === 'retry' || fix.kind === 'do') onFix?.(fix)
                }}
              >
                {labelOf(fix)}
              </Button>
            )),
          })}
    >
      {problem.because === undefined ? null : <p className="mt-0.5">{problem.because}</p>}
      {advice.length === 0 ? null : (
        <ul className="mt-1.5">
          {advice.map(fix => (
            <li
              key={fix.text}
              className="relative pl-4 before:absolute before:top-2 before:left-[3px] before:size-1 before:rounded-full before:bg-subtle-foreground"
            >
              {fix.text}
            </li>
          ))}
        </ul>
      )}
      {commands.map(fix => (
        <div key={fix.command} className="mt-2">
          <p className="mb-1 text-muted-foreground text-xs">
            {fix.label ?? (fix.where === 'device' ? 'Type this on the device:' : 'Type this on this computer:')}
          </p>
          <CopyableCode text={fix.command} />
        </div>
      ))}
    </MessagePanel>
  )
}

function labelOf(fix: Fix): string {
  switch (fix.kind) {
    case 'retry':
      return fix.label ?? 'Try again'
    case 'open':
    case 'do':
      return fix.label
    case 'run':
      return fix.label ?? fix.command
    case 'advice':
      return fix.text
  }
}

function sentence(title: string): string {
  return /[.?:]$/.test(title) ? title : `${title}.`
}
