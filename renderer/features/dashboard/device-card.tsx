import { Link } from 'react-router'
import type { DeviceView } from '../../../shared/model/device.ts'
import { deviceCondition, deviceModel, isCurrent, lastSeen, storageOf, usedMemory } from '../../lib/device-words.ts'
import { formatPartOfWhole, formatPercent } from '../../lib/format.ts'
import { useNow } from '../../lib/now.ts'
import { DeviceIcon } from '../../ui/device-icon.tsx'
import { Sparkline } from '../../ui/sparkline.tsx'
import { StatusDot } from '../../ui/status-dot.tsx'

/** A line that stays below this is not blown up to the whole height, so that a quiet device looks quiet. */
const quietFraction = 0.2

/** A device at a glance: how it is, its processor over two hours, and three numbers; an offline one says when it was last seen. */
export function DeviceCard({ device, line }: { readonly device: DeviceView; readonly line: readonly (number | null)[] }) {
  const { tone, word } = deviceCondition(device)
  return (
    <li className="relative min-w-0 rounded-lg border bg-card px-3.5 pt-3 pb-3 tabular-nums shadow-card hover:border-border-strong">
      <div className="flex items-center gap-2">
        <DeviceIcon device={device} className="size-4 flex-none text-muted-foreground" />
        <Link
          to={`/devices/${device.name}`}
          className="min-w-0 truncate font-semibold normal-nums outline-offset-2 after:absolute after:inset-0"
        >
          {device.name}
        </Link>
        <span className="ml-auto">
          <StatusDot tone={tone} label={word} />
        </span>
      </div>
      <p className="truncate text-muted-foreground text-xs normal-nums">{deviceModel(device)}</p>
      <div className="mt-2">
        <Sparkline
          values={line}
          max={Math.max(quietFraction, ...line.map(value => value ?? 0))}
          label={`Processor of ${device.name} over two hours`}
        />
      </div>
      {isCurrent(device) ? <Numbers device={device} /> : <Absent device={device} word={word} />}
    </li>
  )
}

function Numbers({ device }: { readonly device: DeviceView }) {
  const storage = storageOf(device)
  const rows = [
    ['Processor', formatPercent(device.sample?.cpuFraction)],
    ['Memory', formatPartOfWhole(usedMemory(device), device.sample?.memoryTotalBytes)],
    ['Storage', formatPartOfWhole(storage?.used, storage?.total)],
  ] as const
  return (
    <dl className="mt-2 text-xs leading-5">
      {rows.map(([name, value]) => (
        <div key={name} className="flex justify-between gap-2">
          <dt className="text-muted-foreground">{name}</dt>
          <dd className="truncate">{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function Absent({ device, word }: { readonly device: DeviceView; readonly word: string }) {
  const now = useNow()
  return (
    <p className="mt-2 text-muted-foreground text-xs leading-5">
      {word}, {lastSeen(device, now)}
    </p>
  )
}
