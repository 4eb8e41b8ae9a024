import { useQuery } from '@tanstack/react-query'
import { ChevronRight } from 'lucide-react'
import { type ReactNode, useId, useState } from 'react'
import { useNavigate } from 'react-router'
import type { ClusterView } from '../../../shared/model/cluster.ts'
import type { GuestType } from '../../../shared/model/guest.ts'
import { type GuestSize, guestSizes } from '../../../shared/model/guest-sizes.ts'
import type { GuestCreation } from '../../../shared/model/guest-wish.ts'
import { client } from '../../lib/client.ts'
import { problemFrom } from '../../lib/errors.ts'
import { formatBytes, formatNumberOf } from '../../lib/format.ts'
import { useDepth } from '../../lib/look.ts'
import { api } from '../../lib/query.ts'
import { Bone, Waiting } from '../../ui/bones.tsx'
import { Field } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'
import { MessagePanel } from '../../ui/message-panel.tsx'
import { PasswordInput } from '../../ui/password-input.tsx'
import { ChoiceCard, RadioRows } from '../../ui/radio-row.tsx'
import { ClusterProblem } from './cluster-problem.tsx'
import { CommandDialog } from './command-dialog.tsx'
import { type SourceChoice, sourcesFor } from './guest-sources.ts'
import { NewGuestDetails } from './new-guest-details.tsx'
import { creationOf, emptyGuest, type NewGuestDraft, problemsOf } from './new-guest-form.ts'
import { useCommand } from './use-command.tsx'

const mib = 1024 ** 2
const sizes: readonly { readonly value: GuestSize; readonly title: string; readonly use: string }[] = [
  { value: 'small', title: 'Small', use: 'One light service.' },
  { value: 'medium', title: 'Medium', use: 'A few apps.' },
  { value: 'large', title: 'Large', use: 'Heavy work.' },
]

/** Makes a guest: what it is, its name and size; everything else is chosen unless the person chooses it. */
export function NewGuestDialog({
  cluster,
  clone,
  onClose,
}: {
  readonly cluster: ClusterView
  /** The template it is to be a copy of. */
  readonly clone: number | undefined
  readonly onClose: () => void
}) {
  const navigate = useNavigate()
  const { shows } = useDepth()
  const images = useQuery(api.proxmox.images.queryOptions({ input: { cluster: cluster.id } }))
  const guests = useQuery(api.proxmox.guests.queryOptions({ input: { cluster: cluster.id } }))
  const copied = guests.data?.find(guest => guest.vmid === clone)
  const [typed, setTyped] = useState<Partial<NewGuestDraft>>({})
  const draft: NewGuestDraft = {
    ...emptyGuest,
    ...(copied !== undefined && { type: copied.type, source: `clone ${copied.vmid}` }),
    ...typed,
  }
  const set = (change: Partial<NewGuestDraft>) => setTyped(before => ({ ...before, ...change }))
  const sources = sourcesFor(draft.type, images.data ?? [], guests.data ?? [])
  const source = sources.find(each => each.id === draft.source) ?? sources[0]
  const taken = guests.data?.some(guest => guest.name.toLowerCase() === draft.name.trim().toLowerCase()) ?? false
  const problems = { ...problemsOf(draft), ...(taken && { name: `${cluster.name} has a guest of this name already.` }) }
  const creation = taken ? undefined : creationOf(draft, source, cluster.nodes)
  const command = useCommand<GuestCreation>({
    cluster: cluster.id,
    run: guest => client.proxmox.create({ cluster: cluster.id, guest }),
    onStarted: job => void navigate(`/activity/${job}`),
  })
  const failure = images.error ?? guests.error
  return (
    <CommandDialog
      title="New guest"
      description={`On ${cluster.name}. What you leave open is chosen for you and said afterwards.`}
      width={620}
      submit={draft.name.trim() === '' ? 'Make it' : `Make ${draft.name.trim()}`}
      pendingLabel="Beginning"
      ready={creation !== undefined}
      command={command}
      onSubmit={() => (creation === undefined ? undefined : command.send(creation))}
      onClose={onClose}
    >
      {failure === null ? null : (
        <ClusterProblem
          problem={problemFrom(failure)}
          cluster={cluster.id}
          onRetry={() => {
            void images.refetch()
            void guests.refetch()
          }}
        />
      )}
      <KindChoice value={draft.type} onChoose={type => set({ type, source: undefined, storage: undefined })} />
      <Field label="Its name" error={problems.name} hint="For example web-02.">
        {control => (
          <Input
            {...control}
            value={draft.name}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            onChange={event => set({ name: event.target.value })}
          />
        )}
      </Field>
      <SizeChoice type={draft.type} value={draft.size} onChoose={size => set({ size, cores: '', memory: '', disk: '' })} />
      <ImageLine source={source} known={images.data !== undefined && guests.data !== undefined} type={draft.type} />
      {source?.setsItselfUp === true ? (
        <Field
          label="Password"
          error={problems.password}
          hint={`You log in to it as ${draft.type === 'lxc' ? 'root' : draft.user} with it. Without one, only MycoPod has a key to it.`}
        >
          {control => (
            <PasswordInput
              {...control}
              value={draft.password}
              autoComplete="new-password"
              onChange={event => set({ password: event.target.value })}
            />
          )}
        </Field>
      ) : null}
      <Details open={shows('advanced') || clone !== undefined}>
        <NewGuestDetails cluster={cluster} draft={draft} sources={sources} source={source} problems={problems} onChange={set} />
      </Details>
    </CommandDialog>
  )
}

