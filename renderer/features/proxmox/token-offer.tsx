import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { Problem } from '../../../shared/errors/problem.ts'
import type { ClusterView } from '../../../shared/model/cluster.ts'
import { problemFrom } from '../../lib/errors.ts'
import { api, queryClient } from '../../lib/query.ts'
import { Button } from '../../ui/button.tsx'
import { MessagePanel } from '../../ui/message-panel.tsx'
import { showToast } from '../../ui/toast.tsx'
import { ClusterProblem } from './cluster-problem.tsx'

/** Having MycoPod log in with a token of its own in place of the password. */
export interface TokenUse {
  readonly accept: () => void
  readonly pending: boolean
  readonly problem: Problem | undefined
}

/** Makes a token with just the privileges needed and forgets the password, when accepted. */
export function useTokenOffer(cluster: ClusterView): TokenUse {
  const use = useMutation(
    api.proxmox.useToken.mutationOptions({
      onSuccess: async () => {
        showToast({ title: `MycoPod logs in to ${cluster.name} with a token from now on.`, text: 'The password is forgotten.' })
        await queryClient.invalidateQueries({ queryKey: api.proxmox.list.key() })
      },
    }),
  )
  return {
    accept: () => use.mutate({ cluster: cluster.id }),
    pending: use.isPending,
    problem: use.error === null ? undefined : problemFrom(use.error),
  }
}

const declined = new Set<string>()

/** Offers the token where a password is kept; declined, it is not offered again in this window. */
export function TokenOffer({ cluster, className }: { readonly cluster: ClusterView; readonly className?: string }) {
  const [gone, setGone] = useState(() => declined.has(cluster.id))
  const offer = useTokenOffer(cluster)
  if (cluster.login.method !== 'password' || gone || cluster.state === 'unreachable' || cluster.state === 'unknown') return null
  return (
    <div className={className}>
      {offer.problem === undefined ? (
        <MessagePanel
          tone="plain"
          title="MycoPod need not know your password."
          actions={
            <>
              <Button variant="primary" pending={offer.pending ? 'Making the token' : undefined} onClick={offer.accept}>
                Use a token, forget the password
              </Button>
              <Button
                variant="ghost"
                onClick={() => {
                  declined.add(cluster.id)
                  setGone(true)
                }}
              >
                Not now
              </Button>
            </>
          }
        >
          <p className="text-muted-foreground">
            It logs in to {cluster.name} as {cluster.login.user}, who may do more than MycoPod needs. A token of its own may do only what is
            needed here, and you can take it away in Proxmox at any time.
          </p>
        </MessagePanel>
      ) : (
        <ClusterProblem problem={offer.problem} cluster={cluster.id} onRetry={offer.accept} pending={offer.pending} />
      )}
    </div>
  )
}
