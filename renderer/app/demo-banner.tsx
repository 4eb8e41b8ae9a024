import { useMutation, useQuery } from '@tanstack/react-query'
import { Eye } from 'lucide-react'
import { useNavigate } from 'react-router'
import { problemFrom } from '../lib/errors.ts'
import { api, queryClient } from '../lib/query.ts'
import { ErrorPanel } from '../ui/error-panel.tsx'
import { TextLink } from '../ui/text-link.tsx'

/** Labels every screen of the demo homelab and offers the way out of it. */
export function DemoBanner() {
  const navigate = useNavigate()
  const demo = useQuery(api.system.info.queryOptions()).data?.demo ?? false
  const leave = useMutation(
    api.system.leaveDemo.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries()
        await navigate('/')
      },
    }),
  )
  if (!demo) return null
  return (
    <div className="mb-3.5 flex-none">
      <div role="note" className="flex h-8 items-center gap-3 rounded-sm border border-warn-border bg-warn-soft px-3">
        <Eye aria-hidden="true" className="text-warn" />
        <span>Demo homelab. Nothing here is real.</span>
        <TextLink className="ml-auto" onClick={() => leave.mutate(undefined)}>
          {leave.isPending ? 'Leaving' : 'Leave'}
        </TextLink>
      </div>
      {leave.error === null ? null : (
        <ErrorPanel className="mt-2" problem={problemFrom(leave.error)} onFix={() => leave.mutate(undefined)} />
      )}
    </div>
  )
}
