import type { GuestDetail } from '../../../shared/model/guest.ts'
import { formatBytes } from '../../lib/format.ts'
import { useDepth } from '../../lib/look.ts'
import { Card, CardBody, CardHead } from '../../ui/card.tsx'
import { ProgressBar } from '../../ui/progress-bar.tsx'

const mib = 1024 ** 2

/** The memory of a guest in plain words: what its programs use, what it takes of its node, and how the node may take some back. */
export function GuestMemory({ detail: { guest, config } }: { readonly detail: GuestDetail }) {
  const { shows } = useDepth()
  const total = guest.memoryTotalBytes ?? config.memoryMiB * mib
  const { memoryUsedBytes: used, memoryHostBytes: taken } = guest
  const running = guest.state === 'running'
  return (
    <Card>
      <CardHead title="Memory" sub={running ? undefined : `${formatBytes(total)} once it runs`} />
      <CardBody afterHead className="flex flex-col gap-3 text-xs tabular-nums">
        {running && used !== undefined ? (
          <Measure label="Its programs use" bytes={used} total={total}>
            {guest.type === 'vm' && !config.agent
              ? 'What the guest keeps as a cache counts too, so it looks fuller than it is.'
              : 'Caches that it gives back at once are not counted.'}
          </Measure>
        ) : null}
        {running && guest.type === 'vm' && taken !== undefined ? (
          <Measure label={`It takes of ${guest.node}`} bytes={taken} total={Math.max(total, taken)}>
            {used !== undefined && taken > used
              ? `That is ${formatBytes(taken - used)} more than its programs use now: memory it once had stays with it until ${guest.node} asks for it, and running it takes a little too.`
              : 'Pages it never touched cost its node nothing.'}
          </Measure>
        ) : null}
        <p className="text-muted-foreground">
          {takingBack({ type: guest.type, leastMiB: config.leastMemoryMiB, total, node: guest.node, named: shows('advanced') })}
        </p>
        {shows('advanced') && config.swapMiB !== undefined ? (
          <p className="text-muted-foreground">It may also use {formatBytes(config.swapMiB * mib)} of swap on its node.</p>
        ) : null}
      </CardBody>
    </Card>
  )
}

function Measure({
  label,
  bytes,
  total,
  children,
}: {
  readonly label: string
  readonly bytes: number
  readonly total: number
  readonly children: string
}) {
  return (
    <div>
      <div className="flex justify-between gap-2">
        <span>{label}</span>
        <span>
          <b className="font-medium">{formatBytes(bytes)}</b> <span className="text-muted-foreground">of {formatBytes(total)}</span>
        </span>
      </div>
      <ProgressBar thin label={label} fraction={total === 0 ? 0 : bytes / total} className="mt-1.5" />
      <p className="mt-1 text-muted-foreground">{children}</p>
    </div>
  )
}

/** What the node may do with memory that the guest does not use; `named` adds the word Proxmox has for it. */
function takingBack({
  type,
  leastMiB,
  total,
  node,
  named,
}: {
  readonly type: 'vm' | 'lxc'
  readonly leastMiB: number | undefined
  readonly total: number
  readonly node: string
  readonly named: boolean
}): string {
  if (type === 'lxc') return `It shares the memory of ${node} and takes only what it uses, up to ${formatBytes(total)}.`
  if (leastMiB === 0) return `${node} never takes memory back from it${named ? ' (ballooning is off)' : ''}.`
  const least = leastMiB === undefined ? total : leastMiB * mib
  const word = named ? ' (ballooning)' : ''
  return least < total
    ? `When ${node} runs short, it may take memory back, down to ${formatBytes(least)}${word}.`
    : `${node} leaves it all of its ${formatBytes(total)}; what it does not use it may give back by itself${word}.`
}
