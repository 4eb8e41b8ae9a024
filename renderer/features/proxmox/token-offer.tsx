import { useMutation } from '@tanstack/react-query'
import { KeyRound } from 'lucide-react'
import { useState } from 'react'
import type { Problem } from '../../../shared/errors/problem.ts'
import type { ClusterView } from '../../../shared/model/cluster.ts'
import { problemFrom } from '../../lib/errors.ts'
import { useDepth } from '../../lib/look.ts'
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
  /** Forgets what went wrong. */
  readonly drop: () => void
  readonly words: TokenWords
}

interface TokenWords {
  readonly what: string
  readonly made: string
  readonly making: string
  readonly use: string
}

const wordsOf = (what: string): TokenWords => ({
  what: `A ${what}`,
  made: `with a ${what} of its own`,
  making: `Making the ${what}`,
  use: `Use a ${what}, forget the password`,
})

/** What the token is called: a key until more is asked for. */
function useTokenWords(): TokenWords {
  const { shows } = useDepth()
  return wordsOf(shows('advanced') ? 'token' : 'key')
}

/** Makes a token with just the privileges needed and forgets the password, when accepted. */
export function useTokenOffer(cluster: ClusterView): TokenUse {
  const words = useTokenWords()
  const use = useMutation(
    api.proxmox.useToken.mutationOptions({
      onSuccess: async () => {
        showToast({ title: `MycoPod logs in to ${cluster.name} ${words.made} from now on.`, text: 'The password is forgotten.' })
        await queryClient.invalidateQueries({ queryKey: api.proxmox.list.key() })
      },
    }),
  )
  return {
    accept: () => use.mutate({ cluster: cluster.id }),
    pending: use.isPending,
    problem: use.error === null ? undefined : problemFrom(use.error),
    drop: use.reset,
    words,
  }
}

/** Offers the token in place of the password that was just typed. */
export function TokenOffer({ cluster }: { readonly cluster: ClusterView }) {
  const offer = useTokenOffer(cluster)
  const { words } = offer
  if (cluster.login.method !== 'password') return null
  if (offer.problem !== undefined)
    return <ClusterProblem problem={offer.problem} cluster={cluster.id} onRetry={offer.accept} pending={offer.pending} />
  return (
    <MessagePanel
      tone="plain"
      title="MycoPod need not know your password."
      actions={
        <Button variant="primary" pending={offer.pending ? words.making : undefined} onClick={offer.accept}>
          {words.use}
        </Button>
      }
    >
      <p className="text-muted-foreground">
        {cluster.login.user} may do more than MycoPod needs. {words.what} of its own may do only what is needed here, and you can take it
        away in Proxmox at any time.
      </p>
    </MessagePanel>
  )
}

const declined = new Set<string>()

/** The same offer on one line, where a password is still kept; declined, it is not made again in this window. */
export function TokenOfferLine({ cluster }: { readonly cluster: ClusterView }) {
  const [gone, setGone] = useState(() => declined.has(cluster.id))
  const offer = useTokenOffer(cluster)
  const { words } = offer
  if (cluster.login.method !== 'password' || gone || cluster.state === 'unreachable' || cluster.state === 'unknown') return null
  if (offer.problem !== undefined)
    return <ClusterProblem className="mb-3" problem={offer.problem} cluster={cluster.id} onRetry={offer.accept} pending={offer.pending} />
  return (
    <div className="mb-3 flex min-h-11 flex-none items-center gap-2 rounded-lg border bg-card py-1.5 pr-2 pl-3.5 shadow-card">
      <KeyRound aria-hidden="true" className="text-muted-foreground" />
      <p className="min-w-0 flex-1">
        MycoPod logs in as {cluster.login.user}.{' '}
        <span className="text-muted-foreground">{words.what} of its own may do only what is needed here.</span>
      </p>
      <Button size="sm" pending={offer.pending ? words.making : undefined} onClick={offer.accept}>
        {words.use}
      </Button>
      <Button
        size="sm"
        variant="ghost"
        onClick={() => {
          declined.add(cluster.id)
          setGone(true)
        }}
      >
        Not now
      </Button>
    </div>
  )
}
