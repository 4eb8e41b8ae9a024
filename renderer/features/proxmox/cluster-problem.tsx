import { useMutation } from '@tanstack/react-query'
import { useNavigate } from 'react-router'
import type { Problem } from '../../../shared/errors/problem.ts'
import { client } from '../../lib/client.ts'
import { problemFrom } from '../../lib/errors.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorPanel, type ScreenFix } from '../../ui/error-panel.tsx'
import { MessagePanel } from '../../ui/message-panel.tsx'
import { showToast } from '../../ui/toast.tsx'
import { changeAddress } from './proxmox-addresses.ts'

/** An error of Proxmox with its fixes, which it carries out itself; `onRetry` asks again, `onApprove` asks again with consent. */
export function ClusterProblem({
  problem,
  cluster,
  onRetry,
  onApprove,
  pending,
  className,
}: {
  readonly problem: Problem
  readonly cluster: string
  readonly onRetry: () => void
  readonly onApprove?: (() => void) | undefined
  readonly pending?: boolean
  readonly className?: string
}) {
  const navigate = useNavigate()
  const act = useMutation({
    mutationFn: async (fix: Extract<ScreenFix, { kind: 'do' }>) => {
      const about = fix.data?.cluster ?? cluster
      if (fix.action === 'accept-fingerprint' && fix.data?.fingerprint !== undefined) {
        await client.proxmox.edit({ cluster: about, fingerprint: fix.data.fingerprint })
        onRetry()
      } else if (fix.action === 'shut-down-guest' && fix.data?.guest !== undefined) {
        const { job } = await client.proxmox.power({ guest: fix.data.guest, cluster: about, action: 'shutdown' })
        showToast({
          title: `Shutting down ${fix.data.guest}.`,
          tone: 'plain',
          steps: [{ label: 'Show progress', to: `/activity/${job}` }],
        })
      }
    },
  })
  const fix = (wanted: ScreenFix) => {
    if (wanted.kind === 'retry') onRetry()
    else if (wanted.action === 'approve') (onApprove ?? onRetry)()
    else if (wanted.action === 'change-cluster-login') void navigate(changeAddress(wanted.data?.cluster ?? cluster))
    else act.mutate(wanted)
  }
  const consent = problem.fixes.find(each => each.kind === 'do' && each.action === 'approve')
  if (consent?.kind === 'do' && onApprove !== undefined)
    return (
      <MessagePanel
        tone="warn"
        alert
        title={`${problem.title}.`}
        actions={
          <Button variant="primary" pending={pending ? 'Working on it' : undefined} onClick={onApprove}>
            {consent.label}
          </Button>
        }
        {...(className === undefined ? {} : { className })}
      >
        {problem.because === undefined ? null : <p>{problem.because}</p>}
      </MessagePanel>
    )
  return (
    <>
      <ErrorPanel
        problem={problem}
        onFix={fix}
        pending={pending || act.isPending ? 'Working on it' : undefined}
        {...(className === undefined ? {} : { className })}
      />
      {act.error === null ? null : <ErrorPanel problem={problemFrom(act.error)} className="mt-3" />}
    </>
  )
}
