import { type ReactNode, useState } from 'react'
import { AreaMap, type AreaMapBox } from './ui/area-map.tsx'
import { Card, CardHead } from './ui/card.tsx'
import { CommandPalette } from './ui/command-palette.tsx'
import { CopyableCode, FileView } from './ui/copyable-code.tsx'
import { DescriptionList } from './ui/description-list.tsx'
import { HistoryChart } from './ui/history-chart.tsx'
import { Legend } from './ui/legend.tsx'
import { MetricTile } from './ui/metric-tile.tsx'
import { PageHeader } from './ui/page-header.tsx'
import { ProgressBar } from './ui/progress-bar.tsx'
import { ProgressRing } from './ui/progress-ring.tsx'
import { Sparkline } from './ui/sparkline.tsx'
import { StackedBar } from './ui/stacked-bar.tsx'
import { StatusDot } from './ui/status-dot.tsx'
import { StepList } from './ui/step-list.tsx'
import { Tabs } from './ui/tabs.tsx'
import { VirtualTable } from './ui/virtual-table.tsx'

const wave = Array.from({ length: 96 }, (_, index) => 14 + 8 * Math.sin(index / 3) + (index === 62 ? 50 : 0))
const start = Date.UTC(2026, 10, 20, 15)
const times = wave.map((_, index) => start + index * 15 * 60_000)
const guests = Array.from({ length: 5000 }, (_, index) => ({ id: `guest-${index}`, memory: ((index * 37) % 160) / 10 }))

function boxes(icons: Readonly<Record<string, ReactNode>>): readonly AreaMapBox[] {
  const box = (name: string, total: number, items: readonly (readonly [string, number, string, boolean])[]): AreaMapBox => {
    const used = items.reduce((sum, item) => sum + item[1], 0)
    return {
      id: name,
      name,
      total,
      usedText: `${used.toFixed(1)} of ${total}\u00a0GB`,
      freeText: `${(total - used).toFixed(1)}\u00a0GB free`,
      items: items.map(([id, amount, icon, app]) => ({
        id,
        name: id,
        amount,
        text: `${amount}\u00a0GB`,
        shortText: `${amount}`,
        tone: app ? 'strong' : 'neutral',
        icon: icons[icon],
      })),
    }
  }
  return [
    box('nuc-1', 31.1, [
      ['Immich', 4.6, 'app', true],
      ['Jellyfin', 2.3, 'media', true],
      ['Paperless-ngx', 1.4, 'cloud', true],
      ['PostgreSQL', 0.9, 'database', false],
      ['Caddy', 0.1, 'home', false],
      ['System', 1.9, 'system', false],
    ]),
    box('tower', 15.5, [
      ['Gitea', 0.5, 'cloud', true],
      ['MariaDB', 0.5, 'database', false],
      ['Grafana', 0.4, 'app', true],
      ['Monica', 0.3, 'home', true],
      ['Portainer', 0.2, 'cloud', true],
      ['System', 1.7, 'system', false],
    ]),
    box('nas', 7.7, [
      ['Syncthing', 0.5, 'cloud', true],
      ['System', 2.8, 'system', false],
    ]),
    box('pi-4', 3.7, [
      ['Home Assistant', 0.7, 'home', true],
      ['AdGuard Home', 0.2, 'shield', true],
      ['Uptime Kuma', 0.2, 'media', true],
      ['Vaultwarden', 0.1, 'shield', true],
      ['System', 0.5, 'system', false],
    ]),
  ]
}