function KindChoice({ value, onChoose }: { readonly value: GuestType; readonly onChoose: (type: GuestType) => void }) {
  return (
    <RadioRows label="What it is" value={value} onValueChange={onChoose} className="grid grid-cols-2 gap-2">
      <ChoiceCard value="lxc" title="A small Linux machine">
        Starts in seconds and takes little. Right for most services.
      </ChoiceCard>
      <ChoiceCard value="vm" title="A full machine">
        Like a computer of its own, with any system. Takes more.
      </ChoiceCard>
    </RadioRows>
  )
}

function SizeChoice({
  type,
  value,
  onChoose,
}: {
  readonly type: GuestType
  readonly value: GuestSize
  readonly onChoose: (size: GuestSize) => void
}) {
  return (
    <RadioRows label="Its size" value={value} onValueChange={onChoose} className="grid grid-cols-3 gap-2">
      {sizes.map(({ value: size, title, use }) => {
        const { cores, memoryMiB, diskGiB } = guestSizes[type][size]
        return (
          <ChoiceCard key={size} value={size} title={title}>
            {use}
            <span className="mt-1 block tabular-nums">{formatNumberOf(cores, 'core')}</span>
            <span className="block tabular-nums">{formatBytes(memoryMiB * mib)} memory</span>
            <span className="block tabular-nums">
              {diskGiB}
              {'\u00a0'}GB disk
            </span>
          </ChoiceCard>
        )
      })}
    </RadioRows>
  )
}

function ImageLine({
  source,
  known,
  type,
}: {
  readonly source: SourceChoice | undefined
  readonly known: boolean
  readonly type: GuestType
}) {
  if (!known)
    return (
      <Waiting label="Looking for images">
        <Bone className="w-3/5" />
      </Waiting>
    )
  if (source === undefined)
    return (
      <MessagePanel
        tone="warn"
        title={type === 'lxc' ? 'There is no image for a small Linux machine yet.' : 'There is nothing to make a full machine from yet.'}
      >
        <p>
          {type === 'lxc'
            ? 'In Proxmox, open a storage, then CT Templates and Templates, and download one, for example debian-13-standard.'
            : 'In Proxmox, open a storage, then ISO Images or Import, and download a system there.'}
        </p>
      </MessagePanel>
    )
  return (
    <div className="grid min-h-8 grid-cols-[148px_minmax(0,1fr)] items-center gap-x-4">
      <span className="font-medium">Its system</span>
      <span>
        {source.title}{' '}
        <span className="text-muted-foreground text-xs">
          {source.source.kind === 'iso'
            ? 'You install it by hand on its screen'
            : source.source.kind === 'clone'
              ? source.note
              : 'Chosen for you'}
        </span>
      </span>
    </div>
  )
}

function Details({ open: openAtFirst, children }: { readonly open: boolean; readonly children: ReactNode }) {
  const [open, setOpen] = useState(openAtFirst)
  const id = useId()
  return (
    <div className="rounded-md border">
      <button
        type="button"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
        className="moves-instant flex h-10 w-full items-center gap-2 rounded-md px-3.5 font-medium outline-offset-[-3px] hover:bg-hover"
      >
        <ChevronRight aria-hidden="true" className={`size-3.5 ${open ? 'rotate-90' : ''}`} />
        Choose more yourself
      </button>
      <div id={id} hidden={!open} className="flex flex-col gap-3 border-t px-3.5 py-3.5">
        {children}
      </div>
    </div>
  )
}
