import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { Link } from 'react-router'
import type { DeviceView } from '../../../shared/model/device.ts'
import { deviceCondition, isCurrent, labSentence, lastSeen, storageOf, usedMemory } from '../../lib/device-words.ts'
import { problemFrom } from '../../lib/errors.ts'
import { formatNumberOf, formatPartOfWhole, formatPercent, nothing } from '../../lib/format.ts'
import { useNow } from '../../lib/now.ts'
import { usePage } from '../../lib/page.ts'
import { api } from '../../lib/query.ts'
import { ListBones } from '../../ui/bones.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { StatusDot } from '../../ui/status-dot.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { VirtualTable } from '../../ui/virtual-table.tsx'

const mostPlainRows = 60

/** Every device with how it is and what it has left. */
export function DevicesScreen() {
  usePage('Devices')
  const devices = useQuery(api.devices.list.queryOptions())
  const apps = useQuery(api.apps.list.queryOptions())
  const now = useNow()
  if (devices.error !== null) return <ErrorPanel problem={problemFrom(devices.error)} onFix={() => void devices.refetch()} />
  if (devices.data === undefined) return <ListBones label="Looking at your devices" />
  const add = (
    <Button asChild variant="primary">
      <Link to="/setup">
        <Plus aria-hidden="true" />
        Add a device
      </Link>
    </Button>
  )
  if (devices.data.length === 0)
    return (
      <Card>
        <EmptyState title="No devices yet" action={add}>
          A small computer, a Raspberry Pi or a NAS will do.
        </EmptyState>
      </Card>
    )
  const columns = columnsOf(now, device => (apps.data ?? []).filter(app => app.deviceId === device.id).length)
  const table = { label: 'Devices', columns, rows: devices.data, rowKey: (device: DeviceView) => device.id, look: lookOf }
  return (
    <>
      <PageHeader {...labSentence(devices.data, [])} actions={add}>
        {formatNumberOf(devices.data.length, 'device')}.
      </PageHeader>
      {devices.data.length > mostPlainRows ? (
        <VirtualTable {...table} className="h-[560px]" />
      ) : (
        <Card flush>
          <Table {...table} />
        </Card>
      )}
    </>
  )
}

const lookOf = (device: DeviceView) => ({ off: !isCurrent(device) })

function columnsOf(now: number, appsOn: (device: DeviceView) => number): readonly Column<DeviceView>[] {
  const current = (device: DeviceView, text: string) => (isCurrent(device) ? text : nothing)
  return [
    {
      id: 'name',
      head: 'Name',
      cell: device => (
        <Link to={`/devices/${device.name}`} className="covers-row font-medium">
          {device.name}
        </Link>
      ),
    },
    {
      id: 'state',
      head: 'State',
      width: '190px',
      cell: device => {
        const { tone, word } = deviceCondition(device)
        return (
          <span className="flex min-w-0 items-center gap-1.5">
            <StatusDot tone={tone} />
            <span className="truncate">{device.state === 'offline' ? `${word}, ${lastSeen(device, now)}` : word}</span>
          </span>
        )
      },
    },
    { id: 'system', head: 'System', cell: device => <span className="truncate">{device.facts?.os.name ?? nothing}</span> },
    {
      id: 'cpu',
      head: 'Processor',
      align: 'end',
      width: '90px',
      cell: device => current(device, formatPercent(device.sample?.cpuFraction)),
    },
    {
      id: 'memory',
      head: 'Memory',
      align: 'end',
      width: '150px',
      cell: device => current(device, formatPartOfWhole(usedMemory(device), device.sample?.memoryTotalBytes)),
    },
    {
      id: 'storage',
      head: 'Storage',
      align: 'end',
      width: '150px',
      cell: device => current(device, formatPartOfWhole(storageOf(device)?.used, storageOf(device)?.total)),
    },
    { id: 'apps', head: 'Apps', align: 'end', width: '60px', cell: device => String(appsOn(device)) },
  ]
}
