/** The page of a guest, known by its number or, where only that is known, by its name; `ask` opens one of its dialogs at once. */
export function guestAddress(guest: { readonly cluster: string; readonly vmid: number | string }, ask?: GuestQuestion): string {
  const cluster = guest.cluster === '' ? anyCluster : encodeURIComponent(guest.cluster)
  return `/proxmox/guests/${cluster}/${encodeURIComponent(guest.vmid)}${ask === undefined ? '' : `?ask=${ask}`}`
}

/** What the page of a guest can be opened with. */
export type GuestQuestion = 'make-device' | 'back-up' | 'shut-down'

/** Stands in an address for a cluster that is not known. */
export const anyCluster = '-'
