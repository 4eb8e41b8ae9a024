import { useState } from 'react'
import type { Plan } from '../../../shared/model/plan.ts'
import { DangerDialog } from '../../ui/dialog.tsx'

/** Asks a second time where a plan takes much away: each thing that goes is ticked by its name. */
export function ApplyDialog({
  asks,
  pending,
  onConfirm,
  onClose,
}: {
  readonly asks: NonNullable<Plan['asksTwice']>
  readonly pending: boolean
  readonly onConfirm: (names: readonly string[]) => void
  readonly onClose: () => void
}) {
  const [ticked, setTicked] = useState<readonly string[]>([])
  const [only] = asks.names
  const several = asks.names.length > 1
  const ready = !several || asks.names.every(name => ticked.includes(name))
  return (
    <DangerDialog
      open
      onOpenChange={open => (open ? undefined : onClose())}
      title={several ? `Remove ${asks.names.length} things?` : `Remove ${only}?`}
      consequence={asks.because}
      {...(several ? {} : { typeName: only })}
      sure={ready}
      confirmLabel="Carry it out"
      keepLabel="Keep everything"
      pendingLabel={pending ? 'Starting' : undefined}
      onConfirm={() => onConfirm(asks.names)}
    >
      {several ? (
        <fieldset className="flex flex-col gap-1.5">
          <legend className="mb-1.5 font-medium">Tick each one that may go</legend>
          {asks.names.map(name => (
            <label key={name} className="flex items-center gap-2">
              <input
                type="checkbox"
                className="size-4 accent-(--primary)"
                checked={ticked.includes(name)}
                onChange={event => setTicked(now => (event.target.checked ? [...now, name] : now.filter(each => each !== name)))}
              />
              {name}
            </label>
          ))}
          {ready ? null : <p className="text-muted-foreground text-xs">{asks.names.length - ticked.length} not ticked yet.</p>}
        </fieldset>
      ) : null}
    </DangerDialog>
  )
}
