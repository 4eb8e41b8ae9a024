import { Box, Cloud, Cpu, Database, Ellipsis, Eye, House, Image, Play, Plus, Search, Shield } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { createHashRouter, RouterProvider } from 'react-router'
import './styles/app.css'
import { MoreParts } from './parts-more.tsx'
import { Badge, RiskBadge } from './ui/badge.tsx'
import { Bone } from './ui/bones.tsx'
import { Button, IconButton } from './ui/button.tsx'
import { Card } from './ui/card.tsx'
import { DangerDialog } from './ui/dialog.tsx'
import { EmptyState } from './ui/empty-state.tsx'
import { ErrorPanel } from './ui/error-panel.tsx'
import { Input } from './ui/input.tsx'
import { LogView } from './ui/log-view.tsx'
import { Mark } from './ui/mark.tsx'
import { PasswordInput } from './ui/password-input.tsx'
import { RadioDot, RadioRow, RadioRows } from './ui/radio-row.tsx'
import { Segmented } from './ui/segmented.tsx'
import { Select } from './ui/select.tsx'
import { StatusDot, type Tone } from './ui/status-dot.tsx'
import { Switch, SwitchLine } from './ui/switch.tsx'
import { TextLink } from './ui/text-link.tsx'
import { showToast, Toaster } from './ui/toast.tsx'
import { TooltipProvider } from './ui/tooltip.tsx'

function Group({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section>
      <h2 className="mb-2 font-semibold">{title}</h2>
      {children}
    </section>
  )
}

const states: readonly (readonly [Tone, string])[] = [
  ['ok', 'Online'],
  ['warn', 'Degraded'],
  ['bad', 'Offline'],
  ['unknown', 'Not known'],
  ['off', 'Stopped'],
  ['run', 'Working'],
]

function Controls() {
  const [on, setOn] = useState(true)
  const [off, setOff] = useState(false)
  const [mode, setMode] = useState<'balanced' | 'save'>('balanced')
  const [place, setPlace] = useState<'one' | 'two'>('one')
  return (
    <>
      <Group title="Fields">
        <div className="flex flex-col gap-2">
          <Input icon={<Search />} placeholder="Search" aria-label="Search" />
          <Input aria-label="Name" defaultValue="cloud.home.arpa" />
          <div>
            <Input aria-label="Address" invalid defaultValue="192.168.1.300" />
            <p className="mt-1 text-bad text-xs">The last number goes up to 255.</p>
          </div>
          <div className="flex items-center gap-4">
            <Switch checked={on} onCheckedChange={setOn} aria-label="On" />
            <Switch checked={off} onCheckedChange={setOff} aria-label="Off" />
            <RadioDot state="on" />
            <RadioDot state="off" />
            <Segmented
              label="Profile"
              value={mode}
              onValueChange={setMode}
              options={[
                { value: 'balanced', label: 'Balanced' },
                { value: 'save', label: 'Save power' },
              ]}
            />
          </div>
        </div>
      </Group>
      <Group title="Waiting: bones first, then numbers">
        <Card className="px-4 py-3.5">
          <div className="flex items-center gap-3">
            <Bone className="size-8 rounded-md" />
            <div className="flex flex-1 flex-col gap-2">
              <Bone className="w-[42%]" />
              <Bone className="w-[68%]" />
            </div>
          </div>
        </Card>
      </Group>
      <Group title="Mark">
        <div className="flex items-center gap-5">
          <Mark className="size-16 text-primary" />
          <span className="size-16 rounded-[15px] bg-primary p-[11px]">
            <Mark className="text-primary-foreground" />
          </span>
          <Mark className="size-[22px]" />
          <Mark className="size-4" />
        </div>
      </Group>
      <Group title="More fields">
        <div className="flex flex-col gap-2">
          <PasswordInput aria-label="Password" copyable defaultValue="" placeholder="Password" />
          <Select
            label="Place"
            value={place}
            onValueChange={setPlace}
            options={[
              { value: 'one', label: 'nuc-1, /opt/mycopod/nextcloud', note: '518 GB free' },
              { value: 'two', label: 'nas, /volume1/mycopod', note: '4.4 TB free' },
            ]}
          />
          <SwitchLine label="Share PostgreSQL 16 on nuc-1" note="with Immich and Paperless-ngx" checked={on} onCheckedChange={setOn} />
          <Card flush>
            <RadioRows label="Devices found" value={place} onValueChange={setPlace}>
              <RadioRow
                value="one"
                icon={<Cpu />}
                title="nuc-1"
                note="Linux computer, Ubuntu"
                trailing={<Badge tone="line">Docker found</Badge>}
              />
              <RadioRow value="two" icon={<Box />} title="tower" note="Linux computer, Debian" />
              <RadioRow value="three" disabled icon={<Box />} title="pi-4" note="Ruled out: needs 100 GB of storage, has 15 GB free." />
            </RadioRows>
          </Card>
        </div>
      </Group>
    </>
  )
}

