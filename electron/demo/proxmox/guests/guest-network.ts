import { between } from '../../chance.ts'
import type { PveGuest } from '../world.ts'
import { readProperties } from './property-format.ts'
import { cardFormat, containerCardFormat, ipConfigFormat } from './property-formats.ts'

/** A card of a running guest with the addresses it has. */
export interface GuestCard {
  readonly name: string
  readonly mac: string
  /** With its prefix: `192.168.1.50/24`. */
  readonly inet: string | undefined
  readonly inet6: string
}

/** The cards of a guest, with what its settings, its network or else its number give them. */
export function cardsOf(guest: PveGuest): readonly GuestCard[] {
  const keys = Object.keys(guest.config).filter(key => /^net\d+$/.test(key))
  return keys.sort().map((key, index) => {
    const text = guest.config[key] ?? ''
    const number = key.slice(3)
    if (guest.type === 'lxc') {
      const { values } = readProperties(containerCardFormat, text, key)
      const fixed = values.ip !== undefined && /^\d/.test(values.ip) ? values.ip : undefined
      const leased = values.ip === 'dhcp' ? leasedAddress(guest, index) : undefined
      return card(values.name ?? `eth${number}`, values.hwaddr ?? '', fixed ?? leased)
    }
    const { values } = readProperties(cardFormat, text, key)
    const { ip } = readProperties(ipConfigFormat, guest.config[`ipconfig${number}`] ?? '', 'ip').values
    return card(
      index === 0 ? 'eth0' : `ens${18 + index}`,
      values.macaddr ?? '',
      ip !== undefined && /^\d/.test(ip) ? ip : leasedAddress(guest, index),
    )
  })
}

function card(name: string, mac: string, inet: string | undefined): GuestCard {
  return { name, mac: mac.toLowerCase(), inet, inet6: `${linkLocal(mac)}/64` }
}

function leasedAddress(guest: PveGuest, index: number): string {
  if (index === 0 && guest.address !== undefined) return `${guest.address}/24`
  return `192.168.${1 + index}.${Math.floor(between(20, 250, 'lease', guest.vmid, index))}/24`
}

/** The IPv6 address a card gives itself. */
function linkLocal(mac: string): string {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = mac.split(':').map(part => Number.parseInt(part, 16))
  const groups = [((a ^ 2) << 8) | b, (c << 8) | 0xff, 0xfe00 | d, (e << 8) | f]
  return `fe80::${groups.map(group => group.toString(16)).join(':')}`
}
