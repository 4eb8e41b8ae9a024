import { useQuery } from '@tanstack/react-query'
import { Check, CircleHelp, CircleX, TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import { problemOf } from '../../../shared/errors/app-error.ts'
import type { Fix } from '../../../shared/errors/problem.ts'
import type { AppView } from '../../../shared/model/app.ts'
import type { DeviceCheck, DeviceView } from '../../../shared/model/device.ts'
import { isCurrent, usedMemory } from '../../lib/device-words.ts'
import { problemFrom } from '../../lib/errors.ts'
import { formatBytes, formatGigabytes } from '../../lib/format.ts'
import { api } from '../../lib/query.ts'
import { ListBones } from '../../ui/bones.tsx'
import { Button } from '../../ui/button.tsx'
import { Card, CardBody, CardHead, SectionHead } from '../../ui/card.tsx'
import { ErrorPanel, type ScreenFix } from '../../ui/error-panel.tsx'
import { StackedBar } from '../../ui/stacked-bar.tsx'
import { DeviceGraphs } from './device-graphs.tsx'

interface OverviewProps {
  readonly device: DeviceView
  readonly apps: readonly AppView[]
  readonly onFix: (fix: ScreenFix) => void
  readonly pending: string | undefined
}

/** The graphs of a device, what it needs, and what uses its memory. */
export function DeviceOverview({ device, apps, onFix, pending }: OverviewProps) {
  return (
    <div className="grid items-start gap-x-3 gap-y-5 wide:grid-cols-[minmax(0,1fr)_312px]">
      <DeviceGraphs device={device} />
      <Checks device={device} onFix={onFix} pending={pending} />
      <div className="wide:col-span-2">
        <MemoryUse device={device} apps={apps} />
      </div>
    </div>
  )
}

function Checks({ device, onFix, pending }: Omit<OverviewProps, 'apps'>) {
  const checks = useQuery(api.devices.check.queryOptions({ input: { device: device.name }, staleTime: 60_000, retry: false }))
  return (
    <Card>
      <CardHead title="Checks">
        <Button size="sm" variant="ghost" disabled={checks.isFetching} onClick={() => void checks.refetch()}>
          Check again
        </Button>
      </CardHead>
      <CardBody afterHead>
        {checks.error === null ? null : (
          <ErrorPanel problem={problemFrom(checks.error)} onFix={fix => (fix.kind === 'retry' ? void checks.refetch() : onFix(fix))} />
        )}
        {checks.isPending ? <ListBones rows={6} label={`Checking ${device.name}`} /> : null}
        <ul className="flex flex-col">
          {(checks.data ?? []).map(check => (
            <CheckRow key={check.id} check={check} onFix={onFix} pending={pending} />
          ))}
        </ul>
      </CardBody>
    </Card>
  )
}

const marks = {
  passed: <Check className="size-4 text-ok" />,
  warning: <TriangleAlert className="size-4 text-warn" />,
  failed: <CircleX className="size-4 text-bad" />,
  unknown: <CircleHelp className="size-4 text-unknown" />,
} as const
const words = { passed: 'fine', warning: 'worth a look', failed: 'failed', unknown: 'not known' } as const
const isAct = (fix: Fix): fix is Extract<Fix, { kind: 'do' }> => fix.kind === 'do'

function CheckRow({
  check,
  onFix,
  pending,
}: {
  readonly check: DeviceCheck
  readonly onFix: (fix: ScreenFix) => void
  readonly pending: string | undefined
}) {
  const problem = check.problem === undefined || check.result === 'passed' ? undefined : problemOf(check.problem)
  const [explained, setExplained] = useState(false)
  const act = problem?.fixes.find(isAct)
  return (
    <li className="py-1.5">
      <div className="flex min-h-7 items-center gap-2.5">
        <span className="flex-none" role="img" aria-label={words[check.result]}>
          {marks[check.result]}
        </span>
        <span>{check.title}</span>
        <span className="ml-auto min-w-0 truncate text-muted-foreground text-xs">{check.found}</span>
      </div>
      {problem === undefined ? null : (
        <div className="pl-[26px] text-muted-foreground text-xs">
          <p>{problem.because ?? problem.title}</p>
          {explained
            ? problem.fixes
                .flatMap(fix => (fix.kind === 'advice' ? [fix.text] : fix.kind === 'run' ? [fix.command] : []))
                .map(text => <p key={text}>{text}</p>)
            : null}
          <div className="mt-1.5 flex gap-2">
            {act === undefined ? null : (
              <Button size="sm" pending={pending} onClick={() => onFix(act)}>
                {act.label}
              </Button>
            )}
            {explained || !problem.fixes.some(fix => fix.kind === 'advice' || fix.kind === 'run') ? null : (
              <Button size="sm" variant="ghost" onClick={() => setExplained(true)}>
                What helps
              </Button>
            )}
          </div>
        </div>
      )}
    </li>
  )
}

/** The memory of a device by app; what no app has is the system's, so that the parts sum to what is used. */
function MemoryUse({ device, apps }: { readonly device: DeviceView; readonly apps: readonly AppView[] }) {
  const used = usedMemory(device)
  const total = device.sample?.memoryTotalBytes
  if (used === undefined || total === undefined || !isCurrent(device)) return null
  const parts = apps
    .filter(app => (app.memoryBytes ?? 0) > 0)
    .map(app => ({
      id: app.id,
      name: app.title,
      amount: app.memoryBytes ?? 0,
      text: formatBytes(app.memoryBytes),
      tone: 'strong' as const,
    }))
    .sort((a, b) => b.amount - a.amount)
  const system = Math.max(0, used - parts.reduce((sum, part) => sum + part.amount, 0))
  return (
    <section>
      <SectionHead title="What uses the memory" sub="File cache is not counted">
        <span className="text-muted-foreground text-xs tabular-nums">Sum {formatBytes(used)}</span>
      </SectionHead>
      <Card>
        <CardBody>
          <StackedBar
            label={`Memory of ${device.name}`}
            parts={[...parts, { id: 'system', name: 'System', amount: system, text: formatBytes(system), tone: 'neutral' }]}
            total={total}
            freeText={`Free ${formatGigabytes(total - used)}`}
          />
        </CardBody>
      </Card>
    </section>
  )
}
