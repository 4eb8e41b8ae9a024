import { useMutation, useQuery } from '@tanstack/react-query'
import type { Drift, KeptPlan } from '../../../shared/model/plan.ts'
import { problemFrom } from '../../lib/errors.ts'
import { api } from '../../lib/query.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { MessagePanel } from '../../ui/message-panel.tsx'
import { IgnoreMenu } from './ignore-menu.tsx'
import { IgnoredDrift } from './ignored-drift.tsx'

/** Where the lab is not as it was declared: put it back, accept it, or hear of it again later. */
export function DriftList({ onPlan }: { readonly onPlan: (kept: KeptPlan) => void }) {
  const { drift = [] } = useQuery(api.declarations.drift.queryOptions({ input: {} })).data ?? {}
  return (
    <>
      <SaidDrift drift={drift.filter(each => each.ignoredUntil === undefined)} onPlan={onPlan} />
      <IgnoredDrift ignored={drift.filter(each => each.ignoredUntil !== undefined)} />
    </>
  )
}

function SaidDrift({ drift: shown, onPlan }: { readonly drift: readonly Drift[]; readonly onPlan: (kept: KeptPlan) => void }) {
  const putBack = useMutation(api.declarations.putBack.mutationOptions({ onSuccess: onPlan }))
  const accept = useMutation(api.declarations.acceptDrift.mutationOptions())
  const ignore = useMutation(api.declarations.ignoreDrift.mutationOptions())
  const error = putBack.error ?? accept.error ?? ignore.error
  const busy = putBack.isPending || accept.isPending || ignore.isPending
  if (shown.length === 0) return error === null ? null : <ErrorPanel problem={problemFrom(error)} className="mx-4 mb-3" />
  return (
    <MessagePanel
      tone="warn"
      title={shown.length === 1 ? 'Something is not as you wanted it' : `${shown.length} things are not as you wanted them`}
      className="mx-4 mb-3"
      actions={
        shown.length > 1 ? (
          <Button disabled={busy} onClick={() => putBack.mutate({})}>
            Put everything back
          </Button>
        ) : undefined
      }
    >
      <ul className="mt-1 flex flex-col gap-2">
        {shown.map(drift => (
          <DriftRow
            key={drift.id}
            drift={drift}
            busy={busy}
            onPutBack={() => putBack.mutate({ drift: [drift.id] })}
            onAccept={() => accept.mutate({ drift: drift.id })}
            onIgnore={until => ignore.mutate({ drift: drift.id, until })}
          />
        ))}
      </ul>
      {error === null ? null : <ErrorPanel problem={problemFrom(error)} className="mt-2" />}
    </MessagePanel>
  )
}

function DriftRow({
  drift,
  busy,
  onPutBack,
  onAccept,
  onIgnore,
}: {
  readonly drift: Drift
  readonly busy: boolean
  readonly onPutBack: () => void
  readonly onAccept: () => void
  readonly onIgnore: (until: number) => void
}) {
  return (
    <li>
      <p>{drift.sentence}</p>
      {drift.automatic?.failed === undefined ? null : (
        <p className="text-muted-foreground text-xs">It could not be put back by itself. {drift.automatic.failed}</p>
      )}
      <div className="mt-1.5 flex flex-wrap gap-2">
        <Button size="sm" disabled={busy} onClick={onPutBack}>
          Put it back
        </Button>
        <Button size="sm" disabled={busy} onClick={onAccept}>
          Accept it
        </Button>
        <IgnoreMenu about={drift.sentence} busy={busy} onIgnore={onIgnore} />
      </div>
    </li>
  )
}
