import { Minus, Pencil, Plus } from 'lucide-react'
import { memo } from 'react'
import type { Plan, PlanChange, PlanStep } from '../../../shared/model/plan.ts'
import { classNames } from '../../lib/class-names.ts'
import { formatBytes, formatNumberOf } from '../../lib/format.ts'
import { useDepth } from '../../lib/look.ts'
import { RiskBadge } from '../../ui/badge.tsx'
import { FirstOf } from './first-of.tsx'

const looks = {
  create: { icon: Plus, ink: 'bg-ok-soft text-ok' },
  delete: { icon: Minus, ink: 'bg-bad-soft text-bad' },
  change: { icon: Pencil, ink: 'bg-primary-soft text-primary-soft-foreground' },
} as const

/** The steps of a plan: what changes, why, how risky it is and for how long something is down. */
export const PlanSteps = memo(function PlanSteps({
  steps,
  numberAt,
}: {
  readonly steps: Plan['steps']
  readonly numberAt: (spans: PlanStep['origin']['spans']) => number | undefined
}) {
  return (
    <ul aria-label="What will happen">
      <FirstOf rows={steps}>{step => <StepRow key={step.id} step={step} number={numberAt(step.origin.spans)} />}</FirstOf>
    </ul>
  )
})

function StepRow({ step, number }: { readonly step: PlanStep; readonly number: number | undefined }) {
  const look = looks[step.action === 'create' || step.action === 'delete' ? step.action : 'change']
  const Icon = look.icon
  const { shows } = useDepth()
  const brief = step.action === 'delete' ? step.loses : step.action === 'create' && !shows('advanced') ? madeWords(step) : undefined
  return (
    <li className="grid grid-cols-[20px_minmax(0,1fr)_auto] gap-x-2.5 border-t px-4 py-2.5">
      <span className={classNames('grid size-5 place-items-center rounded-xs', look.ink)}>
        <Icon aria-hidden="true" className="size-3.5" />
      </span>
      <div className="min-w-0">
        <div className="font-medium">{step.title}</div>
        {brief !== undefined || step.action === 'delete' ? (
          <div className="text-muted-foreground tabular-nums">{brief}</div>
        ) : step.changes.length === 0 ? null : (
          <div className="text-muted-foreground tabular-nums">
            {step.changes.map((change, index) => (
              <ChangeWords key={change.field} change={change} first={index === 0} />
            ))}
          </div>
        )}
        <div className="mt-0.5 text-muted-foreground text-xs">
          {number === undefined ? null : (
            <span className="mr-1.5 inline-grid h-[15px] min-w-[15px] place-items-center rounded-[3px] bg-primary-soft font-semibold text-2xs text-primary-soft-foreground tabular-nums">
              {number}
            </span>
          )}
          {step.because}
          {step.loses === undefined || step.action === 'delete' ? '' : ` ${step.loses}`}
        </div>
      </div>
      <div className="flex flex-col items-end gap-0.5">
        <RiskBadge risk={step.risk} />
        <span className="text-muted-foreground text-xs tabular-nums">{step.downtime}</span>
      </div>
    </li>
  )
}

/** A new guest in a few words, as people say it: “Debian container, 1 core, 1.0 GB, 8.0 GB disk”. */
function madeWords({ entry }: PlanStep): string | undefined {
  if (entry.kind !== 'guest') return undefined
  const system = entry.os === undefined ? '' : `${entry.os.charAt(0).toUpperCase()}${entry.os.slice(1).replace('-', ' ')} `
  const what = entry.type === 'lxc' ? 'container' : 'virtual machine'
  return [
    `${system}${what}`,
    ...(entry.cores === undefined ? [] : [formatNumberOf(entry.cores, 'core')]),
    ...(entry.memoryMiB === undefined ? [] : [formatBytes(entry.memoryMiB * 1024 ** 2)]),
    ...(entry.diskGiB === undefined ? [] : [`${formatBytes(entry.diskGiB * 1024 ** 3)} disk`]),
  ].join(', ')
}

function ChangeWords({ change: { field, from, to }, first }: { readonly change: PlanChange; readonly first: boolean }) {
  const name = first ? field.charAt(0).toUpperCase() + field.slice(1) : field
  return (
    <>
      {first ? '' : ', '}
      {name} {from === undefined ? null : <s className="decoration-subtle-foreground">{from}</s>}
      {from !== undefined && to !== undefined ? ' to ' : ''}
      {to === undefined ? null : <b className="font-medium text-foreground">{to}</b>}
    </>
  )
}
