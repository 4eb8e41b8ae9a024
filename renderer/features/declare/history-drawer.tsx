import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Commit, DeclarationDetail } from '../../../shared/model/declared.ts'
import type { KeptPlan } from '../../../shared/model/plan.ts'
import { problemFrom } from '../../lib/errors.ts'
import { formatMoment } from '../../lib/format.ts'
import { useNow } from '../../lib/now.ts'
import { api } from '../../lib/query.ts'
import { ListBones } from '../../ui/bones.tsx'
import { Button } from '../../ui/button.tsx'
import { Drawer } from '../../ui/drawer.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { ComparedText } from './compared-text.tsx'

/** Earlier versions of a text: who changed it, when and why, what differs from now, and the ways back. */
export function HistoryDrawer({
  name,
  onRestored,
  onPlan,
  onClose,
}: {
  readonly name: string
  readonly onRestored: (detail: DeclarationDetail) => void
  readonly onPlan: (kept: KeptPlan) => void
  readonly onClose: () => void
}) {
  const history = useQuery(api.declarations.history.queryOptions({ input: { name, limit: 100 } }))
  const [open, setOpen] = useState<string>()
  return (
    <Drawer title="Earlier versions" onClose={onClose}>
      {history.error === null ? null : <ErrorPanel problem={problemFrom(history.error)} onFix={() => void history.refetch()} />}
      {history.data === undefined && history.error === null ? <ListBones label="Looking for earlier versions" /> : null}
      <ol className="flex flex-col gap-3">
        {history.data?.map((commit, index) => (
          <Version
            key={commit.revision}
            name={name}
            commit={commit}
            newest={index === 0}
            open={open === commit.revision}
            onOpen={() => setOpen(now => (now === commit.revision ? undefined : commit.revision))}
            onRestored={onRestored}
            onPlan={onPlan}
          />
        ))}
      </ol>
    </Drawer>
  )
}

function Version({
  name,
  commit,
  newest,
  open,
  onOpen,
  onRestored,
  onPlan,
}: {
  readonly name: string
  readonly commit: Commit
  readonly newest: boolean
  readonly open: boolean
  readonly onOpen: () => void
  readonly onRestored: (detail: DeclarationDetail) => void
  readonly onPlan: (kept: KeptPlan) => void
}) {
  const now = useNow()
  const compared = useQuery(api.declarations.compare.queryOptions({ input: { name, from: commit.revision }, enabled: open }))
  const restore = useMutation(api.declarations.restore.mutationOptions({ onSuccess: onRestored }))
  const wayBack = useMutation(api.declarations.rollback.mutationOptions({ onSuccess: onPlan }))
  const error = restore.error ?? wayBack.error ?? compared.error
  return (
    <li className="rounded-lg border p-3">
      <button type="button" aria-expanded={open} onClick={onOpen} className="w-full text-left">
        <span className="block font-medium">{commit.reason}</span>
        <span className="text-muted-foreground text-xs">
          {commit.author}, {formatMoment(commit.at, now)}
          {newest ? ', the newest' : ''}
        </span>
      </button>
      {open ? (
        <div className="mt-3 flex flex-col gap-3">
          {compared.data === undefined ? null : newest ? (
            <p className="text-muted-foreground">This is the text as it is kept now.</p>
          ) : (
            <ComparedText from={compared.data.to} to={compared.data.from} />
          )}
          {error === null ? null : <ErrorPanel problem={problemFrom(error)} />}
          {newest ? null : (
            <div className="flex flex-wrap gap-2">
              <Button
                pending={restore.isPending ? 'Bringing it back' : undefined}
                onClick={() => restore.mutate({ name, revision: commit.revision })}
              >
                Bring this text back
              </Button>
              <Button pending={wayBack.isPending ? 'Planning' : undefined} onClick={() => wayBack.mutate({ revision: commit.revision })}>
                Take the lab back to then
              </Button>
            </div>
          )}
        </div>
      ) : null}
    </li>
  )
}
