import type { DeviceView } from '../../../shared/model/device.ts'
import { formatBytes, formatPartOfWhole, formatPercent } from '../../lib/format.ts'
import { Card, CardBody } from '../../ui/card.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ProgressBar } from '../../ui/progress-bar.tsx'

/** The disks of a device and what is left on each. */
export function DeviceStorage({ device }: { readonly device: DeviceView }) {
  const filesystems = device.sample?.filesystems ?? []
  if (filesystems.length === 0)
    return (
      <Card>
        <EmptyState title="Nothing known yet">The storage of {device.name} is shown after the first look at it.</EmptyState>
      </Card>
    )
  const dockerRoot = device.facts?.docker?.rootDir
  const apps = filesystems.filter(each => dockerRoot?.startsWith(each.mount)).sort((a, b) => b.mount.length - a.mount.length)[0]
  return (
    <ul className="grid grid-cols-2 gap-3">
      {filesystems.map(filesystem => {
        const used = filesystem.totalBytes - filesystem.freeBytes
        const fraction = filesystem.totalBytes === 0 ? 0 : used / filesystem.totalBytes
        return (
          <li key={filesystem.mount}>
            <Card>
              <CardBody>
                <div className="flex items-baseline gap-2 tabular-nums">
                  <span className="mono truncate font-medium">{filesystem.mount}</span>
                  {filesystem === apps ? <span className="text-muted-foreground text-xs">apps are kept here</span> : null}
                  <span className="ml-auto text-muted-foreground text-xs">{formatPercent(fraction)}</span>
                </div>
                <ProgressBar className="mt-2.5" fraction={fraction} measure label={`Storage of ${filesystem.mount}`} />
                <p className="mt-2 flex justify-between text-muted-foreground text-xs tabular-nums">
                  <span>{formatPartOfWhole(used, filesystem.totalBytes)}</span>
                  <span>{formatBytes(filesystem.freeBytes)} free</span>
                </p>
              </CardBody>
            </Card>
          </li>
        )
      })}
    </ul>
  )
}
