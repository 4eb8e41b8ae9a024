import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Navigate, Route, Routes, useParams } from 'react-router'
import { problemOf } from '../../../shared/errors/app-error.ts'
import type { DeviceView } from '../../../shared/model/device.ts'
import { deviceCondition, deviceModel, lastSeen } from '../../lib/device-words.ts'
import { problemFrom } from '../../lib/errors.ts'
import { formatBytes, formatDuration, formatNumberOf } from '../../lib/format.ts'
import { useNow } from '../../lib/now.ts'
import { usePage } from '../../lib/page.ts'
import { api } from '../../lib/query.ts'
import { Badge } from '../../ui/badge.tsx'
import { ListBones } from '../../ui/bones.tsx'
import { DeviceIcon } from '../../ui/device-icon.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { Glyph } from '../../ui/glyph.tsx'
import { TabLinks } from '../../ui/tabs.tsx'
import { ConnectionDialog } from './connection-dialog.tsx'
import { DeviceActions } from './device-actions.tsx'
import { DeviceActivity } from './device-activity.tsx'
import { DeviceApps } from './device-apps.tsx'
import { DeviceOverview } from './device-overview.tsx'
import { DeviceSettings } from './device-settings.tsx'
import { DeviceStorage } from './device-storage.tsx'
import { useDeviceFixes } from './use-device-fixes.ts'

/** One device: how it is, what it runs, what it lacks, and what can be done with it. */
export function DeviceScreen() {
  const { device: name = '' } = useParams()
  usePage(name, [{ label: 'Devices', to: '/devices' }])
  const device = useQuery(api.devices.get.queryOptions({ input: { device: name } }))
  if (device.data !== undefined) return <Shown device={device.data} />
  if (device.error !== null) return <ErrorPanel problem={problemFrom(device.error)} onFix={() => void device.refetch()} />
  return <ListBones label={`Looking at ${name}`} />
}

function Shown({ device }: { readonly device: DeviceView }) {
  const [connecting, setConnecting] = useState(false)
  const fixes = useDeviceFixes(device, () => setConnecting(true))
  const apps = useQuery(api.apps.list.queryOptions())
  const own = (apps.data ?? []).filter(app => app.deviceId === device.id)
  const { tone, word } = deviceCondition(device)
  const base = `/devices/${device.name}`
  return (
    <>
      <div className="flex items-center gap-4">
        <Glyph size="lg">
          <DeviceIcon device={device} />
        </Glyph>
        <div className="min-w-0 flex-1">
          <h2 className="flex items-center gap-2 font-semibold text-lg">
            {device.name}
            <Badge tone={tone} dot>
              {word}
            </Badge>
          </h2>
          <FactsLine device={device} />
        </div>
        <DeviceActions device={device} apps={own} onConnect={() => setConnecting(true)} />
      </div>
      {device.problem === undefined || device.maintenance ? null : (
        <ErrorPanel className="mt-4" problem={problemOf(device.problem)} onFix={fixes.fix} pending={fixes.pending} />
      )}
      {fixes.problem === undefined ? null : (
        <ErrorPanel className="mt-4" problem={fixes.problem} onFix={fixes.fix} pending={fixes.pending} />
      )}
      <div className="mt-3 mb-4">
        <TabLinks
          label={device.name}
          links={[
            { to: base, label: 'Overview', end: true },
            { to: `${base}/apps`, label: 'Apps', count: own.length },
            { to: `${base}/storage`, label: 'Storage' },
            { to: `${base}/activity`, label: 'Activity' },
            { to: `${base}/settings`, label: 'Settings' },
          ]}
        />
      </div>
      <Routes>
        <Route index element={<DeviceOverview device={device} apps={own} onFix={fixes.fix} pending={fixes.pending} />} />
        <Route path="apps" element={<DeviceApps device={device} apps={own} />} />
        <Route path="storage" element={<DeviceStorage device={device} />} />
        <Route path="activity" element={<DeviceActivity device={device} />} />
        <Route path="settings" element={<DeviceSettings device={device} onConnect={() => setConnecting(true)} />} />
        <Route path="*" element={<Navigate to={base} replace />} />
      </Routes>
      {connecting ? <ConnectionDialog device={device} onClose={() => setConnecting(false)} /> : null}
    </>
  )
}

function FactsLine({ device }: { readonly device: DeviceView }) {
  const now = useNow()
  const { facts, sample, address, state } = device
  const parts = [
    deviceModel(device),
    facts && formatNumberOf(facts.cpu.cores, 'core'),
    facts && formatBytes(facts.memoryTotalBytes),
    facts?.os.name === deviceModel(device) ? undefined : facts?.os.name,
    address,
    state === 'online' || state === 'degraded' ? sample && `up ${formatDuration(sample.uptimeSeconds)}` : lastSeen(device, now),
  ]
  return <p className="truncate text-muted-foreground">{[...new Set(parts)].filter(part => part !== undefined).join(' · ')}</p>
}
