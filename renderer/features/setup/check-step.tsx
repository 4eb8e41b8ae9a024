import { CircleCheck, CircleHelp, CircleX, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { problemOf } from '../../../shared/errors/app-error.ts'
import type { FixAction, Problem } from '../../../shared/errors/problem.ts'
import type { DeviceCheck } from '../../../shared/model/device.ts'
import { formatNumberOf } from '../../lib/format.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { CopyableCode } from '../../ui/copyable-code.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { TextLink } from '../../ui/text-link.tsx'
import { SetupFrame } from './setup-frame.tsx'

/** What the person can have done about a check. */
export type CheckAct = Extract<FixAction, 'install-docker' | 'start-docker' | 'change-login'>

/** Shows what the device has and lacks, with a button where MycoPod can help. */
export function CheckStep({
  name,
  checks,
  acts,
  pending,
  problem,
  installation,
  aside,
  onBack,
  onAct,
  onAgain,
  onNext,
}: {
  readonly name: string
  readonly checks: readonly DeviceCheck[]
  /** What can be done from here. */
  readonly acts: readonly CheckAct[]
  /** What is being done now, in a word or two. */
  readonly pending: string | undefined
  readonly problem: Problem | undefined
  /** The installation of Docker, while it runs and after it failed. */
  readonly installation?: ReactNode
  readonly aside: ReactNode
  readonly onBack: (() => void) | undefined
  readonly onAct: (act: CheckAct) => void
  readonly onAgain: () => void
  readonly onNext: () => void
}) {
  const failed = checks.filter(check => check.result === 'failed').length
  const helped = checks.some(check => actsOf(check, acts).length > 0)
  return (
    <SetupFrame
      step="check"
      title={installation === undefined ? `Check what ${name} needs` : `Prepare ${name}`}
      sentence={
        installation === undefined ? sentenceOf(failed, checks.length) : 'Docker is what apps run in. MycoPod installs it and checks again.'
      }
      aside={aside}
      footer={
        <>
          {onBack === undefined ? null : (
            <Button variant="ghost" size="lg" className="-ml-4" disabled={pending !== undefined} onClick={onBack}>
              Back
            </Button>
          )}
          <span className="mr-2 ml-auto text-muted-foreground text-xs">
            {failed === 0 ? `${name} is ready for apps` : 'What is missing can be added later too'}
          </span>
          <Button variant={helped ? 'default' : 'primary'} size="lg" disabled={pending !== undefined} onClick={onNext}>
            {failed === 0 ? 'Continue' : 'Continue anyway'}
          </Button>
        </>
      }
    >
      {problem === undefined ? null : (
        <ErrorPanel
          className="mt-5"
          problem={problem}
          onFix={fix => (fix.kind === 'do' && isAct(fix.action) ? onAct(fix.action) : onAgain())}
        />
      )}
      {installation === undefined ? (
        <>
          <div className="mt-6 mb-2 flex min-h-5 items-center">
            <h2 className="mr-auto font-semibold">{formatNumberOf(checks.length, 'check')}</h2>
            {pending === undefined ? (
              <TextLink className="text-xs" onClick={onAgain}>
                Check again
              </TextLink>
            ) : (
              <span role="status" className="text-muted-foreground text-xs">
                {pending}
              </span>
            )}
          </div>
          <Card flush>
            <ul aria-label="Checks">
              {checks.map(check => (
                <CheckRow key={check.id} check={check} acts={actsOf(check, acts)} busy={pending !== undefined} onAct={onAct} />
              ))}
            </ul>
          </Card>
        </>
      ) : (
        installation
      )}
    </SetupFrame>
  )
}

const looks = {
  passed: { icon: CircleCheck, ink: 'text-ok', word: 'Fine' },
  warning: { icon: TriangleAlert, ink: 'text-warn', word: 'Worth a look' },
  failed: { icon: CircleX, ink: 'text-bad', word: 'Missing' },
  unknown: { icon: CircleHelp, ink: 'text-unknown', word: 'Not known' },
} as const

function CheckRow({
  check,
  acts,
  busy,
  onAct,
}: {
  readonly check: DeviceCheck
  readonly acts: readonly { readonly action: CheckAct; readonly label: string }[]
  readonly busy: boolean
  readonly onAct: (act: CheckAct) => void
}) {
  const { icon: Icon, ink, word } = looks[check.result]
  const problem = check.problem === undefined ? undefined : problemOf(check.problem)
  return (
    <li className="flex min-h-11 gap-3 border-t px-4 py-2.5 first:border-t-0">
      <Icon aria-hidden="true" className={`mt-0.5 size-4 flex-none ${ink}`} />
      <span className="sr-only">{word}:</span>
      <div className="min-w-0 flex-1">
        <div className="flex gap-4">
          <span className="w-36 flex-none font-medium">{check.title}</span>
          <span className="min-w-0 text-muted-foreground">{check.found}</span>
        </div>
        {problem === undefined ? null : (
          <div className="mt-0.5 text-muted-foreground text-xs">
            {problem.because === undefined ? null : <p>{problem.because}</p>}
            {problem.fixes.map(fix =>
              fix.kind === 'advice' ? (
                <p key={fix.text}>{fix.text}</p>
              ) : fix.kind === 'run' ? (
                <div key={fix.command} className="mt-1.5 max-w-96">
                  <p className="mb-1">{fix.label ?? 'Type this on the device'}:</p>
                  <CopyableCode text={fix.command} />
                </div>
              ) : null,
            )}
          </div>
        )}
      </div>
      {acts.map(({ action, label }) => (
        <Button
          key={action}
          variant={action === 'change-login' ? 'default' : 'primary'}
          disabled={busy}
          className="self-center"
          onClick={() => onAct(action)}
        >
          {label}
        </Button>
      ))}
    </li>
  )
}

function actsOf(check: DeviceCheck, acts: readonly CheckAct[]): readonly { readonly action: CheckAct; readonly label: string }[] {
  if (check.problem === undefined) return []
  return problemOf(check.problem).fixes.flatMap(fix =>
    fix.kind === 'do' && isAct(fix.action) && acts.includes(fix.action) ? [{ action: fix.action, label: fix.label }] : [],
  )
}

function isAct(action: FixAction): action is CheckAct {
  return action === 'install-docker' || action === 'start-docker' || action === 'change-login'
}

function sentenceOf(failed: number, all: number): string {
  if (all === 0) return 'MycoPod looks at what apps need there.'
  if (failed === 0) return 'Everything that apps need is there.'
  return failed === 1 ? 'One thing is missing. The rest is as it should be.' : `${failed} things are missing. The rest is as it should be.`
}
