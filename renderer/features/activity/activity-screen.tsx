import { usePage } from '../../lib/page.ts'
import { AuditCard } from './audit-card.tsx'
import { JobsCard } from './jobs-card.tsx'
import { RunningJobs } from './running-jobs.tsx'

/** What runs and ran at the left, who changed what at the right. */
export function ActivityScreen() {
  usePage('Activity')
  return (
    <div className="grid items-start gap-4 wide:grid-cols-[400px_minmax(0,1fr)]">
      <div className="flex min-w-0 flex-col gap-3">
        <RunningJobs />
        <JobsCard />
      </div>
      <AuditCard />
    </div>
  )
}
