import { useQuery } from '@tanstack/react-query'
import type { ClusterView } from '../../../shared/model/cluster.ts'
import { guestSizes } from '../../../shared/model/guest-sizes.ts'
import { api } from '../../lib/query.ts'
import { Field } from '../../ui/field.tsx'
import { Input, TextArea } from '../../ui/input.tsx'
import { Select, type SelectOption } from '../../ui/select.tsx'
import { SwitchLine } from '../../ui/switch.tsx'
import { storageOptions, storagesFor } from './cluster-words.ts'
import type { SourceChoice } from './guest-sources.ts'
import type { NewGuestDraft, NewGuestField } from './new-guest-form.ts'

/** What of a new guest may be chosen rather than left to MycoPod. */
export function NewGuestDetails({
  cluster,
  draft,
  sources,
  source,
  problems,
  onChange,
}: {
  readonly cluster: ClusterView
  readonly draft: NewGuestDraft
  readonly sources: readonly SourceChoice[]
  readonly source: SourceChoice | undefined
  readonly problems: Readonly<Partial<Record<NewGuestField, string>>>
  readonly onChange: (change: Partial<NewGuestDraft>) => void
}) {
  const bridges = useQuery(api.proxmox.bridges.queryOptions({ input: { cluster: cluster.id } })).data ?? []
  const amounts = guestSizes[draft.type][draft.size]
  const content = draft.type === 'vm' ? 'images' : 'rootdir'
  const storages = storagesFor(cluster.storages, draft.node, content)
  const reachable = bridges.filter(bridge => draft.node === undefined || bridge.nodes.includes(draft.node))
  const copied = source?.source.kind === 'clone'
  const field = (
    name: NewGuestField,
    label: string,
    more: { readonly hint?: string; readonly unit?: string; readonly placeholder?: string; readonly wide?: boolean } = {},
  ) => (
    <Field label={label} hint={more.hint} error={problems[name]}>
      {control => (
        <Input
          {...control}
          value={draft[name]}
          placeholder={more.placeholder}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          className={more.wide === true ? undefined : 'w-36'}
          trailing={more.unit === undefined ? undefined : <span className="text-subtle-foreground">{more.unit}</span>}
          onChange={event => onChange({ [name]: event.target.value })}
        />
      )}
    </Field>
  )
  return (
    <>
      <Chosen
        label="Made from"
        value={source?.id}
        options={sources.map(each => ({ value: each.id, label: each.title, note: each.note }))}
        onChoose={id => onChange({ source: id })}
      />
      {copied ? (
        <SwitchLine
          label="Share the disk of the template"
          note="Made at once and small, but the template has to stay"
          checked={draft.linked}
          onCheckedChange={linked => onChange({ linked })}
        />
      ) : null}
      {field('cores', 'Processor cores', { placeholder: String(amounts.cores) })}
      {field('memory', 'Memory', { unit: 'GB', placeholder: String(amounts.memoryMiB / 1024) })}
      {field('disk', 'Disk', {
        unit: 'GB',
        ...(copied ? { hint: 'Empty for that of the template.' } : { placeholder: String(amounts.diskGiB) }),
      })}
      <Chosen
        label="Node"
        value={draft.node}
        options={cluster.nodes
          .filter(node => source?.nodes === undefined || source.nodes.includes(node.name))
          .map(node => ({ value: node.name, label: node.name, disabled: node.state !== 'online' }))}
        open="The one with the most room"
        onChoose={node => onChange({ node, storage: undefined })}
      />
      <Chosen
        label="Storage"
        value={draft.storage}
        options={storageOptions(storages)}
        open="The one with the most room"
        onChoose={storage => onChange({ storage })}
      />
      <Chosen
        label="Network"
        value={draft.bridge}
        options={[...new Map(reachable.map(bridge => [bridge.name, bridge])).values()].map(bridge => ({
          value: bridge.name,
          label: bridge.name,
          note: bridge.comment,
        }))}
        open="The usual one"
        onChoose={bridge => onChange({ bridge })}
      />
      {field('vlan', 'VLAN', { hint: 'Empty for none.' })}
      {source?.setsItselfUp === true ? (
        <>
          {field('address', 'Address', {
            placeholder: 'By itself',
            hint: 'A fixed one with its length, for example 192.168.1.50/24.',
            wide: true,
          })}
          {draft.address.trim() === '' ? null : field('gateway', 'Gateway', { hint: 'Your router, for example 192.168.1.1.', wide: true })}
          {draft.type === 'vm' ? field('user', 'User') : null}
          <Field label="Security keys" hint="Public ones, a line each; who has one of them can log in." error={problems.keys}>
            {control => (
              <TextArea
                {...control}
                mono
                rows={2}
                value={draft.keys}
                autoComplete="off"
                onChange={event => onChange({ keys: event.target.value })}
              />
            )}
          </Field>
        </>
      ) : null}
      {field('vmid', 'Number', { hint: 'Empty for the next free one.' })}
      {field('tags', 'Tags', { hint: 'Parted by spaces.', wide: true })}
      <SwitchLine label="Start it when it is made" checked={draft.start} onCheckedChange={start => onChange({ start })} />
      <SwitchLine
        label="Start it whenever its node starts"
        checked={draft.startOnBoot}
        onCheckedChange={startOnBoot => onChange({ startOnBoot })}
      />
      {draft.type === 'lxc' ? (
        <SwitchLine
          label="Keep it apart from its node"
          note="Unprivileged; right for nearly everything"
          checked={draft.unprivileged}
          onCheckedChange={unprivileged => onChange({ unprivileged })}
        />
      ) : null}
    </>
  )
}

/** A choice that may be left open. */
function Chosen({
  label,
  value,
  options,
  open,
  onChoose,
}: {
  readonly label: string
  readonly value: string | undefined
  readonly options: readonly SelectOption<string>[]
  /** What happens when nothing is chosen. */
  readonly open?: string
  readonly onChoose: (value: string | undefined) => void
}) {
  return (
    <Field label={label}>
      {control => (
        <Select
          id={control.id}
          value={value ?? ''}
          onValueChange={next => onChoose(next === '' ? undefined : next)}
          options={open === undefined ? options : [{ value: '', label: open }, ...options]}
        />
      )}
    </Field>
  )
}
