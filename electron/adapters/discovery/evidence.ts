import type { Found } from '../../ports/discovery.ts'

/** What is known of one address so far. */
export interface Evidence {
  readonly address: string
  readonly foundBy: ReadonlySet<Found['foundBy'][number]>
  readonly name?: string
  /** Open doors with what SSH says there, empty for others. */
  readonly doors: ReadonlyMap<number, string>
  /** mDNS service types without underscore and protocol. */
  readonly services: ReadonlySet<string>
  readonly mac?: string
  /** Title, server and certificate of its web page. */
  readonly page?: string
  /** The door its mDNS record names for SSH. */
  readonly sshPort?: number
}

const boards = ['28:cd:c1', '2c:cf:67', '3a:35:41', '88:a2:9e', 'b8:27:eb', 'd8:3a:dd', 'dc:a6:32', 'e4:5f:01']
const stores = [
  [/synology|diskstation/i, 'Synology'],
  [/truenas|freenas/i, 'TrueNAS'],
  [/unraid/i, 'Unraid'],
  [/qnap/i, 'QNAP'],
  [/openmediavault/i, 'openmediavault'],
] as const

/** What an address seems to be, or nothing while it is only known to exist. */
export function describe(evidence: Evidence): Found | undefined {
  const { address, name, doors, services, page = '', mac = '' } = evidence
  const banner = [...doors.values()].find(text => text.startsWith('SSH-')) ?? ''
  const sshDoor = [...doors].find(([, text]) => text.startsWith('SSH-'))?.[0] ?? evidence.sshPort
  const firstDoor = [...doors.keys()][0]
  const port = sshDoor ?? firstDoor
  if (port === undefined && services.size === 0) return undefined
  const is = (kind: Found['kind'], description: string): Found => ({
    address,
    port: port ?? 22,
    ...(name !== undefined && { name }),
    kind,
    description,
    foundBy: [...evidence.foundBy],
  })
  const store = stores.find(([pattern]) => pattern.test(page) || (services.has('smb') && pattern.test(name ?? '')))
  const system = systemOf(banner)
  if (doors.has(8006) || /proxmox/i.test(page)) return is('proxmox', 'Proxmox server')
  if (/opnsense/i.test(page)) return is('opnsense', 'OPNsense router')
  if (store) return is('nas', `Network storage, ${store[1]}`)
  if (/raspbian/i.test(banner) || boards.some(prefix => mac.toLowerCase().startsWith(prefix)) || /^raspberrypi/i.test(name ?? '')) {
    return is('raspberry-pi', 'Raspberry Pi')
  }
  if (system) return is(system.kind, system.description)
  if (services.has('workstation') || sshDoor !== undefined) return is('linux', 'Computer that takes remote logins')
  if (services.has('smb')) return is('unknown', 'Computer that shares files')
  return is('unknown', 'Device with a web page')
}

function systemOf(banner: string): { readonly kind: 'linux' | 'unknown'; readonly description: string } | undefined {
  if (/for_Windows/i.test(banner)) return { kind: 'unknown', description: 'Windows computer' }
  const name = /(ubuntu|debian|fedora|freebsd|alpine)/i.exec(banner)?.[1]?.toLowerCase()
  if (name === 'freebsd') return { kind: 'unknown', description: 'FreeBSD computer' }
  if (name) return { kind: 'linux', description: `Linux computer, ${name.charAt(0).toUpperCase()}${name.slice(1)}` }
  if (/dropbear/i.test(banner)) return { kind: 'linux', description: 'Small Linux device' }
  return undefined
}
