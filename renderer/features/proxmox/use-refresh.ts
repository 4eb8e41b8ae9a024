import { useMutation } from '@tanstack/react-query'
import { api, queryClient } from '../../lib/query.ts'

/** Reads a cluster now and shows what was found. */
export function useRefresh() {
  return useMutation(
    api.proxmox.refresh.mutationOptions({ onSettled: () => queryClient.invalidateQueries({ queryKey: api.proxmox.key() }) }),
  )
}