function Removal() {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button variant="danger" onClick={() => setOpen(true)}>
        Remove
      </Button>
      <DangerDialog
        open={open}
        onOpenChange={setOpen}
        title="Remove dev-box?"
        consequence="Its disk, 20 GB on local-lvm, is deleted. The backup of 18 November stays, and the name dev-box is free again."
        typeName="dev-box"
        confirmLabel="Remove dev-box"
        onConfirm={() => setOpen(false)}
      />
    </>
  )
}

function Parts() {
  return (
    <main className="h-full overflow-y-auto">
      <h1 className="sr-only">Parts</h1>
      <div className="grid grid-cols-[392px_392px_1fr] items-start gap-x-7 px-8 py-6">
        <div className="flex flex-col gap-5">
          <Group title="Buttons">
            <div className="flex flex-wrap gap-2">
              <Button variant="primary">Apply 6 changes</Button>
              <Button icon={<Plus />}>Add</Button>
              <Button variant="ghost">Not now</Button>
              <Removal />
            </div>
            <div className="mt-2 flex flex-wrap gap-2">
              <Button id="focus-me">Focused</Button>
              <Button disabled>Disabled</Button>
              <Button size="sm">Small</Button>
              <IconButton label="More">
                <Ellipsis />
              </IconButton>
              <Button size="lg" variant="primary">
                Large
              </Button>
            </div>
          </Group>
          <Group title="Status">
            <div className="grid grid-cols-3 gap-1.5">
              {states.map(([tone, word]) => (
                <span key={tone} className="flex items-center gap-2">
                  <StatusDot tone={tone} />
                  {word}
                </span>
              ))}
            </div>
            <div className="mt-2.5 flex gap-1.5">
              <RiskBadge risk="safe" />
              <RiskBadge risk="disruptive" />
              <RiskBadge risk="destructive" />
              <Badge>Not known</Badge>
              <Badge tone="run">Recommended</Badge>
            </div>
          </Group>
          <Controls />
        </div>
        <div className="flex flex-col gap-5">
          <Group title="Error">
            <ErrorPanel
              problem={{
                title: 'Can’t reach nuc-1',
                because: 'Nothing answered at 192.168.1.20, door 22.',
                fixes: [
                  { kind: 'advice', text: 'Is it powered on?' },
                  { kind: 'advice', text: 'Is the address right?' },
                  { kind: 'advice', text: 'Is remote login switched on?' },
                  { kind: 'retry' },
                  { kind: 'do', action: 'change-address', label: 'Change address' },
                ],
              }}
              onFix={() => showToast({ title: 'Pressed' })}
            />
          </Group>
          <Group title="Toast">
            <Button
              id="toast-me"
              onClick={() =>
                showToast({
                  title: 'Nextcloud is running',
                  steps: [
                    { label: 'Open it', href: 'about:blank' },
                    { label: 'Add it to a backup', to: '/' },
                    { label: 'Give it a name', to: '/' },
                  ],
                })
              }
            >
              Show a toast
            </Button>
          </Group>
        </div>
        <div className="flex flex-col gap-5">
          <Group title="Empty">
            <Card>
              <EmptyState title="No backups yet" action={<Button variant="primary">Choose a place</Button>}>
                Choose where they should go. The first one runs tonight at 02:00.
              </EmptyState>
            </Card>
          </Group>
          <Group title="Log, opened">
            <LogView
              className="h-[92px]"
              lines={[
                { id: 1, prefix: '14:32:06', text: 'nextcloud  pull layer 8 of 11' },
                { id: 2, prefix: '14:32:08', text: 'nextcloud  38.4 of 96.2 MB', tone: 'strong' },
                { id: 3, prefix: '14:32:09', text: 'redis      up to date' },
                { id: 4, prefix: '14:32:11', text: 'nextcloud  slow, 1.2 MB/s', tone: 'warn' },
              ]}
            />
          </Group>
          <Group title="Demo label">
            <div className="flex h-8 items-center gap-3 rounded-sm border border-warn-border bg-warn-soft px-3">
              <Eye className="text-warn" />
              <span>Demo homelab. Nothing here is real.</span>
              <TextLink className="ml-auto" onClick={() => undefined}>
                Leave
              </TextLink>
            </div>
          </Group>
        </div>
      </div>
      <MoreParts
        icons={{
          app: <Image />,
          media: <Play />,
          cloud: <Cloud />,
          system: <Cpu />,
          database: <Database />,
          home: <House />,
          shield: <Shield />,
        }}
      />
      <Toaster />
    </main>
  )
}

const root = document.getElementById('root')
if (root)
  createRoot(root).render(
    <TooltipProvider>
      <RouterProvider router={createHashRouter([{ path: '*', Component: Parts }])} />
    </TooltipProvider>,
  )
