import { useMutation } from '@tanstack/react-query'
import { Hourglass } from 'lucide-react'
import type { GuestDetail, PendingChange } from '../../../shared/model/guest.ts'
import { client } from '../../lib/client.ts'
import { problemFrom } from '../../lib/errors.ts'
import { nothing } from '../../lib/format.ts'
import { api, queryClient } from '../../lib/query.ts'
import { Button } from '../../ui/button.tsx'
import { ClusterProblem } from './cluster-problem.tsx'
import { fieldWords, valueWords } from './guest-words.ts'

/** The settings that wait for a restart of a guest, each with a way to drop it; nothing when none waits. */
export function PendingChanges({ detail, onRestart }: { readonly detail: GuestDetail; readonly onRestart: () => void }) {
  const { guest, pending } = detail
  const drop = useMutation({
    mutationFn: ({ fields, approved }: { readonly fields: readonly string[]; readonly approved: boolean }) =>
      client.proxmox.revert({ guest: String(guest.vmid), cluster: guest.cluster, fields: [...fields], approved }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: api.proxmox.guest.key() }),
  })
  const again = (approved: boolean) => {
    if (drop.variables !== undefined) drop.mutate({ ...drop.variables, approved })
  }
  if (pending.length === 0) return null
  return (
    <>
      <section className="flex flex-none items-start gap-4 rounded-lg border bg-card px-4 py-2.5 shadow-card">
        <h3 className="flex min-h-8 flex-none items-center gap-2 font-semibold">
          <Hourglass aria-hidden="true" className="text-muted-foreground" />
          {pending.length === 1 ? 'One change waits for a restart' : `${pending.length} changes wait for a restart`}
        </h3>
        <ul aria-label="Changes that wait" className="min-w-0 flex-1">
          {pending.map(each => (
            <PendingLine
              key={each.field}
              change={each}
              pending={drop.isPending}
              onDrop={() => drop.mutate({ fields: [each.field], approved: false })}
            />
          ))}
        </ul>
        {pending.length > 1 ? (
          <Button
            variant="ghost"
            disabled={drop.isPending}
            onClick={() => drop.mutate({ fields: pending.map(each => each.field), approved: false })}
          >
            Drop them all
          </Button>
        ) : null}
        <Button onClick={onRestart} disabled={drop.isPending}>
          Restart it
        </Button>
      </section>
      {drop.error === null ? null : (
        <ClusterProblem
          problem={problemFrom(drop.error)}
          cluster={guest.cluster}
          pending={drop.isPending}
          onRetry={() => again(false)}
          onApprove={() => again(true)}
        />
      )}
    </>
  )
}

function PendingLine({
  change,
  pending,
  onDrop,
}: {
  readonly change: PendingChange
  readonly pending: boolean
  readonly onDrop: () => void
}) {
  return (
    <li className="flex min-h-8 items-center gap-2">
      <span className="text-muted-foreground">{fieldWords(change.field)}</span>
      <s className="truncate text-subtle-foreground">
        <span className="sr-only">from </span>
        {change.now === undefined ? nothing : valueWords(change.field, change.now)}
      </s>
      <span className="truncate font-medium">
        <span className="sr-only">to </span>
        {change.next === undefined ? 'taken away' : valueWords(change.field, change.next)}
      </span>
      <Button size="sm" variant="ghost" disabled={pending} aria-label={`Drop the change of ${fieldWords(change.field)}`} onClick={onDrop}>
        Drop
      </Button>
    </li>
  )
}
