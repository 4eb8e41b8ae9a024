import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { GuestView } from '../../../shared/model/guest.ts'
import { problemFrom } from '../../lib/errors.ts'
import { useNow } from '../../lib/now.ts'
import { api } from '../../lib/query.ts'
import { ListBones } from '../../ui/bones.tsx'
import { Card } from '../../ui/card.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ClusterProblem } from './cluster-problem.tsx'
import { TaskDrawer } from './task-drawer.tsx'
import { TaskRow } from './task-row.tsx'

const askEveryMs = 2000

/** What Proxmox did with a guest, newest first, live while something runs. */
export function GuestTasks({ guest }: { readonly guest: GuestView }) {
  const now = useNow()
  const [open, setOpen] = useState<string>()
  const tasks = useQuery(
    api.proxmox.guestTasks.queryOptions({
      input: { guest: String(guest.vmid), cluster: guest.cluster },
      refetchInterval: query => (query.state.data?.some(task => task.state === 'running') ? askEveryMs : false),
    }),
  )
  const opened = tasks.data?.find(task => task.id === open)
  if (tasks.error !== null)
    return <ClusterProblem problem={problemFrom(tasks.error)} cluster={guest.cluster} onRetry={() => void tasks.refetch()} />
  if (tasks.data === undefined) return <ListBones label="Looking at its tasks" />
  return (
    <Card flush>
      {tasks.data.length === 0 ? (
        <EmptyState title="Nothing was done with it lately">Proxmox keeps its newest tasks only.</EmptyState>
      ) : (
        <ul aria-label={`Tasks of ${guest.name}`}>
          {tasks.data.map(task => (
            <li key={task.id} className="border-t first:border-t-0">
              <TaskRow task={task} now={now} onOpen={() => setOpen(task.id)} />
            </li>
          ))}
        </ul>
      )}
      {opened === undefined ? null : <TaskDrawer cluster={guest.cluster} task={opened} onClose={() => setOpen(undefined)} />}
    </Card>
  )
}
