import { ArrowLeftRight, Camera, Check, CircleHelp, CircleX, RefreshCw, TriangleAlert } from 'lucide-react'
import type { ClusterTask } from '../../../shared/model/cluster.ts'
import { formatMoment } from '../../lib/format.ts'
import { taskNote } from './cluster-words.ts'

const looks = {
  running: { icon: RefreshCw, ink: 'text-primary-text', word: 'Running' },
  succeeded: { icon: Check, ink: 'text-ok', word: 'Done' },
  warned: { icon: TriangleAlert, ink: 'text-warn', word: 'Done with warnings' },
  failed: { icon: CircleX, ink: 'text-bad', word: 'Failed' },
  unknown: { icon: CircleHelp, ink: 'text-unknown', word: 'Not known' },
} as const

/** A task of Proxmox on one line; pressing it shows what it wrote. */
export function TaskRow({ task, now, onOpen }: { readonly task: ClusterTask; readonly now: number; readonly onOpen: () => void }) {
  const { icon, ink, word } = looks[task.state]
  const Icon = task.state === 'succeeded' ? iconOf(task.type) : icon
  return (
    <button
      type="button"
      onClick={onOpen}
      className="moves-instant grid w-full cursor-default grid-cols-[16px_minmax(0,1fr)_auto] items-center gap-x-3 px-4 py-[7px] text-left outline-offset-[-3px] hover:bg-hover"
    >
      <Icon aria-hidden="true" className={ink} />
      <span className="min-w-0">
        <span className="sr-only">{word}: </span>
        <span className="block truncate font-medium">{task.title}</span>
        <span className="block truncate text-muted-foreground text-xs tabular-nums">{taskNote(task, now)}</span>
      </span>
      <time dateTime={new Date(task.startedAt).toISOString()} className="text-muted-foreground text-xs">
        {formatMoment(task.startedAt, now)}
      </time>
    </button>
  )
}

function iconOf(type: string) {
  if (/snapshot/.test(type)) return Camera
  return /migrate/.test(type) ? ArrowLeftRight : Check
}
