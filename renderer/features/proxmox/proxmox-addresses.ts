/** The overview of a cluster; without one, of the first. */
export function clusterAddress(cluster?: string): string {
  return `/proxmox${asked(cluster)}`
}

/** The dialog that adds a cluster. */
export const addAddress = '/proxmox/add'

/** The dialog that changes how a cluster is reached. */
export function changeAddress(cluster: string): string {
  return `/proxmox/connection${asked(cluster)}`
}

/** The dialog that makes a guest, as a copy of `clone` where one is named. */
export function newGuestAddress(cluster?: string, clone?: number): string {
  return `/proxmox/new${asked(cluster)}${clone === undefined ? '' : `${cluster === undefined ? '?' : '&'}clone=${clone}`}`
}

/** All tasks of a cluster. */
export function tasksAddress(cluster: string): string {
  return `/proxmox/tasks${asked(cluster)}`
}

function asked(cluster: string | undefined): string {
  return cluster === undefined ? '' : `?cluster=${encodeURIComponent(cluster)}`
}
