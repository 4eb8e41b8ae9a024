import { useQuery } from '@tanstack/react-query'
import type { GuestView } from '../../../shared/model/guest.ts'
import type { GuestChange } from '../../../shared/model/guest-wish.ts'
import { problemFrom } from '../../lib/errors.ts'
import { api } from '../../lib/query.ts'
import { useSettled } from '../../lib/settled.ts'
import { Badge } from '../../ui/badge.tsx'
import { Bone, Waiting } from '../../ui/bones.tsx'
import { ClusterProblem } from './cluster-problem.tsx'
import { fieldWords, valueWords } from './guest-words.ts'

/** Whether a change asks for anything. */
export function isEmptyChange(change: GuestChange): boolean {
  return Object.values(change).every(value => value === undefined)
}

/** What a change would do, as it is being typed: from what to what, now or at the next start, and what it costs. */
export function useChangePreview(guest: GuestView, change: GuestChange) {
  const now = JSON.stringify(change)
  const asked = useSettled(now, 300)
  const preview = useQuery(
    api.proxmox.previewChange.queryOptions({
      input: { guest: String(guest.vmid), cluster: guest.cluster, change: JSON.parse(asked) as GuestChange },
      enabled: !isEmptyChange(JSON.parse(asked)),
      staleTime: 0,
      gcTime: 0,
    }),
  )
  const settled = now === asked && !isEmptyChange(change) && preview.data !== undefined
  return { preview, ready: settled && (preview.data?.changes.length ?? 0) > 0 }
}

/** Shows the preview of a change. */
export function ChangePreview({
  guest,
  change,
  preview,
}: {
  readonly guest: GuestView
  readonly change: GuestChange
  readonly preview: ReturnType<typeof useChangePreview>['preview']
}) {
  if (isEmptyChange(change)) return <p className="text-muted-foreground">Nothing is changed yet.</p>
  if (preview.error !== null)
    return <ClusterProblem problem={problemFrom(preview.error)} cluster={guest.cluster} onRetry={() => void preview.refetch()} />
  if (preview.data === undefined)
    return (
      <Waiting label="Looking at what that would do">
        <Bone className="w-4/5" />
        <Bone className="mt-2 w-3/5" />
      </Waiting>
    )
  if (preview.data.changes.length === 0) return <p className="text-muted-foreground">That is what it is set to already.</p>
  return (
    <>
      <ul aria-label="What would change" className="flex flex-col gap-2">
        {preview.data.changes.map(each => (
          <li key={each.field} className="flex items-start justify-between gap-3">
            <span className="min-w-0 break-words">
              {fieldWords(each.field)}
              <span className="block text-xs tabular-nums">
                <s className="text-subtle-foreground">
                  <span className="sr-only">from </span>
                  {each.from === '' ? 'nothing' : valueWords(each.field, each.from)}
                </s>{' '}
                <span className="font-medium">
                  <span className="sr-only">to </span>
                  {each.to === '' ? 'nothing' : valueWords(each.field, each.to)}
                </span>
              </span>
            </span>
            <Badge tone={each.when === 'now' ? 'ok' : 'warn'}>{each.when === 'now' ? 'Now' : 'At its next start'}</Badge>
          </li>
        ))}
      </ul>
      <p className="mt-3 border-t pt-3 text-muted-foreground">{preview.data.downtime}</p>
    </>
  )
}
