import { AppError } from '../../../shared/errors/app-error.ts'
import type { Device } from '../../../shared/model/device.ts'
import { freeName } from '../../core/naming/free-name.ts'
import type { Store } from '../../ports/store.ts'

/** What happened to a device of the inventory; `reconnected` is a change of how it is reached. */
export interface InventoryChange {
  readonly kind: 'added' | 'changed' | 'reconnected' | 'removed'
  readonly device: Device
}

/** The stored devices, in memory. */
export interface Roster {
  /** In order of name. */
  list(): readonly Device[]
  /** By name or id, in any case of letters. Errors: NotFound with the names that are known. */
  resolve(nameOrId: string): Device
  /** Names in use, but for the device with that id. */
  names(exceptId?: string): readonly string[]
  /** Errors: NameTaken. */
  refuseTaken(name: string, id?: string): void
  /** Errors: BadInput where another device is at that address. */
  refuseTwin(address: string, port: number, id?: string): void
  /** Stores a new or changed device and tells it. */
  save(device: Device, kind: 'added' | 'changed' | 'reconnected'): Promise<Device>
  remove(device: Device): Promise<void>
  /** Runs one change after the other, so that names stay unique. */
  inTurn<T>(work: () => Promise<T>): Promise<T>
  /** Calls back after each change; returns how to stop. */
  onChange(listener: (change: InventoryChange) => void): () => void
}

/** Loads the roster. */
export async function loadRoster(store: Store): Promise<Roster> {
  const devices = new Map((await store.devices.list()).map(device => [device.id, device]))
  const listeners = new Set<(change: InventoryChange) => void>()
  let turn: Promise<unknown> = Promise.resolve()

  function tell(kind: InventoryChange['kind'], device: Device): void {
    for (const listener of [...listeners]) listener({ kind, device })
  }

  function list(): readonly Device[] {
    return [...devices.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  function names(exceptId?: string): readonly string[] {
    return list().flatMap(device => (device.id === exceptId ? [] : [device.name]))
  }

  return {
    list,
    names,
    resolve: nameOrId => {
      const wanted = nameOrId.trim().toLowerCase()
      const found = list().find(device => device.name === wanted) ?? list().find(device => device.id.toLowerCase() === wanted)
      if (!found) throw new AppError('NotFound', { what: 'device', name: nameOrId, known: [...names()] })
      return found
    },
    refuseTaken: (name, id) => {
      const taken = names(id)
      if (taken.includes(name)) throw new AppError('NameTaken', { what: 'device', name, suggestion: freeName(name, taken) })
    },
    refuseTwin: (address, port, id) => {
      const twin = list().find(device => device.kind === 'ssh' && device.id !== id && device.address === address && device.port === port)
      if (twin) throw new AppError('BadInput', { issues: [{ field: 'address', message: `${twin.name} is already at ${address}` }] })
    },
    save: async (device, kind) => {
      await store.devices.save(device)
      devices.set(device.id, device)
      tell(kind, device)
      return device
    },
    remove: async device => {
      await store.devices.remove(device.id)
      devices.delete(device.id)
      tell('removed', device)
    },
    inTurn: work => {
      const result = turn.then(work)
      turn = result.catch(() => undefined)
      return result
    },
    onChange: listener => {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
  }
}
