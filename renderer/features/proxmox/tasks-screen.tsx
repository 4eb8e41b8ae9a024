import { useState } from 'react'
import { useSearchParams } from 'react-router'
import type { ClusterTask } from '../../../shared/model/cluster.ts'
import { problemFrom } from '../../lib/errors.ts'
import { useNow } from '../../lib/now.ts'
import { usePage } from '../../lib/page.ts'
import { ListBones } from '../../ui/bones.tsx'
import { Card, CardHead } from '../../ui/card.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { VirtualList } from '../../ui/virtual-list.tsx'
import { ClusterProblem } from './cluster-problem.tsx'
import { clusterAddress } from './proxmox-addresses.ts'
import { TaskDrawer } from './task-drawer.tsx'
import { TaskRow } from './task-row.tsx'
import { useTasks } from './tasks-card.tsx'
import { useCluster } from './use-cluster.ts'

type Filter = 'all' | 'running' | 'failed'

const keeps: Readonly<Record<Filter, (task: ClusterTask) => boolean>> = {
  all: () => true,
  running: task => task.state === 'running',
  failed: task => task.state === 'failed' || task.state === 'warned',
}

/** All that Proxmox tells of what ran in a cluster, newest first. */
export function TasksScreen() {
  const [search] = useSearchParams()
  const name = search.get('cluster') ?? ''
  const cluster = useCluster(name)
  usePage('Tasks', [{ label: 'Proxmox', to: clusterAddress(name === '' ? undefined : name) }])
  const tasks = useTasks(cluster?.id ?? name)
  const now = useNow()
  const [filter, setFilter] = useState<Filter>('all')
  const [open, setOpen] = useState<string>()
  const shown = (tasks.data ?? []).filter(keeps[filter])
  const opened = tasks.data?.find(task => task.id === open)
  if (tasks.error !== null) return <ClusterProblem problem={problemFrom(tasks.error)} cluster={name} onRetry={() => void tasks.refetch()} />
  return (
    <Card flush>
      <CardHead title={`Tasks of ${cluster?.name ?? name}`}>
        <Segmented
          label="Which tasks"
          value={filter}
          onValueChange={setFilter}
          options={[
            { value: 'all', label: 'All' },
            { value: 'running', label: 'Running' },
            { value: 'failed', label: 'Not well' },
          ]}
        />
      </CardHead>
      {tasks.data === undefined ? (
        <ListBones label="Looking at the tasks" />
      ) : shown.length === 0 ? (
        <div className="border-t">
          <EmptyState title={filter === 'failed' ? 'Nothing went wrong' : filter === 'running' ? 'Nothing runs now' : 'Nothing ran yet'} />
        </div>
      ) : (
        <VirtualList
          label="Tasks"
          items={shown}
          itemKey={task => task.id}
          rowHeight={55}
          className={shown.length > 11 ? 'h-[calc(100vh-160px)] min-h-72 border-t' : 'h-auto overflow-visible border-t'}
        >
          {task => <TaskRow task={task} now={now} onOpen={() => setOpen(task.id)} />}
        </VirtualList>
      )}
      {opened === undefined ? null : <TaskDrawer cluster={cluster?.id ?? name} task={opened} onClose={() => setOpen(undefined)} />}
    </Card>
  )
}
