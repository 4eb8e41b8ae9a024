/** The overview of a cluster; without one, of the first. */
export function clusterAddress(cluster?: string): string {
  return address({ cluster })
}

/** The overview with the dialog that adds a cluster. */
export const addAddress = '/proxmox?open=add'

/** The overview with the dialog that changes how a cluster is reached. */
export function changeAddress(cluster: string): string {
  return address({ open: 'connection', cluster })
}

/** The overview with the dialog that makes a guest, as a copy of `clone` where one is named. */
export function newGuestAddress(cluster?: string, clone?: number): string {
  return address({ open: 'new', cluster, clone: clone?.toString() })
}

/** All tasks of a cluster. */
export function tasksAddress(cluster: string): string {
  return `/proxmox/tasks?cluster=${encodeURIComponent(cluster)}`
}

function address(parts: Readonly<Record<string, string | undefined>>): string {
  const search = new URLSearchParams(Object.entries(parts).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])))
  return search.size === 0 ? '/proxmox' : `/proxmox?${search}`
}
