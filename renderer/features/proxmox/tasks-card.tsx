import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ClusterView } from '../../../shared/model/cluster.ts'
import { problemFrom } from '../../lib/errors.ts'
import { useNow } from '../../lib/now.ts'
import { api } from '../../lib/query.ts'
import { ListBones } from '../../ui/bones.tsx'
import { Card, CardBody, CardHead } from '../../ui/card.tsx'
import { TextLink } from '../../ui/text-link.tsx'
import { ClusterProblem } from './cluster-problem.tsx'
import { tasksAddress } from './proxmox-addresses.ts'
import { TaskDrawer } from './task-drawer.tsx'
import { TaskRow } from './task-row.tsx'

const mostTasks = 4
const askEveryMs = 2000

/** The newest tasks of a cluster, asked for every two seconds while one runs. */
export function useTasks(cluster: string) {
  return useQuery(
    api.proxmox.tasks.queryOptions({
      input: { cluster },
      refetchInterval: query => (query.state.data?.some(task => task.state === 'running') ? askEveryMs : false),
    }),
  )
}

/** What Proxmox did last, live. */
export function TasksCard({ cluster }: { readonly cluster: ClusterView }) {
  const tasks = useTasks(cluster.id)
  const now = useNow()
  const [open, setOpen] = useState<string>()
  const shown = tasks.data?.find(task => task.id === open)
  return (
    <Card className="flex-1">
      <CardHead title="Tasks">
        <TextLink to={tasksAddress(cluster.name)} className="text-xs">
          All
        </TextLink>
      </CardHead>
      {tasks.error === null ? null : (
        <CardBody afterHead>
          <ClusterProblem problem={problemFrom(tasks.error)} cluster={cluster.id} onRetry={() => void tasks.refetch()} />
        </CardBody>
      )}
      {tasks.isPending ? <ListBones rows={3} label="Looking at the tasks" /> : null}
      {tasks.data?.length === 0 ? <p className="px-4 pb-4 text-muted-foreground">Nothing ran here lately.</p> : null}
      <ul aria-label="Newest tasks" className="pb-2">
        {(tasks.data ?? []).slice(0, mostTasks).map(task => (
          <li key={task.id}>
            <TaskRow task={task} now={now} onOpen={() => setOpen(task.id)} />
          </li>
        ))}
      </ul>
      {shown === undefined ? null : <TaskDrawer cluster={cluster.id} task={shown} onClose={() => setOpen(undefined)} />}
    </Card>
  )
}