/** The larger parts, below those of the mock's page of parts. */
export function MoreParts({ icons }: { readonly icons: Readonly<Record<string, ReactNode>> }) {
  const [tab, setTab] = useState<'overview' | 'apps'>('overview')
  const [palette, setPalette] = useState(false)
  return (
    <div className="flex flex-col gap-3 px-8 pb-8">
      <PageHeader
        tone="ok"
        sentence="Everything is running."
        actions={
          <button type="button" id="palette" onClick={() => setPalette(true)}>
            Palette
          </button>
        }
      >
        8 devices online, last looked 6 seconds ago.
      </PageHeader>
      <div className="grid grid-cols-5 gap-3">
        <MetricTile label="Memory" aside="36 %" value="43.8" whole="of 120.2 GB" fraction={0.36} />
        <MetricTile label="Storage" aside="84 %" value="9.5" whole="of 19.1 TB" fraction={0.84} />
        <MetricTile label="Processor" value="96 %" whole="of 32 cores" fraction={0.96} />
        <MetricTile label="Internet" value="84" whole="Mbit/s in, 12 out">
          <div className="mt-0.5">
            <Sparkline values={wave} height={16} />
          </div>
        </MetricTile>
        <MetricTile label="Apps" value="12" whole="running" to="/apps" />
      </div>
      <Card>
        <CardHead title="What runs where" sub="Area is memory">
          <Legend
            entries={[
              { label: 'Apps', fill: 'app' },
              { label: 'System and shared parts', fill: 'service' },
              { label: 'Free', fill: 'free' },
            ]}
          />
        </CardHead>
        <div className="px-4 pb-4">
          <AreaMap label="What runs where" boxes={boxes(icons)} />
        </div>
      </Card>
      <Tabs
        label="Device"
        value={tab}
        onValueChange={setTab}
        tabs={[
          { value: 'overview', label: 'Overview', content: <p className="py-2">Overview</p> },
          { value: 'apps', label: 'Apps', count: 3, content: <p className="py-2">Apps</p> },
        ]}
      />
      <div className="grid grid-cols-3 gap-3">
        <HistoryChart
          label="Processor"
          value={<b className="font-semibold text-foreground text-sm">18 %</b>}
          data={{ times, values: wave }}
          top={100}
          formatTick={(value, upper) => (upper ? `${value} %` : `${value}`)}
          formatValue={value => `${value.toFixed(0)} %`}
          events={[{ at: times[62] ?? 0, label: 'Backup' }]}
        />
        <HistoryChart
          label="Memory"
          value={
            <>
              <b className="font-semibold text-foreground text-sm">11.2</b> of 31.1 GB
            </>
          }
          data={{ times, values: wave.map((value, index) => (index > 20 && index < 26 ? null : 10 + value / 20)) }}
          top={32}
          formatTick={(value, upper) => (upper ? `${value} GB` : `${value}`)}
          formatValue={value => `${value.toFixed(1)} GB`}
        />
        <Card className="p-3.5">
          <DescriptionList
            rows={[
              { name: 'Download', value: '1.36 GB' },
              { name: 'Takes', value: 'about 5 minutes' },
            ]}
          />
          <div className="mt-3 flex items-center gap-3">
            <ProgressBar fraction={0.4} second={0.2} className="flex-1" />
            <span className="text-primary-text">
              <ProgressRing fraction={0.45} label="Deploying" />
            </span>
          </div>
          <CopyableCode text="sudo usermod -aG docker anna" className="mt-3" />
        </Card>
      </div>
      <Card className="p-4">
        <StackedBar
          label="What uses the memory"
          total={31.1}
          freeText="Free 19.9"
          parts={[
            { id: 'a', name: 'Immich', amount: 4.6, text: '4.6', tone: 'strong' },
            { id: 'b', name: 'Caddy', amount: 0.1, text: '0.1', tone: 'neutral' },
            { id: 'c', name: 'System', amount: 1.9, text: '1.9', tone: 'neutral' },
          ]}
        />
      </Card>
      <div className="grid grid-cols-2 gap-3">
        <Card className="px-5 py-2.5">
          <StepList
            label="Steps"
            steps={[
              {
                id: '1',
                title: 'Made sure nuc-1 is ready',
                state: 'done',
                note: 'Memory, storage, clock and door 8081 are fine',
                time: '4 s',
              },
              { id: '2', title: 'Prepared the folders', state: 'done', time: '3 s' },
              {
                id: '3',
                title: 'Downloading',
                state: 'now',
                time: '1 min 40 s',
                bars: [
                  { label: 'Nextcloud', fraction: 0.655, text: '859 MB of 1.31 GB, 9.1 MB/s' },
                  { label: 'Redis', fraction: 1, text: '48 MB, complete' },
                ],
              },
              { id: '4', title: 'Start', state: 'failed', note: 'No healthy answer for 3 minutes', time: '3 min' },
              { id: '5', title: 'Set up', state: 'todo', note: 'Name, padlock, first person', time: 'about 50 s' },
            ]}
          />
        </Card>
        <Card flush>
          <VirtualTable
            label="Guests"
            className="h-64"
            rows={guests}
            rowKey={row => row.id}
            look={row => ({ selected: row.id === 'guest-1', off: row.id === 'guest-3' })}
            menu={row => [{ label: `Open ${row.id}`, onSelect: () => undefined }]}
            columns={[
              { id: 'name', head: 'Name', cell: row => row.id },
              {
                id: 'state',
                head: 'State',
                cell: () => (
                  <span className="flex items-center gap-2">
                    <StatusDot tone="ok" /> Running
                  </span>
                ),
              },
              { id: 'memory', head: 'Memory', align: 'end', width: '110px', cell: row => `${row.memory.toFixed(1)} GB` },
            ]}
          />
        </Card>
      </div>
      <FileView label="compose.yaml" text={'services:\n  web:\n    image: nextcloud:32.0.2\n    ports: ["8081:80"]\n'} />
      <CommandPalette
        open={palette}
        onOpenChange={setPalette}
        commands={[
          {
            id: 'a',
            group: 'Immich, running on nuc-1',
            label: 'Open Immich',
            note: 'photos.home.arpa',
            icon: icons.app,
            run: () => undefined,
          },
          {
            id: 'b',
            group: 'Immich, running on nuc-1',
            label: 'Restart Immich',
            note: 'Down about 20 seconds',
            icon: icons.media,
            run: () => undefined,
          },
          { id: 'c', group: 'Go to', label: 'Overview', icon: icons.home, run: () => undefined },
        ]}
      />
    </div>
  )
}
