import { useMutation } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { problemFrom } from '../../lib/errors.ts'
import { rememberStart } from '../../lib/started-jobs.ts'
import { showToast } from '../../ui/toast.tsx'
import { ClusterProblem } from './cluster-problem.tsx'

/** Something that is asked of Proxmox and answered with a job. */
export interface Command<Input> {
  readonly send: (input: Input) => void
  readonly pending: boolean
  /** What went wrong with its fixes; nothing while all is well. */
  readonly panel: ReactNode
  readonly reset: () => void
}

/** Starts jobs; a refusal is shown with its fixes, and asked again with consent where consent was missing. */
export function useCommand<Input>({
  cluster,
  run,
  onStarted,
}: {
  readonly cluster: string
  readonly run: (input: Input, approved: boolean) => Promise<{ readonly job: string }>
  readonly onStarted: (job: string, input: Input) => void
}): Command<Input> {
  const start = useMutation({
    mutationFn: ({ input, approved }: { readonly input: Input; readonly approved: boolean }) => run(input, approved),
    onSuccess: ({ job }, { input, approved }) => {
      rememberStart(job, () => run(input, approved))
      onStarted(job, input)
    },
  })
  const { variables } = start
  const again = (approved: boolean) => {
    if (variables !== undefined) start.mutate({ input: variables.input, approved: approved || variables.approved })
  }
  return {
    send: input => start.mutate({ input, approved: false }),
    pending: start.isPending,
    panel:
      start.error === null ? null : (
        <ClusterProblem problem={problemFrom(start.error)} cluster={cluster} onRetry={() => again(false)} onApprove={() => again(true)} />
      ),
    reset: start.reset,
  }
}

/** Tells that a job began, with the way to it. */
export function tellStarted(title: string, job: string): void {
  showToast({ title, tone: 'plain', id: job, steps: [{ label: 'Show progress', to: `/activity/${job}` }] })
}
