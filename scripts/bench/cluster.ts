import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

/** How to reach a simulated cluster. */
export interface ClusterReach {
  readonly doors: readonly { readonly url: string; readonly fingerprint: string }[]
  readonly user: string
  readonly password: string
}

export type ToCluster = 'count'
export type FromCluster = ClusterReach | { readonly calls: number }

/** A simulated cluster in a process of its own. */
export interface BenchCluster {
  readonly reach: ClusterReach
  /** Requests it was asked so far. */
  calls(): Promise<number>
  stop(): Promise<void>
}

/** Starts a simulated cluster of three nodes with so many guests besides the demo's. */
export async function startCluster(guests: number): Promise<BenchCluster> {
  const child = fork(join(import.meta.dirname, 'cluster-process.ts'), [String(guests)])
  const first = await answerOf(child)
  if (!('doors' in first)) throw new Error('the cluster answered with something else')
  return {
    reach: first,
    async calls() {
      child.send('count' satisfies ToCluster)
      const answer = await answerOf(child)
      if (!('calls' in answer)) throw new Error('the cluster answered with something else')
      return answer.calls
    },
    async stop() {
      const gone = once(child, 'exit')
      child.disconnect()
      await gone
    },
  }
}

async function answerOf(child: ChildProcess): Promise<FromCluster> {
  const gone = once(child, 'exit').then(([code]) => {
    throw new Error(`the cluster ended with ${code}`)
  })
  const [answer] = await Promise.race([once(child, 'message'), gone])
  return answer
}
