import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { isEnded } from '../../../shared/jobs/reduce-job.ts'
import type { GuestView } from '../../../shared/model/guest.ts'
import type { JobView } from '../../../shared/model/job.ts'
import { api, queryClient } from '../../lib/query.ts'

/** The newest jobs about a guest; when one ends, what is known of the guest is asked for anew. */
export function useGuestJobs(guest: GuestView): { readonly running: readonly JobView[]; readonly latest: JobView | undefined } {
  const jobs = useQuery(
    api.jobs.list.queryOptions({
      input: { subject: guest.name, limit: 20 },
    }),
  ).data
  const own = (jobs ?? []).filter(job => job.subject.kind === 'guest')
  const running = own.filter(job => !isEnded(job.status))
  const ids = running.map(job => job.id).join(' ')
  const before = useRef(ids)
  useEffect(() => {
    const ended = before.current.split(' ').some(id => id !== '' && !ids.includes(id))
    before.current = ids
    if (ended) void queryClient.invalidateQueries({ queryKey: api.proxmox.key() })
  }, [ids])
  return { running, latest: own[0] }
}
