import { useMutation, useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useParams } from 'react-router'
import type { DeclarationSummary } from '../../../shared/model/declared.ts'
import type { KeptPlan } from '../../../shared/model/plan.ts'
import { problemFrom } from '../../lib/errors.ts'
import { usePage } from '../../lib/page.ts'
import { api } from '../../lib/query.ts'
import { ListBones } from '../../ui/bones.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { ApplyDialog } from './apply-dialog.tsx'
import { declarationAddress, usualName } from './declare-addresses.ts'
import { DeclareMenu } from './declare-menu.tsx'
import { DocumentCard } from './document-card.tsx'
import { linesAsMarked, markDocument, nothingMarked } from './document-marks.ts'
import { DriftList } from './drift-list.tsx'
import { HistoryDrawer } from './history-drawer.tsx'
import { ModelReading } from './model-reading.tsx'
import { PlanCard } from './plan-card.tsx'
import { RunningPlan } from './running-plan.tsx'
import { useApply } from './use-apply.ts'
import { useDraft } from './use-draft.ts'
import { usePreview } from './use-preview.ts'
import { WaitingNote } from './waiting-note.tsx'
import { WaitingPlan } from './waiting-plan.tsx'

/** Say what you want, see what would happen, and have it done. */
export function DeclareScreen() {
  const { name } = useParams()
  const list = useQuery(api.declarations.list.queryOptions())
  const shown = name ?? (list.data?.some(each => each.name === usualName) ? usualName : (list.data?.[0]?.name ?? usualName))
  usePage(shown, [{ label: 'Declare', to: declarationAddress() }])
  if (list.error !== null) return <ErrorPanel problem={problemFrom(list.error)} onFix={() => void list.refetch()} />
  if (list.data === undefined) return <ListBones label="Looking for what you want" />
  // Each text has a draft of its own.
  return <Declaration key={shown} name={shown} known={list.data} />
}

function Declaration({ name, known }: { readonly name: string; readonly known: readonly DeclarationSummary[] }) {
  const exists = known.some(each => each.name === name)
  const query = useQuery(api.declarations.get.queryOptions({ input: { name }, enabled: exists }))
  // A text that was taken away is still among the answers.
  const detail = exists ? query.data : undefined
  const kept = exists ? detail?.text : ''
  const draft = useDraft(name, kept)
  const preview = usePreview(name, kept === undefined ? undefined : draft.text)
  const [editing, setEditing] = useState<number>()
  const [history, setHistory] = useState(false)
  const [other, setOther] = useState<KeptPlan>()
  const plan = preview.data?.plan
  const reading = preview.data?.reading
  const marked = useMemo(() => (preview.data ? markDocument(preview.data) : nothingMarked), [preview.data])
  const isRead = editing === undefined
  const lines = useMemo(() => (isRead ? linesAsMarked(draft.text, marked) : []), [isRead, draft.text, marked])
  const apply = useApply({ name, draft, basedOn: detail?.revision, exists })
  const answer = useMutation(
    api.declarations.reword.mutationOptions({ onSuccess: answered => (answered.changed ? draft.change(answered.text) : undefined) }),
  )
  const problem = detail?.problem
  if (exists && query.error !== null) return <ErrorPanel problem={problemFrom(query.error)} onFix={() => void query.refetch()} />
  // What is said before the text is there would take its place.
  if (kept === undefined) return <ListBones label="Looking for what you want" />
  return (
    <div className="flex h-full min-h-0 flex-col">
      {problem === undefined ? null : (
        <p role="status" className="mb-3 rounded-md border border-warn-border bg-warn-soft px-3 py-2">
          {problem}
        </p>
      )}
      <div className="grid min-h-0 flex-1 grid-cols-[minmax(0,440px)_minmax(0,1fr)] gap-5 max-[1100px]:grid-cols-2">
        <DocumentCard
          name={name}
          detail={detail}
          draft={draft}
          lines={lines}
          editing={editing}
          onEditing={setEditing}
          onHistory={() => setHistory(true)}
          menu={<DeclareMenu name={name} known={known} />}
          plain={known.length > 1}
        />
        {apply.job !== undefined ? (
          <RunningPlan job={apply.job} onClose={apply.forget} onUndo={apply.undo(setOther)} undoing={apply.undoing} />
        ) : other !== undefined ? (
          <WaitingPlan
            kept={other}
            onClose={() => setOther(undefined)}
            onStarted={job => {
              setOther(undefined)
              apply.follow(job)
            }}
          />
        ) : (
          <PlanCard
            plan={plan}
            reading={reading}
            current={preview.current && draft.theirs === undefined}
            problem={preview.error === null ? apply.problem : problemFrom(preview.error)}
            marked={marked}
            changed={draft.changed && draft.theirs === undefined}
            busy={apply.busy}
            onAnswer={({ about, reason }, option) =>
              answer.mutate({ name, text: draft.text, say: { kind: 'answer', about, reason, option } })
            }
            onKeep={apply.keep}
            onApply={apply.start}
            onRetry={() => {
              apply.reset()
              void preview.refetch()
            }}
          >
            <WaitingNote revision={detail?.revision} onLook={setOther} />
            <DriftList onPlan={setOther} />
            <ModelReading name={name} text={draft.text} onText={draft.change} />
            {answer.data !== undefined && !answer.data.changed ? <p className="px-4 pb-3">{answer.data.reply}</p> : null}
          </PlanCard>
        )}
      </div>
      {apply.asks === undefined ? null : (
        <ApplyDialog asks={apply.asks} pending={apply.busy !== undefined} onConfirm={apply.confirm} onClose={apply.forget} />
      )}
      {history ? (
        <HistoryDrawer
          name={name}
          onRestored={restored => {
            setHistory(false)
            draft.change(restored.text)
          }}
          onPlan={planned => {
            setHistory(false)
            setOther(planned)
          }}
          onClose={() => setHistory(false)}
        />
      ) : null}
    </div>
  )
}
