import type { Entry, LabInventory } from '../../../shared/model/declaration.ts'
import { keyOfApp } from './entry-key.ts'

type Guest = LabInventory['guests'][number]
type App = LabInventory['apps'][number]

/** The lab as it will be once these entries hold: what a message of a chat speaks of. What goes is still there to be spoken of. */
export function declaredLab(inventory: LabInventory, entries: readonly Entry[]): LabInventory {
  const guests = new Map(inventory.guests.map(guest => [guest.name, guest]))
  const apps = new Map(inventory.apps.map(app => [keyOfApp(app), app]))
  for (const entry of entries) {
    if (entry.kind === 'guest') {
      const { name, type, node, cores, memoryMiB, diskGiB, storage } = entry
      const known = guests.get(name) ?? (type && { name, type })
      if (known) guests.set(name, { ...known, ...stated<Guest>({ node, cores, memoryMiB, diskGiB, storage }) })
    }
    if (entry.kind === 'app' && (entry.state !== 'absent' || apps.has(keyOfApp(entry)))) {
      const { app, name, device, domain } = entry
      const known = apps.get(keyOfApp(entry)) ?? { app, ...(name !== undefined && { name }) }
      apps.set(keyOfApp(entry), { ...known, ...stated<App>({ device, domain }) })
    }
  }
  return { ...inventory, guests: [...guests.values()], apps: [...apps.values()] }
}

/** A lab that differs from another in every amount: what reads otherwise there counts from what is there. */
export function otherAmounts(inventory: LabInventory): LabInventory {
  return {
    ...inventory,
    guests: inventory.guests.map(guest => ({
      ...guest,
      ...(guest.cores !== undefined && { cores: guest.cores + 1 }),
      ...(guest.memoryMiB !== undefined && { memoryMiB: guest.memoryMiB + 1024 }),
      ...(guest.diskGiB !== undefined && { diskGiB: Math.max(1, guest.diskGiB - 1) }),
    })),
  }
}

function stated<T>(fields: Partial<T>): Partial<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>
}
