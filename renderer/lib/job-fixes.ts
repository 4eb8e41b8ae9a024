import { useMutation } from '@tanstack/react-query'
import { useNavigate } from 'react-router'
import type { JobView } from '../../shared/model/job.ts'
import type { ScreenFix } from '../ui/error-panel.tsx'
import { client } from './client.ts'
import { rememberDeploy, rememberedDeploy } from './deploy-requests.ts'
import { type GuestQuestion, guestAddress } from './guest-address.ts'
import { startedAgain } from './started-jobs.ts'

/** Carries out the fixes that a failed job offers: asks for it again, or opens the screen where the cause is put right. */
export function useJobFixes(job: JobView): {
  readonly fix: (fix: ScreenFix) => void
  readonly pending: string | undefined
  readonly error: Error | null
} {
  const navigate = useNavigate()
  const again = useMutation({
    mutationFn: () => startAgain(job),
    onSuccess: next => {
      if (next === undefined) void navigate(job.kind === 'deploy' ? deployAddress(job, {}) : subjectAddress(job.subject))
      else if (job.kind === 'deploy') void navigate(`/apps/${next.subject}`)
      else void navigate(`/activity/${next.job}`)
    },
  })
  const { name, device } = job.subject
  const fix = (wanted: ScreenFix) => {
    if (wanted.kind === 'retry') return again.mutate()
    switch (wanted.action) {
      case 'change-cluster-login':
        return void navigate(`/proxmox?open=connection&cluster=${encodeURIComponent(wanted.data?.cluster ?? device ?? '')}`)
      case 'shut-down-guest':
        return void navigate(subjectAddress(job.subject, 'shut-down'))
      case 'use-port':
        return void navigate(deployAddress(job, { port: wanted.data?.port ?? '' }))
      case 'choose-device':
        return void navigate(deployAddress(job, { without: device ?? '' }))
      case 'use-other-name':
        return void navigate(deployAddress(job, { name: '' }))
      default:
        return void navigate(job.subject.kind === 'guest' ? subjectAddress(job.subject) : `/devices/${device ?? name}`)
    }
  }
  return { fix, pending: again.isPending ? 'Starting' : undefined, error: again.error }
}

/** The page of what a job is about; that of a guest may open with a question. */
export function subjectAddress(subject: JobView['subject'], ask?: GuestQuestion): string {
  switch (subject.kind) {
    case 'none':
      return '/activity'
    case 'guest':
      return guestAddress({ cluster: subject.device ?? '', vmid: subject.name }, ask)
    case 'app':
      return `/apps/${subject.name}`
    case 'declaration':
      return '/declare'
    case 'device':
      return `/devices/${subject.name}`
  }
}

/** The deploy screen filled in as it was for a job; `changes` says what to think over there. */
export function deployAddress(job: JobView, changes: Readonly<Record<string, string>>): string {
  const { name, recipe = name } = job.subject
  return `/apps/deploy/${recipe}?${new URLSearchParams({ after: job.id, called: name, ...changes })}`
}

async function startAgain(job: JobView): Promise<{ readonly job: string; readonly subject: string } | undefined> {
  const { name } = job.subject
  switch (job.kind) {
    case 'deploy': {
      const request = rememberedDeploy(job.id)
      if (request === undefined) return undefined
      const started = await client.apps.deploy(request)
      rememberDeploy(started.job, request)
      return { job: started.job, subject: started.app }
    }
    case 'start-app':
      return { ...(await client.apps.start({ app: name })), subject: name }
    case 'stop-app':
      return { ...(await client.apps.stop({ app: name })), subject: name }
    case 'restart-app':
      return { ...(await client.apps.restart({ app: name })), subject: name }
    case 'devices.installDocker':
      return { ...(await client.devices.installDocker({ device: name })), subject: name }
    default: {
      const next = await startedAgain(job.id)
      return next && { ...next, subject: name }
    }
  }
}
