import type { GuestDetail } from '../../../shared/model/guest.ts'
import { formatBytes, nothing } from '../../lib/format.ts'
import { useDepth } from '../../lib/look.ts'
import { Card, CardBody, CardHead } from '../../ui/card.tsx'
import { DescriptionList } from '../../ui/description-list.tsx'
import { GuestGraphs } from './guest-graphs.tsx'
import { GuestMemory } from './guest-memory.tsx'
import { osWords, partDescription } from './guest-words.ts'

/** How a guest does: its history, its memory explained, and what it is. */
export function GuestOverview({ detail }: { readonly detail: GuestDetail }) {
  return (
    <div className="grid items-start gap-x-3 gap-y-4 wide:grid-cols-[minmax(0,1fr)_312px]">
      {detail.guest.template ? (
        <Card>
          <CardBody className="text-muted-foreground">
            A template is never started. New guests are made as copies of it, so it has no history of its own.
          </CardBody>
        </Card>
      ) : (
        <GuestGraphs guest={detail.guest} />
      )}
      <div className="flex flex-col gap-3">
        {detail.guest.template ? null : <GuestMemory detail={detail} />}
        <About detail={detail} />
      </div>
    </div>
  )
}

function About({ detail: { guest, config, addresses, snapshots } }: { readonly detail: GuestDetail }) {
  const { shows } = useDepth()
  const { text } = partDescription(config.description)
  const disks = config.disks.filter(disk => disk.kind === 'disk')
  const rows = [
    { name: 'System', value: osWords(config.os) },
    { name: addresses.length > 1 ? 'Addresses' : 'Address', value: addresses.length === 0 ? 'not told' : addresses.join(', ') },
    { name: 'Processor', value: `${config.cores} ${config.cores === 1 ? 'core' : 'cores'}` },
    { name: disks.length > 1 ? 'Disks' : 'Disk', value: disks.map(disk => formatBytes(disk.sizeBytes)).join(', ') || nothing },
    { name: 'Starts with its node', value: config.startOnBoot ? 'Yes' : 'No' },
    { name: 'Last snapshot', value: snapshots.at(-1)?.name ?? 'none' },
    ...(shows('advanced')
      ? [
          { name: 'Number', value: String(guest.vmid) },
          { name: 'Tags', value: config.tags.length === 0 ? nothing : config.tags.join(', ') },
          { name: 'Protected from deletion', value: config.protected ? 'Yes' : 'No' },
          { name: 'Guest agent', value: guest.type === 'vm' ? (config.agent ? 'On' : 'Off') : nothing },
          ...(guest.type === 'lxc'
            ? [
                { name: 'Unprivileged', value: config.unprivileged === true ? 'Yes' : 'No' },
                { name: 'Features', value: config.features.length === 0 ? nothing : config.features.join(', ') },
              ]
            : []),
        ]
      : []),
    ...(shows('expert') ? [{ name: 'Digest', value: <span className="mono">{config.digest}</span> }] : []),
  ]
  return (
    <Card>
      <CardHead title="What it is" />
      <CardBody afterHead>
        <DescriptionList rows={rows} />
        {text === '' ? null : <p className="mt-3 border-t pt-3 text-muted-foreground text-xs whitespace-pre-line break-words">{text}</p>}
      </CardBody>
    </Card>
  )
}
