import type { GuestType } from '../../../shared/model/guest.ts'
import type { GuestSettings } from '../../../shared/model/guest-settings.ts'
import { encodeKeys, type Parameters } from './form.ts'
import { cloudInitSlot, guestConfig, type RawSettings, socketsOf } from './guest-config.ts'
import { addressProperties } from './new-guest.ts'
import { formatProperties, parseProperties, withProperties } from './property-string.ts'

/** What Proxmox is told to change, beginning from the settings as they will be; `allocates` says that a volume has to be made for it. */
export interface ChangedSettings {
  readonly parameters: Parameters
  readonly allocates: boolean
}

/** Turns wished settings into those of Proxmox; whatever they do not name stays, also inside a setting. */
export function changedSettings(type: GuestType, vmid: number, raw: RawSettings, wished: GuestSettings): ChangedSettings {
  const drive = wished.login && type === 'vm' && cloudInitSlot(raw) === undefined ? newCloudInitDrive(vmid, raw) : undefined
  const parameters: Parameters = {
    [type === 'vm' ? 'name' : 'hostname']: wished.name,
    memory: wished.memoryMiB,
    tags: wished.tags?.join(';'),
    onboot: wished.startOnBoot,
    description: wished.description,
    protection: wished.protected,
    ...(wished.cores !== undefined && cores(type, raw, wished.cores)),
    ...(wished.bootOrder && type === 'vm' && { boot: `order=${wished.bootOrder.join(';')}` }),
    ...(wished.network && network(type, raw, wished.network)),
    ...(wished.login && type === 'vm' && login(wished.login)),
    ...drive,
  }
  return { parameters, allocates: drive !== undefined }
}

function cores(type: GuestType, raw: RawSettings, wished: number): Parameters {
  const sockets = type === 'vm' ? socketsOf(raw) : 1
  if (sockets === 1) return { cores: wished }
  return wished % sockets === 0 ? { cores: wished / sockets } : { cores: wished, sockets: 1 }
}

function network(type: GuestType, raw: RawSettings, wished: NonNullable<GuestSettings['network']>): Parameters {
  const { slot, bridge, vlan, address, gateway } = wished
  const addressChange = newAddress(type, slot, raw, address, gateway)
  const card = {
    ...(bridge !== undefined && { bridge }),
    ...(vlan !== undefined && { tag: vlan === null ? undefined : String(vlan) }),
    ...(type === 'lxc' && addressChange),
  }
  const configSlot = slot.replace('net', 'ipconfig')
  return {
    ...(Object.keys(card).length > 0 && { [slot]: changed(raw[slot] ?? newCard(type, slot), card) }),
    ...(type === 'vm' && addressChange && { [configSlot]: changed(raw[configSlot], addressChange) }),
  }
}

function newCard(type: GuestType, slot: string): string {
  return type === 'vm' ? 'virtio' : `name=${slot.replace('net', 'eth')}`
}

function newAddress(type: GuestType, slot: string, raw: RawSettings, address: string | undefined, gateway: string | undefined) {
  if (address !== undefined) {
    // The other kind of address stays as it is.
    const wished = addressProperties(address, gateway)
    return Object.fromEntries(Object.entries(wished).filter(([name]) => name.endsWith('6') === address.includes(':')))
  }
  if (gateway === undefined) return undefined
  const held = parseProperties((type === 'lxc' ? raw[slot] : raw[slot.replace('net', 'ipconfig')]) ?? '')
  return held.some(([name]) => name === 'ip6') && gateway.includes(':') ? { gw6: gateway } : { gw: gateway }
}

function changed(value: string | undefined, changes: Readonly<Record<string, string | undefined>>): string {
  return formatProperties(withProperties(parseProperties(value ?? ''), changes))
}

function login({ user, keys, password }: NonNullable<GuestSettings['login']>): Parameters {
  return { ciuser: user, ...(keys.length > 0 && { sshkeys: encodeKeys(keys) }), cipassword: password }
}

/** Without a drive nobody tells the machine who may log in: it gets one beside its first disk. */
function newCloudInitDrive(vmid: number, raw: RawSettings): Parameters | undefined {
  const storage = guestConfig('vm', vmid, raw).disks.find(disk => disk.kind === 'disk')?.storage
  const slot = ['ide2', 'ide0', 'ide1', 'ide3'].find(each => raw[each] === undefined)
  return storage === undefined || slot === undefined ? undefined : { [slot]: `${storage}:cloudinit` }
}
