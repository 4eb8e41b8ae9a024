import { useQuery } from '@tanstack/react-query'
import type { ClusterView } from '../../../shared/model/cluster.ts'
import { api } from '../../lib/query.ts'

/** The cluster of this name or id, once it is known. */
export function useCluster(ref: string | undefined): ClusterView | undefined {
  const clusters = useQuery(api.proxmox.list.queryOptions()).data
  return clusters?.find(each => each.id === ref) ?? clusters?.find(each => each.name === ref)
}
