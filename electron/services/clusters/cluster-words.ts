import type { Cluster } from '../../../shared/model/cluster.ts'

/** How a cluster is reached, for the audit. */
export function clusterWhereabouts({ doors, login }: Cluster): string {
  const by = login.method === 'password' ? `${login.user} by password` : `${login.tokenId} by token`
  return `${doors[0]?.url ?? ''}, login as ${by}`
}

/** What MycoPod forgets with a cluster. */
export function forgottenOfCluster({ name }: Cluster): string[] {
  return [`The name ${name} and how to reach it`, 'Its login', 'What was last seen of its nodes and guests']
}
