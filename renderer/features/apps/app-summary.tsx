import type { AppView } from '../../../shared/model/app.ts'
import { appStates } from '../../lib/app-states.ts'
import { formatBytes, formatMoment, formatPercent } from '../../lib/format.ts'
import { useDepth } from '../../lib/look.ts'
import { useNow } from '../../lib/now.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Card, CardBody, CardHead, CardRow } from '../../ui/card.tsx'
import { DescriptionList } from '../../ui/description-list.tsx'
import { MetricTile } from '../../ui/metric-tile.tsx'
import type { Tone } from '../../ui/status-dot.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { TextLink } from '../../ui/text-link.tsx'
import { FirstSteps } from './first-steps.tsx'

type Container = AppView['containers'][number]

/** What an app uses, where it is, its first steps, its containers in Advanced, and how to be rid of it. */
export function AppSummary({
  app,
  fresh,
  onRemove,
  onStop,
}: {
  readonly app: AppView
  /** Whether the first steps are told above already. */
  readonly fresh: boolean
  readonly onRemove: () => void
  readonly onStop: () => void
}) {
  const { shows } = useDepth()
  const now = useNow()
  const busy = app.job !== undefined
  return (
    <div className="flex flex-col gap-3">
      <div className="grid grid-cols-3 gap-3">
        <MetricTile label="State" value={appStates[app.state].word} />
        <MetricTile label="Memory" value={formatBytes(app.memoryBytes)} />
        <MetricTile label="Processor" value={formatPercent(app.cpuFraction)} />
      </div>
      <div className={fresh ? undefined : 'grid items-start gap-3 wide:grid-cols-[minmax(0,1fr)_312px]'}>
        {fresh ? null : (
          <Card>
            <CardHead title="How to begin" />
            <CardBody afterHead>
              <FirstSteps app={app} />
            </CardBody>
          </Card>
        )}
        <Card>
          <CardHead title="Where it is" />
          <CardBody afterHead>
            <DescriptionList
              rows={[
                { name: 'Device', value: <TextLink to={`/devices/${app.device}`}>{app.device}</TextLink> },
                ...(app.url === undefined ? [] : [{ name: 'Address', value: <TextLink href={app.url}>{app.url}</TextLink> }]),
                { name: 'Deployed', value: formatMoment(app.createdAt, now) },
                { name: 'Version', value: app.version },
                ...(shows('advanced')
                  ? [
                      { name: 'Ports', value: app.ports.map(port => `${port.host}/${port.protocol}`).join(', ') || 'none' },
                      { name: 'Recipe', value: app.customCompose === undefined ? app.recipe : `${app.recipe}, changed by hand` },
                    ]
                  : []),
              ]}
            />
          </CardBody>
        </Card>
      </div>
      {shows('advanced') ? (
        <Card flush>
          <CardHead title="Containers" sub={app.containers.length} />
          <Table label="Containers" columns={columns} rows={app.containers} rowKey={container => container.name} />
        </Card>
      ) : null}
      <Card>
        <CardHead title="Danger zone" />
        <CardRow title="Stop it" note="Nobody can use it until it is started again. Its data stays." className="first:border-t">
          <Button disabled={busy || app.state === 'stopped'} onClick={onStop}>
            Stop
          </Button>
        </CardRow>
        <CardRow title="Remove it" note="You choose whether its data stays, and see before what is lost.">
          <Button disabled={busy} onClick={onRemove} className="text-bad">
            Remove
          </Button>
        </CardRow>
      </Card>
    </div>
  )
}

const columns: readonly Column<Container>[] = [
  { id: 'name', head: 'Container', cell: container => <span className="font-medium">{container.name}</span> },
  { id: 'image', head: 'Image', cell: container => <span className="mono text-muted-foreground text-xs">{container.image}</span> },
  {
    id: 'state',
    head: 'State',
    cell: container => (
      <Badge tone={toneOf(container)} dot>
        {container.health === 'none' ? container.state : `${container.state}, ${container.health}`}
      </Badge>
    ),
  },
  { id: 'memory', head: 'Memory', align: 'end', cell: container => formatBytes(container.memoryBytes) },
]

function toneOf({ state, health }: Container): Tone {
  if (state !== 'running') return state === 'exited' || state === 'created' ? 'off' : 'warn'
  return health === 'unhealthy' ? 'bad' : health === 'starting' ? 'run' : 'ok'
}
