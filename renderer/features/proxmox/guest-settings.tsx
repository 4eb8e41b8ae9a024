import { type FormEvent, useState } from 'react'
import type { GuestConfig, GuestDetail } from '../../../shared/model/guest.ts'
import { type GuestChange, guestNameSchema, tagSchema } from '../../../shared/model/guest-wish.ts'
import { client } from '../../lib/client.ts'
import { useDepth } from '../../lib/look.ts'
import { Button } from '../../ui/button.tsx'
import { Card, CardBody, CardHead, CardRow } from '../../ui/card.tsx'
import { Field } from '../../ui/field.tsx'
import { Input, TextArea } from '../../ui/input.tsx'
import { SwitchLine } from '../../ui/switch.tsx'
import { ChangePreview, isEmptyChange, useChangePreview } from './change-preview.tsx'
import type { AskedOfGuest } from './guest-dialogs.tsx'
import { partDescription } from './guest-words.ts'
import { tellStarted, useCommand } from './use-command.tsx'

/** What a guest is set to as it is being typed; numbers as text. */
interface Draft {
  readonly name: string
  readonly cores: string
  readonly memory: string
  readonly description: string
  readonly startOnBoot: boolean
  readonly protected: boolean
  readonly tags: string
  readonly bootOrder: string
}

/** The settings of a guest to change, with what a change would do beside them. */
export function GuestSettings({
  detail,
  onAsk,
}: {
  readonly detail: GuestDetail
  readonly onAsk: (question: AskedOfGuest['question']) => void
}) {
  const { guest, config } = detail
  const { shows } = useDepth()
  const [draft, setDraft] = useState<Draft>(() => draftOf(config))
  const set = (change: Partial<Draft>) => setDraft(before => ({ ...before, ...change }))
  const problems = problemsOf(draft)
  const change = changeOf(draft, config)
  const { preview, ready } = useChangePreview(guest, change)
  const command = useCommand<GuestChange>({
    cluster: guest.cluster,
    run: (wanted, approved) => client.proxmox.change({ guest: String(guest.vmid), cluster: guest.cluster, change: wanted, approved }),
    onStarted: job => tellStarted(`Changing ${guest.name}.`, job),
  })
  const valid = Object.values(problems).every(problem => problem === undefined)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (ready && valid) command.send(change)
  }
  return (
    <form onSubmit={submit} className="grid items-start gap-3 wide:grid-cols-[minmax(0,1fr)_312px]">
      <div className="flex min-w-0 flex-col gap-3">
        {command.panel}
        <Card>
          <CardHead title="Settings" />
          <CardBody afterHead className="flex flex-col gap-3">
            <Field label="Name" error={problems.name}>
              {control => (
                <Input
                  {...control}
                  value={draft.name}
                  autoComplete="off"
                  spellCheck={false}
                  onChange={event => set({ name: event.target.value })}
                />
              )}
            </Field>
            <Field label="Processor cores" error={problems.cores}>
              {control => (
                <Input
                  {...control}
                  inputMode="numeric"
                  className="w-28"
                  value={draft.cores}
                  onChange={event => set({ cores: event.target.value })}
                />
              )}
            </Field>
            <Field label="Memory" error={problems.memory}>
              {control => (
                <Input
                  {...control}
                  inputMode="decimal"
                  className="w-28"
                  trailing={<span className="text-subtle-foreground">GB</span>}
                  value={draft.memory}
                  onChange={event => set({ memory: event.target.value })}
                />
              )}
            </Field>
            <Field label="Description">
              {control => (
                <TextArea
                  id={control.id}
                  rows={3}
                  maxLength={8192}
                  value={draft.description}
                  onChange={event => set({ description: event.target.value })}
                />
              )}
            </Field>
            {shows('advanced') ? (
              <>
                <Field label="Tags" hint="Parted by spaces." error={problems.tags}>
                  {control => (
                    <Input {...control} value={draft.tags} autoComplete="off" onChange={event => set({ tags: event.target.value })} />
                  )}
                </Field>
                {guest.type === 'vm' ? (
                  <Field label="Starts from" hint="Disks and network cards in the order they are tried, for example scsi0 net0.">
                    {control => (
                      <Input
                        {...control}
                        value={draft.bootOrder}
                        autoComplete="off"
                        spellCheck={false}
                        onChange={event => set({ bootOrder: event.target.value })}
                      />
                    )}
                  </Field>
                ) : null}
              </>
            ) : null}
            <SwitchLine
              label={`Start it whenever ${guest.node} starts`}
              checked={draft.startOnBoot}
              onCheckedChange={startOnBoot => set({ startOnBoot })}
            />
            <SwitchLine
              label="Protect it from being deleted"
              note="Its disks too"
              checked={draft.protected}
              onCheckedChange={next => set({ protected: next })}
            />
          </CardBody>
        </Card>
        <Card flush>
          <CardHead title="More" />
          {guest.template ? null : (
            <CardRow
              title="Make it a template"
              note={`New guests can then be made as copies of it. It cannot be started again.${guest.state === 'stopped' ? '' : ' Shut it down first.'}`}
              className="first:border-t"
            >
              <Button disabled={guest.state !== 'stopped'} onClick={() => onAsk('template')}>
                Make a template
              </Button>
            </CardRow>
          )}
          <CardRow title={`Delete ${guest.name}`} note="Its disks go with it. Its backups stay.">
            <Button onClick={() => onAsk('remove')}>Delete</Button>
          </CardRow>
        </Card>
      </div>
      <Card>
        <CardHead title="What would change" />
        <CardBody afterHead>
          <ChangePreview guest={guest} change={valid ? change : {}} preview={preview} />
          <div className="mt-3 flex gap-2">
            <Button variant="primary" type="submit" disabled={!ready || !valid} pending={command.pending ? 'Beginning' : undefined}>
              Change {guest.name}
            </Button>
            <Button variant="ghost" disabled={isEmptyChange(change)} onClick={() => setDraft(draftOf(config))}>
              Start over
            </Button>
          </div>
        </CardBody>
      </Card>
    </form>
  )
}

