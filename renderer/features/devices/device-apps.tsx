import { Link } from 'react-router'
import type { AppView } from '../../../shared/model/app.ts'
import type { ContainerSample, DeviceView } from '../../../shared/model/device.ts'
import { appStates } from '../../lib/app-states.ts'
import { formatBytes, nothing } from '../../lib/format.ts'
import { useDepth } from '../../lib/look.ts'
import { Button } from '../../ui/button.tsx'
import { Card, CardHead } from '../../ui/card.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { StatusDot } from '../../ui/status-dot.tsx'
import { type Column, Table } from '../../ui/table.tsx'

const appColumns: readonly Column<AppView>[] = [
  {
    id: 'name',
    head: 'App',
    cell: app => (
      <Link to={`/apps/${app.name}`} className="covers-row font-medium">
        {app.title}
      </Link>
    ),
  },
  { id: 'state', head: 'State', width: '160px', cell: app => <Condition app={app} /> },
  { id: 'version', head: 'Version', width: '140px', cell: app => app.version },
  { id: 'memory', head: 'Memory', align: 'end', width: '110px', cell: app => formatBytes(app.memoryBytes) },
]

const foreignColumns: readonly Column<ContainerSample>[] = [
  { id: 'name', head: 'Name', cell: container => container.name },
  { id: 'image', head: 'Image', cell: container => <span className="mono truncate">{container.image}</span> },
  { id: 'state', head: 'State', width: '110px', cell: container => container.state },
  {
    id: 'memory',
    head: 'Memory',
    align: 'end',
    width: '110px',
    cell: container => (container.memoryBytes === undefined ? nothing : formatBytes(container.memoryBytes)),
  },
]

function Condition({ app }: { readonly app: AppView }) {
  const { tone, word } = appStates[app.state]
  return (
    <span className="flex items-center gap-2">
      <StatusDot tone={tone} />
      {word}
    </span>
  )
}

/** The apps of a device, and in Advanced what others run there. */
export function DeviceApps({ device, apps }: { readonly device: DeviceView; readonly apps: readonly AppView[] }) {
  const { shows } = useDepth()
  const foreign = (device.sample?.containers ?? []).filter(container => container.app === undefined)
  return (
    <div className="flex flex-col gap-4">
      {apps.length === 0 ? (
        <Card>
          <EmptyState
            title={`No apps on ${device.name} yet`}
            action={
              <Button asChild>
                <Link to="/apps/catalog">Look at the catalog</Link>
              </Button>
            }
          >
            MycoPod says for each app where it fits best, and you may choose this device.
          </EmptyState>
        </Card>
      ) : (
        <Card flush>
          <Table label={`Apps on ${device.name}`} columns={appColumns} rows={apps} rowKey={app => app.id} />
        </Card>
      )}
      {shows('advanced') && foreign.length > 0 ? (
        <Card flush>
          <CardHead title="Not made by MycoPod" sub="Shown, never touched" />
          <Table label="Containers that others made" columns={foreignColumns} rows={foreign} rowKey={container => container.id} />
        </Card>
      ) : null}
    </div>
  )
}
