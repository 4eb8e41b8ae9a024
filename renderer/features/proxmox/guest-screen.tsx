import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useParams, useSearchParams } from 'react-router'
import type { GuestView } from '../../../shared/model/guest.ts'
import { problemFrom } from '../../lib/errors.ts'
import { anyCluster } from '../../lib/guest-address.ts'
import { usePage } from '../../lib/page.ts'
import { api } from '../../lib/query.ts'
import { ListBones } from '../../ui/bones.tsx'
import { ClusterProblem } from './cluster-problem.tsx'
import { type AskedOfGuest, GuestDialogs } from './guest-dialogs.tsx'
import { GuestPage } from './guest-page.tsx'
import { clusterAddress } from './proxmox-addresses.ts'

/** One guest: how it is, what it takes, what it is set to, and what can be done with it. */
export function GuestScreen() {
  const { cluster = '', guest: ref = '' } = useParams()
  const [search, setSearch] = useSearchParams()
  const detail = useQuery(api.proxmox.guest.queryOptions({ input: { guest: ref, ...(cluster !== anyCluster && { cluster }) } }))
  const known = detail.data?.guest
  usePage(known?.name ?? ref, [{ label: 'Proxmox', to: clusterAddress(cluster === anyCluster ? undefined : cluster) }])
  const [asked, setAsked] = useState<AskedOfGuest>()
  const question = questionOf(search.get('ask'))
  useEffect(() => {
    if (question === undefined || known === undefined) return
    setAsked({ guest: known, question })
    setSearch({}, { replace: true })
  }, [question, known, setSearch])
  const ask = (wanted: AskedOfGuest['question'], about: GuestView) => setAsked({ guest: about, question: wanted })
  return (
    <>
      {detail.data !== undefined ? (
        <GuestPage
          detail={detail.data}
          onAsk={ask}
          stale={
            detail.error === null ? null : (
              <ClusterProblem problem={problemFrom(detail.error)} cluster={cluster} onRetry={() => void detail.refetch()} />
            )
          }
        />
      ) : detail.error === null ? (
        <ListBones label={`Looking at ${ref}`} />
      ) : (
        <ClusterProblem problem={problemFrom(detail.error)} cluster={cluster} onRetry={() => void detail.refetch()} />
      )}
      <GuestDialogs asked={asked} onClose={() => setAsked(undefined)} />
    </>
  )
}

function questionOf(asked: string | null): AskedOfGuest['question'] | undefined {
  return asked === 'make-device' || asked === 'back-up' || asked === 'shut-down' ? asked : undefined
}
