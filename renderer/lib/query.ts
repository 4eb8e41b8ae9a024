import { createTanstackQueryUtils, type RouterUtils } from '@orpc/tanstack-query'
import { QueryClient } from '@tanstack/react-query'
import { client, connection } from './client.ts'

/** Query and mutation options for every call of the contract: `useQuery(api.devices.list.queryOptions())`. */
export const api: RouterUtils<typeof client> = createTanstackQueryUtils(client)

/** Answers kept by this window. Nothing is repeated by itself: the host says what changed, and a reconnect asks for everything shown again. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { retry: false, networkMode: 'always', staleTime: 30_000, refetchOnWindowFocus: false, refetchOnReconnect: false },
    mutations: { retry: false, networkMode: 'always' },
  },
})

connection.state.subscribe((next, before) => {
  if (next.phase === 'connected' && before.phase !== 'connected' && next.round > 1) void queryClient.invalidateQueries()
})
