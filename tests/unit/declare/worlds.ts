import type { Entry, LabInventory } from '../../../shared/model/declaration.ts'

/** The lab after entries were carried out, as a poll would see it. */
export function afterApply(inventory: LabInventory, entries: readonly Entry[]): LabInventory {
  const guests = new Map(inventory.guests.map(guest => [guest.name, guest]))
  const appKey = (app: { app: string; name?: string | undefined }) => `${app.app}/${app.name ?? app.app}`
  const apps = new Map(inventory.apps.map(app => [appKey(app), app]))
  for (const entry of entries) {
    if (entry.kind === 'guest') {
      if (entry.state === 'absent') guests.delete(entry.name)
      else {
        const { name, type, node, state, cores, memoryMiB, diskGiB, storage } = entry
        const before = guests.get(name) ?? {
          name,
          type: type ?? 'vm',
          node: inventory.nodes[0]?.name,
          state: 'stopped',
          cores: 1,
          memoryMiB: 512,
          diskGiB: 8,
          storage: 'local',
        }
        const wanted = JSON.parse(JSON.stringify({ node, state, cores, memoryMiB, diskGiB, storage }))
        guests.set(name, { ...before, ...wanted })
      }
    }
    if (entry.kind === 'app') {
      const { app, name, state, device, domain } = entry
      if (state === 'absent') apps.delete(appKey(entry))
      else {
        const before = apps.get(appKey(entry)) ?? { app, device: 'mini-2', state: 'running', ...(name && { name }) }
        apps.set(appKey(entry), { ...before, ...JSON.parse(JSON.stringify({ state, device, domain })) })
      }
    }
  }
  return { ...inventory, guests: [...guests.values()], apps: [...apps.values()] }
}
