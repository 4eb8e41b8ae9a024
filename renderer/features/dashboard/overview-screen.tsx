import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { Link } from 'react-router'
import type { Overview } from '../../../shared/model/overview.ts'
import { labSentence } from '../../lib/device-words.ts'
import { problemFrom } from '../../lib/errors.ts'
import { formatAgo, formatBits, formatNumberOf, formatPercent, formatShare } from '../../lib/format.ts'
import { useNow } from '../../lib/now.ts'
import { usePage } from '../../lib/page.ts'
import { api } from '../../lib/query.ts'
import { Bone, Waiting } from '../../ui/bones.tsx'
import { Button } from '../../ui/button.tsx'
import { Card, SectionHead } from '../../ui/card.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { MetricTile } from '../../ui/metric-tile.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { Sparkline } from '../../ui/sparkline.tsx'
import { TextLink } from '../../ui/text-link.tsx'
import { AppCard } from './app-card.tsx'
import { DeviceCard } from './device-card.tsx'
import { MemoryMap } from './memory-map.tsx'

const mostDevices = 20
const mostApps = 24

/** The lab as one machine: how it is in a sentence, its totals, what runs where, its devices and apps. */
export function OverviewScreen() {
  usePage('Overview')
  const overview = useQuery(api.system.overview.queryOptions())
  if (overview.data !== undefined) return overview.data.devices.length === 0 ? <NothingYet /> : <Lab overview={overview.data} />
  if (overview.error !== null) return <ErrorPanel problem={problemFrom(overview.error)} onFix={() => void overview.refetch()} />
  return (
    <Waiting label="Looking at your lab">
      <Bone className="h-8 w-80" />
      <div className="mt-3.5 grid grid-cols-3 gap-3 wide:grid-cols-5">
        {['memory', 'storage', 'processor', 'network', 'apps'].map(tile => (
          <Bone key={tile} className="h-[92px]" />
        ))}
      </div>
    </Waiting>
  )
}

function NothingYet() {
  return (
    <Card>
      <EmptyState
        title="No devices yet"
        action={
          <Button asChild variant="primary">
            <Link to="/setup">Add your first device</Link>
          </Button>
        }
      >
        A small computer, a Raspberry Pi or a NAS will do. Without one at hand you can explore a demo homelab.
      </EmptyState>
    </Card>
  )
}

function Lab({ overview }: { readonly overview: Overview }) {
  const { totals, devices, apps, sparklines } = overview
  const online = totals.devices.online + totals.devices.degraded
  return (
    <div className="flex flex-col gap-3">
      <div className="-mb-3">
        <PageHeader
          {...labSentence(
            devices,
            apps.filter(app => app.state === 'unhealthy' || app.state === 'missing').map(app => app.title),
          )}
          actions={
            <>
              <Button asChild>
                <Link to="/setup">
                  <Plus aria-hidden="true" />
                  Add a device
                </Link>
              </Button>
              <Button asChild variant="primary">
                <Link to="/apps/catalog">Deploy an app</Link>
              </Button>
            </>
          }
        >
          {online === devices.length ? formatNumberOf(online, 'device') : `${online} of ${formatNumberOf(devices.length, 'device')}`}{' '}
          online, <Looked devices={devices} />.
        </PageHeader>
      </div>
      <Tiles overview={overview} />
      <MemoryMap devices={devices.slice(0, mostDevices)} apps={apps} />
      <ul aria-label="Devices" className="grid grid-cols-3 gap-3 wide:grid-cols-5">
        {devices.slice(0, mostDevices).map(device => (
          <DeviceCard key={device.id} device={device} line={sparklines[device.name] ?? []} />
        ))}
      </ul>
      {devices.length > mostDevices ? <TextLink to="/devices">All {devices.length} devices</TextLink> : null}
      <section className="mt-1">
        <SectionHead title="Apps" sub={String(apps.length)}>
          <TextLink to="/apps">All apps</TextLink>
        </SectionHead>
        {apps.length === 0 ? (
          <Card>
            <EmptyState
              title="No apps yet"
              action={
                <Button asChild>
                  <Link to="/apps/catalog">Look at the catalog</Link>
                </Button>
              }
            >
              Choose one, and MycoPod finds the device it runs best on.
            </EmptyState>
          </Card>
        ) : (
          <ul aria-label="Apps" className="grid grid-cols-2 gap-3 wide:grid-cols-4">
            {apps.slice(0, mostApps).map(app => (
              <AppCard key={app.id} app={app} />
            ))}
          </ul>
        )}
      </section>
    </div>
  )
}

function Looked({ devices }: { readonly devices: Overview['devices'] }) {
  const now = useNow()
  const last = devices.reduce((latest, device) => Math.max(latest, device.sample?.at ?? 0), 0)
  return last === 0 ? 'not looked at yet' : `last looked ${formatAgo(last, now)}`
}

function Tiles({ overview: { totals, devices, networkSparkline } }: { readonly overview: Overview }) {
  const { memory, storage, cpu, network, apps } = totals
  const [memoryText, storageText, received] = [
    formatShare(memory.usedBytes, memory.totalBytes),
    formatShare(storage.usedBytes, storage.totalBytes),
    formatBits(network.receivedBytesPerSecond),
  ]
  const share = (used: number, total: number) => (total > 0 ? used / total : 0)
  const counted = totals.devices.counted === devices.length ? '' : `${totals.devices.counted} of ${devices.length} devices`
  const sent = formatBits(network.sentBytesPerSecond)
  return (
    <section aria-label="Totals" className="grid grid-cols-3 gap-3 wide:grid-cols-5">
      <MetricTile
        label="Memory"
        aside={counted || formatPercent(share(memory.usedBytes, memory.totalBytes))}
        value={memoryText.part}
        whole={memoryText.whole}
        fraction={share(memory.usedBytes, memory.totalBytes)}
      />
      <MetricTile
        label="Storage"
        aside={counted || formatPercent(share(storage.usedBytes, storage.totalBytes))}
        value={storageText.part}
        whole={storageText.whole}
        fraction={share(storage.usedBytes, storage.totalBytes)}
      />
      <MetricTile
        label="Processor"
        aside={counted}
        value={formatPercent(cpu.usedFraction)}
        whole={`of ${formatNumberOf(cpu.cores, 'core')}`}
        fraction={cpu.usedFraction}
      />
      <MetricTile
        label="Network"
        value={received.value}
        whole={`${received.unit} in, ${sent.value}${sent.unit === received.unit ? '' : ` ${sent.unit}`} out`}
      >
        <div className="mt-1">
          <Sparkline values={networkSparkline} height={22} label="Received over two hours" />
        </div>
      </MetricTile>
      <MetricTile label="Apps" value={String(apps.running)} whole="running" to="/apps">
        <p className="mt-1 text-muted-foreground text-xs">{appsBeside(apps)}</p>
      </MetricTile>
    </section>
  )
}

function appsBeside({ stopped, troubled, total }: Overview['totals']['apps']): string {
  if (troubled > 0) return troubled === 1 ? '1 needs a look' : `${troubled} need a look`
  if (stopped > 0) return `${stopped} stopped`
  return total === 0 ? 'none yet' : 'all are well'
}
