import { ChevronDown } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'
import { Menu } from '../../ui/menu.tsx'

const dayMs = 24 * 3600_000

const spans = [
  { label: 'For a day', days: 1 },
  { label: 'For a week', days: 7 },
  { label: 'For a month', days: 30 },
] as const

/** Says nothing of a difference for a while, or until a day. */
export function IgnoreMenu({
  about,
  busy,
  onIgnore,
}: {
  readonly about: string
  readonly busy: boolean
  /** With the moment from which it is said again. */
  readonly onIgnore: (until: number) => void
}) {
  const [choosing, setChoosing] = useState(false)
  return (
    <>
      <Menu
        align="start"
        items={[
          ...spans.map(({ label, days }) => ({ label, onSelect: () => onIgnore(Date.now() + days * dayMs) })),
          { label: 'Until a date', group: true, onSelect: () => setChoosing(true) },
        ]}
      >
        <Button size="sm" variant="ghost" disabled={busy}>
          Ignore
          <ChevronDown aria-hidden="true" className="size-3.5" />
        </Button>
      </Menu>
      {choosing ? <UntilDialog about={about} onChoose={onIgnore} onClose={() => setChoosing(false)} /> : null}
    </>
  )
}

function UntilDialog({
  about,
  onChoose,
  onClose,
}: {
  readonly about: string
  readonly onChoose: (until: number) => void
  readonly onClose: () => void
}) {
  const [day, setDay] = useState('')
  // Without a zone a date and time is that of this computer.
  const until = Date.parse(`${day}T00:00`)
  const past = until <= Date.now()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (Number.isNaN(until) || past) return
    onChoose(until)
    onClose()
  }
  return (
    <Dialog open onOpenChange={open => (open ? undefined : onClose())} title="Ignore until" description={about}>
      <form onSubmit={submit} className="mt-4 flex flex-col gap-4">
        <Field label="Say it again on" error={past ? 'This day has begun already.' : undefined}>
          {({ invalid, ...control }) => (
            <Input {...control} type="date" invalid={invalid} value={day} onChange={event => setDay(event.target.value)} />
          )}
        </Field>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" disabled={Number.isNaN(until) || past}>
            Ignore
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
