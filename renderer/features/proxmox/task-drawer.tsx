import { useMutation, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { ClusterTask } from '../../../shared/model/cluster.ts'
import { client } from '../../lib/client.ts'
import { problemFrom } from '../../lib/errors.ts'
import { formatClock, formatDay } from '../../lib/format.ts'
import { useDepth } from '../../lib/look.ts'
import { useNow } from '../../lib/now.ts'
import { api, queryClient } from '../../lib/query.ts'
import { Badge } from '../../ui/badge.tsx'
import { ListBones } from '../../ui/bones.tsx'
import { Button } from '../../ui/button.tsx'
import { DescriptionList } from '../../ui/description-list.tsx'
import { Drawer } from '../../ui/drawer.tsx'
import { LogView } from '../../ui/log-view.tsx'
import type { Tone } from '../../ui/status-dot.tsx'
import { ClusterProblem } from './cluster-problem.tsx'
import { taskNote } from './cluster-words.ts'

const states: Readonly<Record<ClusterTask['state'], { readonly tone: Tone; readonly word: string }>> = {
  running: { tone: 'run', word: 'Running' },
  succeeded: { tone: 'ok', word: 'Done' },
  warned: { tone: 'warn', word: 'Warnings' },
  failed: { tone: 'bad', word: 'Failed' },
  unknown: { tone: 'unknown', word: 'Not known' },
}

interface Written {
  readonly task: ClusterTask
  readonly lines: readonly { readonly number: number; readonly text: string }[]
  /** Whether the last answer brought lines: then there may be more. */
  readonly more: boolean
}

/** What a task wrote, live while it runs; lines already read are not asked for again. */
function useTaskLog(cluster: string, task: string) {
  const queryKey = [...api.proxmox.taskLog.key(), cluster, task]
  return useQuery({
    queryKey,
    staleTime: 0,
    queryFn: async ({ signal }): Promise<Written> => {
      const before = queryClient.getQueryData<Written>(queryKey)?.lines ?? []
      const next = await client.proxmox.taskLog({ cluster, task, after: before.at(-1)?.number ?? 0 }, { signal })
      return { task: next.task, lines: [...before, ...next.lines], more: next.lines.length > 0 }
    },
    refetchInterval: query => {
      const data = query.state.data
      return data === undefined ? false : data.task.state === 'running' ? 1000 : data.more ? 50 : false
    },
  })
}

/** A task of Proxmox beside the page: how it stands, what it wrote, and the way to abort it while it runs. */
export function TaskDrawer({
  cluster,
  task: known,
  onClose,
}: {
  readonly cluster: string
  readonly task: ClusterTask
  readonly onClose: () => void
}) {
  const { shows } = useDepth()
  const now = useNow()
  const log = useTaskLog(cluster, known.id)
  const task = log.data?.task ?? known
  const abort = useMutation({
    mutationFn: () => client.proxmox.abortTask({ cluster, task: task.id }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: api.proxmox.key() }),
  })
  const lines = useMemo(() => (log.data?.lines ?? []).map(line => ({ id: line.number, text: line.text })), [log.data])
  const failure = abort.error ?? log.error
  const { tone, word } = states[task.state]
  return (
    <Drawer
      title={task.title}
      onClose={onClose}
      badge={<Badge tone={tone}>{word}</Badge>}
      footer={
        task.state === 'running' ? (
          <>
            <p className="mr-auto text-muted-foreground text-xs">Aborting may leave its work half done.</p>
            <Button pending={abort.isPending || abort.isSuccess ? 'Aborting' : undefined} onClick={() => abort.mutate()}>
              Abort
            </Button>
          </>
        ) : undefined
      }
    >
      {failure === null ? null : (
        <ClusterProblem
          className="mb-3"
          problem={problemFrom(failure)}
          cluster={cluster}
          onRetry={() => (abort.error === null ? void log.refetch() : abort.mutate())}
        />
      )}
      <DescriptionList
        rows={[
          { name: 'How it went', value: taskNote(task, now) },
          { name: 'Begun', value: `${formatDay(task.startedAt, now)}, ${formatClock(task.startedAt)}` },
          { name: 'By', value: task.user },
          { name: 'On', value: task.node },
          ...(shows('advanced') ? [{ name: 'Kind', value: <span className="mono">{task.type}</span> }] : []),
        ]}
      />
      {shows('expert') ? <p className="mono mt-2 break-all text-muted-foreground text-xs">{task.id}</p> : null}
      <div className="mt-4">
        {log.isPending ? (
          <ListBones rows={3} label="Reading what it wrote" />
        ) : (
          <>
            <h3 className="mb-2 font-medium">In Proxmox’s own words</h3>
            <LogView lines={lines} label="Log of the task" className="h-[calc(100vh-372px)]" />
          </>
        )}
      </div>
    </Drawer>
  )
}
