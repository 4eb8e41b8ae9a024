import { ArrowDown, ArrowUp, Columns3, Ellipsis, LayoutTemplate, Monitor } from 'lucide-react'
import { useMemo, useState } from 'react'
import { Link } from 'react-router'
import type { GuestView } from '../../../shared/model/guest.ts'
import { formatBytes, formatPercent, nothing } from '../../lib/format.ts'
import { guestAddress } from '../../lib/guest-address.ts'
import { useDepth } from '../../lib/look.ts'
import { IconButton } from '../../ui/button.tsx'
import { Menu, type MenuItem } from '../../ui/menu.tsx'
import { StatusDot } from '../../ui/status-dot.tsx'
import type { Column } from '../../ui/table.tsx'
import { VirtualTable } from '../../ui/virtual-table.tsx'
import { GuestPlace } from './guest-place.tsx'
import { type GuestOrder, guestCondition, guestKind, guestMemory, sortGuests, uptimeWords } from './guest-words.ts'

/** Guests in rows, ordered by the head that was pressed; of any number only what is seen is drawn and asked about. */
export function GuestsTable({
  cluster,
  guests,
  templates,
  view,
  menu,
}: {
  readonly cluster: string
  /** What was searched for: another one begins at the top. */
  readonly view: string
  readonly guests: readonly GuestView[]
  /** Templates never run: they have no columns for what runs. */
  readonly templates: boolean
  readonly menu: (guest: GuestView) => readonly MenuItem[]
}) {
  const { depth, shows } = useDepth()
  const [order, setOrder] = useState<{ readonly by: GuestOrder; readonly turned: boolean }>({ by: 'vmid', turned: false })
  const rows = useMemo(() => sortGuests(guests, order.by, order.turned), [guests, order])
  const head = (by: GuestOrder, label: string): Pick<Column<GuestView>, 'head' | 'sort'> => ({
    sort: order.by !== by ? 'none' : order.turned ? 'descending' : 'ascending',
    head: (
      <SortButton
        label={label}
        state={order.by === by ? (order.turned ? 'turned' : 'on') : 'off'}
        onPress={() =>
          setOrder(order.by !== by ? { by, turned: false } : order.turned ? { by: 'vmid', turned: false } : { by, turned: true })
        }
      />
    ),
  })
  const nodeWidth = `${Math.min(96, 16 + 8 * Math.max(4, ...guests.map(guest => guest.node.length)))}px`
  const longestWord = Math.max(...guests.map(guest => guestCondition(guest).word.length))
  const stateWidth = `${Math.max(85, Math.min(128, 32 + 7 * longestWord))}px`
  const columns: readonly Column<GuestView>[] = [
    {
      id: 'name',
      ...head('name', 'Name'),
      cell: guest => (
        <span className="flex min-w-0 items-center gap-2">
          <GuestIcon guest={guest} title={guestKind(guest.type, depth)} />
          <Link to={guestAddress(guest)} title={guest.name} className="covers-row truncate font-medium">
            {guest.name}
          </Link>
          {shows('advanced') ? <span className="flex-none text-subtle-foreground text-xs tabular-nums">{guest.vmid}</span> : null}
        </span>
      ),
    },
    {
      id: 'state',
      ...head('state', 'State'),
      width: stateWidth,
      cell: guest => {
        const { tone, word } = guestCondition(guest)
        return (
          <span className="flex min-w-0 items-center gap-2" title={word}>
            <StatusDot tone={tone} />
            <span className="truncate">{word}</span>
          </span>
        )
      },
    },
    { id: 'node', ...head('node', 'Node'), width: nodeWidth, cell: guest => <span title={guest.node}>{guest.node}</span> },
    {
      id: 'cpu',
      ...head('cpu', 'Processor'),
      align: 'end',
      width: '71px',
      cell: guest => (guest.state === 'running' ? formatPercent(guest.cpuFraction) : <Subtle>{nothing}</Subtle>),
    },
    {
      id: 'memory',
      ...head('memory', 'Memory'),
      align: 'end',
      width: '95px',
      cell: guest => {
        const { part, whole } = guestMemory(guest)
        return (
          <>
            {part} <Subtle>{whole}</Subtle>
          </>
        )
      },
    },
    { id: 'disk', ...head('disk', 'Disk'), align: 'end', width: '60px', cell: guest => wholeBytes(guest.diskTotalBytes) },
    { id: 'on', head: 'On', width: '72px', cell: guest => <GuestPlace cluster={cluster} vmid={guest.vmid} /> },
    {
      id: 'up',
      ...head('up', 'Up'),
      width: '62px',
      cell: guest =>
        guest.state === 'running' && guest.uptimeSeconds !== undefined ? uptimeWords(guest.uptimeSeconds) : <Subtle>{nothing}</Subtle>,
    },
    {
      id: 'acts',
      head: <span className="sr-only">Actions</span>,
      align: 'end',
      width: '44px',
      cell: guest => (
        <span className="relative z-1 -mr-2 inline-flex">
          <Menu items={menu(guest)}>
            <IconButton label={`More for ${guest.name}`} variant="ghost" size="sm">
              <Ellipsis className="size-3.5" />
            </IconButton>
          </Menu>
        </span>
      ),
    },
  ]
  return (
    <VirtualTable
      key={`${view} ${order.by} ${order.turned}`}
      label="Guests"
      columns={templates ? columns.filter(column => !ofRunning.has(column.id)) : columns}
      rows={rows}
      tight
      rowKey={guest => `${guest.cluster} ${guest.vmid}`}
      look={guest => ({ off: guest.state !== 'running' })}
      menu={menu}
      className="max-h-[max(330px,calc(100vh-390px))] border-t"
    />
  )
}

const ofRunning = new Set(['state', 'cpu', 'up'])

/** The icon of what a guest is. */
export function GuestIcon({ guest, title }: { readonly guest: Pick<GuestView, 'type' | 'template'>; readonly title?: string }) {
  const Icon = guest.template ? LayoutTemplate : guest.type === 'vm' ? Monitor : Columns3
  return (
    <span className="flex-none text-subtle-foreground" title={title}>
      <Icon aria-hidden="true" />
    </span>
  )
}

function Subtle({ children }: { readonly children: string }) {
  return <span className="text-subtle-foreground">{children}</span>
}

/** Disks have round sizes: “32 GB” rather than “32.0 GB”. */
function wholeBytes(bytes: number | undefined): string {
  return formatBytes(bytes).replace(/\.0+(?=\s)/, '')
}

function SortButton({
  label,
  state,
  onPress,
}: {
  readonly label: string
  readonly state: 'on' | 'turned' | 'off'
  readonly onPress: () => void
}) {
  const Arrow = state === 'turned' ? ArrowUp : ArrowDown
  return (
    <button
      type="button"
      onClick={onPress}
      className="inline-flex h-7 cursor-default items-center gap-0.5 rounded-xs hover:text-foreground"
    >
      {label}
      {state === 'off' ? null : <Arrow aria-hidden="true" className="size-3" />}
    </button>
  )
}
