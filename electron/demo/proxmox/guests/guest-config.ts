import { Refusal, type Route } from '../route.ts'
import type { PveConfig, PveGuest } from '../world.ts'
import { optionalFlag, snapshotName } from './common-rules.ts'
import { findGuest } from './find-guest.ts'
import { digestOf } from './guest-digest.ts'
import type { GuestKind } from './guest-words.ts'
import { comingConfig } from './pending-settings.ts'

const numbers: Readonly<Record<GuestKind, ReadonlySet<string>>> = {
  qemu: new Set([
    ...['acpi', 'autostart', 'balloon', 'ciupgrade', 'cores', 'cpuunits', 'freeze', 'keephugepages', 'kvm', 'localtime', 'migrate_speed'],
    ...['numa', 'onboot', 'protection', 'reboot', 'shares', 'smp', 'sockets', 'tablet', 'tdf', 'template', 'vcpus', 'allow-ksm'],
  ]),
  lxc: new Set(['console', 'cores', 'cpuunits', 'debug', 'memory', 'onboot', 'protection', 'swap', 'template', 'tty', 'unprivileged']),
}

/** A setting as Proxmox answers it: some are numbers. */
export function answered(kind: GuestKind, key: string, value: string): string | number {
  return numbers[kind].has(key) ? Number(value) : value
}

function answeredConfig(guest: PveGuest, config: PveConfig): Readonly<Record<string, string | number>> {
  const all = { ...config, ...(guest.template && { template: '1' }) }
  return Object.fromEntries(Object.entries(all).map(([key, value]) => [key, answered(guest.type, key, value)]))
}

/** The settings kept in a snapshot. Refuses where there is none of that name. */
export function snapshotConfig(guest: PveGuest, name: string): Readonly<Record<string, unknown>> {
  const snapshot = guest.snapshots.find(one => one.name === name)
  if (!snapshot) throw new Refusal(500, `snapshot '${name}' does not exist`)
  const { description: _, ...config } = snapshot.config
  return {
    ...answeredConfig(guest, config),
    snaptime: snapshot.at,
    ...(snapshot.description !== '' && { description: snapshot.description }),
    ...(snapshot.parent !== undefined && { parent: snapshot.parent }),
  }
}

function pendingRows(guest: PveGuest): readonly Readonly<Record<string, unknown>>[] {
  const keys = new Set([...Object.keys(guest.config), ...Object.keys(guest.pending)])
  const rows = [...keys].map(key => {
    const value = guest.config[key]
    const waits = Object.hasOwn(guest.pending, key)
    const next = guest.pending[key]
    return {
      key,
      ...(value !== undefined && { value: answered(guest.type, key, value) }),
      ...(waits && (next === undefined ? { delete: 1 } : { pending: answered(guest.type, key, next) })),
    }
  })
  return [
    ...rows,
    ...(guest.template && guest.config.template === undefined ? [{ key: 'template', value: 1 }] : []),
    { key: 'digest', value: digestOf(guest) },
  ]
}

/** The settings of guests: as they will be, as they are, and what waits. */
export const configRoutes: readonly Route[] = (['qemu', 'lxc'] as const).flatMap(kind => [
  {
    method: 'GET',
    path: `/nodes/{node}/${kind}/{vmid}/config`,
    rules: { current: optionalFlag, snapshot: { ...snapshotName, optional: true } },
    needs: [['/vms/{vmid}', 'VM.Audit']],
    handle: asked => {
      const guest = findGuest(asked, kind)
      if (asked.params.snapshot !== undefined) return snapshotConfig(guest, asked.params.snapshot)
      const config = asked.params.current === '1' ? guest.config : comingConfig(guest)
      return { ...answeredConfig(guest, config), digest: digestOf(guest) }
    },
  },
  {
    method: 'GET',
    path: `/nodes/{node}/${kind}/{vmid}/pending`,
    needs: [['/vms/{vmid}', 'VM.Audit']],
    handle: asked => pendingRows(findGuest(asked, kind)),
  },
])
