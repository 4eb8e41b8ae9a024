import { ChevronDown, Server } from 'lucide-react'
import type { Candidate, Factor, PlacementProfile, PlacementRecord } from '../../../shared/model/placement.ts'
import { classNames } from '../../lib/class-names.ts'
import { formatSigned } from '../../lib/format.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Glyph } from '../../ui/glyph.tsx'
import { ChoiceMenu } from '../../ui/menu.tsx'
import { RadioDot } from '../../ui/radio-row.tsx'
import { TextLink } from '../../ui/text-link.tsx'

const factors: readonly { readonly id: Factor; readonly label: string }[] = [
  { id: 'memory', label: 'Memory' },
  { id: 'storage', label: 'Storage' },
  { id: 'cpu', label: 'Processor' },
  { id: 'load', label: 'Load' },
  { id: 'reliability', label: 'Reliability' },
]

const profiles: readonly { readonly value: PlacementProfile; readonly label: string; readonly note: string }[] = [
  { value: 'balanced', label: 'Balanced', note: 'Room to grow on every device.' },
  { value: 'save-power', label: 'Save power', note: 'Fill one device before the next.' },
  { value: 'performance', label: 'Performance', note: 'The fastest device that is free.' },
  { value: 'keep-together', label: 'Keep together', note: 'Where its neighbours are.' },
]

/** Which device is meant and why; opened, every device with its points and every refusal with its reason. */
export function PlacementCard({
  record,
  device,
  open,
  onOpen,
  onDevice,
  onProfile,
  technical,
}: {
  readonly record: PlacementRecord
  readonly device: string | undefined
  readonly open: boolean
  readonly onOpen: () => void
  readonly onDevice: (device: string) => void
  readonly onProfile: (profile: PlacementProfile) => void
  /** Whether profiles are offered. */
  readonly technical: boolean
}) {
  const recommended = device !== undefined && device === record.chosen
  const rank = record.ranked.findIndex(candidate => candidate.device === device)
  return (
    <Card flush>
      <div className="flex items-center gap-3 p-4 pb-3.5">
        <Glyph size="lg" accent={device !== undefined}>
          <Server />
        </Glyph>
        <div className="min-w-0 flex-1">
          <div className="flex items-center gap-2">
            <h2 className="font-semibold text-md">{device ?? 'No device fits'}</h2>
            {device === undefined ? null : <Badge tone={recommended ? 'run' : 'line'}>{recommended ? 'Recommended' : 'Your choice'}</Badge>}
          </div>
          <p className="text-muted-foreground">
            {device === undefined || recommended
              ? record.explanation.sentence
              : `Number ${rank + 1} of ${record.ranked.length} that fit. ${record.chosen ?? ''} is recommended.`}
          </p>
        </div>
        {technical ? (
          <ChoiceMenu label="What counts most" value={record.ask.profile} onValueChange={onProfile} options={profiles}>
            <Button size="sm">
              {profiles.find(profile => profile.value === record.ask.profile)?.label}
              <ChevronDown aria-hidden="true" className="size-3.5" />
            </Button>
          </ChoiceMenu>
        ) : open ? null : (
          <TextLink onClick={onOpen} className="min-h-7 px-1">
            Compare
          </TextLink>
        )}
      </div>
      {open ? (
        <>
          <div className="overflow-x-auto">
            <Comparison record={record} device={device} onDevice={onDevice} />
          </div>
          <Explanation record={record} />
        </>
      ) : null}
    </Card>
  )
}

const head = 'h-[30px] border-y px-2 font-medium text-muted-foreground text-xs whitespace-nowrap first:pl-4 last:pr-4'
const cell = 'h-9 border-b px-2 whitespace-nowrap first:pl-4 last:pr-4'

function Comparison({
  record,
  device,
  onDevice,
}: {
  readonly record: PlacementRecord
  readonly device: string | undefined
  readonly onDevice: (device: string) => void
}) {
  return (
    <table aria-label="Devices compared" className="w-full border-separate border-spacing-0">
      <thead className="bg-muted">
        <tr>
          <th scope="col" className={classNames(head, 'text-left')}>
            Device
          </th>
          {factors.map(({ id, label }) => (
            <th key={id} scope="col" className={classNames(head, 'text-right')}>
              {label} /{record.weights[id]}
            </th>
          ))}
          <th scope="col" className={classNames(head, 'text-right')}>
            Extra
          </th>
          <th scope="col" className={classNames(head, 'text-right')}>
            Score
          </th>
        </tr>
      </thead>
      <tbody>
        {record.ranked.map(candidate => (
          <CandidateRow key={candidate.device} candidate={candidate} chosen={candidate.device === device} onDevice={onDevice} />
        ))}
        {record.rejected.map(({ device: name, reasons }) => (
          <tr key={name} className="text-muted-foreground">
            <td className={cell}>
              <span className="flex items-center gap-2.5">
                <RadioDot state="ruled-out" />
                {name}
              </span>
            </td>
            <td colSpan={7} className={classNames(cell, 'py-1.5 whitespace-normal')}>
              Ruled out: {reasons.map(({ reason }) => reason).join('; ')}.
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function CandidateRow({
  candidate,
  chosen,
  onDevice,
}: {
  readonly candidate: Candidate
  readonly chosen: boolean
  readonly onDevice: (device: string) => void
}) {
  const extra = candidate.bonuses.reduce((sum, bonus) => sum + bonus.points, 0)
  return (
    <tr className={classNames('relative', chosen ? 'bg-primary-soft' : 'hover:bg-hover')}>
      <td className={cell}>
        <label className="covers-row flex items-center gap-2.5 has-focus-visible:outline-3 has-focus-visible:outline-ring">
          <input
            type="radio"
            name="device"
            value={candidate.device}
            checked={chosen}
            onChange={() => onDevice(candidate.device)}
            className="sr-only"
          />
          <RadioDot state={chosen ? 'on' : 'off'} />
          {candidate.device}
        </label>
      </td>
      {factors.map(({ id }) => (
        <td key={id} className={classNames(cell, 'text-right')}>
          {candidate.points[id].toFixed(1)}
        </td>
      ))}
      <td
        className={classNames(cell, 'text-right', extra === 0 && 'text-muted-foreground')}
        title={candidate.bonuses.map(bonus => `${bonus.because}: ${formatSigned(bonus.points)}`).join('\n')}
      >
        {formatSigned(extra)}
      </td>
      <td className={classNames(cell, 'text-right font-semibold')}>{candidate.total.toFixed(1)}</td>
    </tr>
  )
}

function Explanation({ record }: { readonly record: PlacementRecord }) {
  const { lead, runnerUp, differences, flip } = record.explanation
  if (lead === null || runnerUp === null) return flip === null ? null : <p className="px-4 py-3 text-muted-foreground text-xs">{flip}</p>
  return (
    <p className="px-4 py-3 text-muted-foreground text-xs leading-[18px]">
      <b className="font-semibold text-foreground">
        {lead.toFixed(1)} ahead of {runnerUp}
        {differences.length === 0 ? '.' : ':'}
      </b>{' '}
      {differences.map(({ label, points }, index) => (
        <span key={label}>
          {label} <b className="font-semibold text-foreground">{formatSigned(points)}</b>
          {index === differences.length - 1 ? '. ' : ', '}
        </span>
      ))}
      {flip}
    </p>
  )
}