function draftOf(config: GuestConfig): Draft {
  return {
    name: config.name,
    cores: String(config.cores),
    memory: gigabytesOf(config.memoryMiB),
    description: partDescription(config.description).text,
    startOnBoot: config.startOnBoot,
    protected: config.protected,
    tags: config.tags.join(' '),
    bootOrder: config.bootOrder.join(' '),
  }
}

const gigabytesOf = (mib: number) => String(Math.round((mib / 1024) * 1000) / 1000)
const mebibytesOf = (gigabytes: string) => Math.round(Number(gigabytes.replace(',', '.')) * 1024)
const wordsOf = (text: string) => text.split(/[\s,;]+/).filter(word => word !== '')

function problemsOf(draft: Draft): Readonly<Record<'name' | 'cores' | 'memory' | 'tags', string | undefined>> {
  const cores = Number(draft.cores)
  const memory = mebibytesOf(draft.memory)
  return {
    name: guestNameSchema.safeParse(draft.name).success ? undefined : 'Letters, digits and hyphens, at most 63.',
    cores: Number.isInteger(cores) && cores >= 1 && cores <= 512 ? undefined : 'A whole number from 1 to 512.',
    memory: Number.isFinite(memory) && memory >= 16 ? undefined : 'A number of gigabytes, for example 2 or 0.5.',
    tags: wordsOf(draft.tags).every(tag => tagSchema.safeParse(tag).success)
      ? undefined
      : 'Letters, digits, hyphens, dots and underscores, parted by spaces.',
  }
}

/** What differs from what is set; nothing else is sent. */
function changeOf(draft: Draft, config: GuestConfig): GuestChange {
  const tags = wordsOf(draft.tags)
  const bootOrder = wordsOf(draft.bootOrder)
  const described = partDescription(config.description)
  const differs = (one: readonly string[], other: readonly string[]) => one.join(' ') !== other.join(' ')
  return {
    ...(draft.name.trim() !== config.name && { name: draft.name.trim() }),
    ...(Number(draft.cores) !== config.cores && { cores: Number(draft.cores) }),
    ...(draft.memory !== gigabytesOf(config.memoryMiB) && { memoryMiB: mebibytesOf(draft.memory) }),
    ...(draft.description.trim() !== described.text && {
      description: [draft.description.trim(), described.mark].filter(part => part !== '').join('\n\n'),
    }),
    ...(draft.startOnBoot !== config.startOnBoot && { startOnBoot: draft.startOnBoot }),
    ...(draft.protected !== config.protected && { protected: draft.protected }),
    ...(differs(tags, config.tags) && { tags }),
    ...(bootOrder.length > 0 && differs(bootOrder, config.bootOrder) && { bootOrder }),
  }
}
