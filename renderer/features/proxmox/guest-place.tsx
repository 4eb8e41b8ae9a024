import { queryOptions, useQuery } from '@tanstack/react-query'
import { client } from '../../lib/client.ts'
import { nothing } from '../../lib/format.ts'
import { api } from '../../lib/query.ts'

type Place = Awaited<ReturnType<typeof client.proxmox.guestPlaces>>[number]

const gatherMs = 40
const mostAtOnce = 50
const keptMs = 5 * 60_000

interface Waiting {
  readonly vmid: number
  readonly resolve: (place: Place | null) => void
  readonly reject: (error: unknown) => void
}

const waiting = new Map<string, Waiting[]>()

/** Where a guest lies; guests asked about at the same time are asked for together. */
function placeOf(cluster: string, vmid: number): Promise<Place | null> {
  return new Promise((resolve, reject) => {
    const queue = waiting.get(cluster)
    if (queue !== undefined) return void queue.push({ vmid, resolve, reject })
    waiting.set(cluster, [{ vmid, resolve, reject }])
    setTimeout(() => {
      const all = waiting.get(cluster) ?? []
      waiting.delete(cluster)
      for (let from = 0; from < all.length; from += mostAtOnce) void ask(cluster, all.slice(from, from + mostAtOnce))
    }, gatherMs)
  })
}

async function ask(cluster: string, asked: readonly Waiting[]): Promise<void> {
  try {
    const places = await client.proxmox.guestPlaces({ cluster, guests: asked.map(each => each.vmid) })
    const byVmid = new Map(places.map(place => [place.vmid, place]))
    for (const each of asked) each.resolve(byVmid.get(each.vmid) ?? null)
  } catch (error) {
    for (const each of asked) each.reject(error)
  }
}

/** The question where a guest lies, for `useQuery`. */
export function guestPlaceQuery(cluster: string, vmid: number) {
  return queryOptions({
    queryKey: [...api.proxmox.guestPlaces.key(), cluster, vmid],
    queryFn: () => placeOf(cluster, vmid),
    staleTime: keptMs,
  })
}

/** The storage a guest's first disk lies on; asked for only where it is seen. */
export function GuestPlace({ cluster, vmid }: { readonly cluster: string; readonly vmid: number }) {
  const place = useQuery(guestPlaceQuery(cluster, vmid))
  const storage = place.data?.storage
  return (
    <span className="truncate text-subtle-foreground" title={storage}>
      {place.data === undefined && place.error === null ? '' : (storage ?? nothing)}
    </span>
  )
}
