import { type Asked, Refusal, type Route } from '../route.ts'
import type { PveGuest } from '../world.ts'
import { findGuest } from './find-guest.ts'
import { agentEnabled } from './guest-agent.ts'
import { loadOf } from './guest-load.ts'
import { cardsOf } from './guest-network.ts'
import { diskBytesOf } from './guest-sizes.ts'
import { nameOf } from './guest-words.ts'

const needs: Route['needs'] = [
  ['/vms/{vmid}', 'VM.GuestAgent.Audit'],
  ['/vms/{vmid}', 'VM.GuestAgent.Unrestricted'],
  ['/vms/{vmid}', 'VM.Monitor'],
]

function agentRoute(method: 'GET' | 'POST', command: string, answer: (guest: PveGuest, asked: Asked) => unknown): Route {
  return {
    method,
    path: `/nodes/{node}/qemu/{vmid}/agent/${command}`,
    needs,
    quorum: false,
    handle: asked => {
      const guest = findGuest(asked, 'qemu')
      if (!agentEnabled(guest.config)) throw new Refusal(500, 'No QEMU guest agent configured')
      if (guest.status === 'stopped') throw new Refusal(500, `VM ${guest.vmid} is not running`)
      if (!guest.obeys || guest.paused) throw new Refusal(500, 'QEMU guest agent is not running')
      return { result: answer(guest, asked) }
    },
  }
}

function interfaces(guest: PveGuest, { world }: Asked): readonly Readonly<Record<string, unknown>>[] {
  const load = loadOf(guest, world)
  const told = (name: string, mac: string, addresses: readonly string[], rx: number, tx: number) => ({
    name,
    'hardware-address': mac,
    'ip-addresses': addresses.map(address => ({
      'ip-address': address.split('/')[0],
      'ip-address-type': address.includes(':') ? 'ipv6' : 'ipv4',
      prefix: Number(address.split('/')[1]),
    })),
    statistics: {
      'rx-bytes': rx,
      'rx-packets': Math.ceil(rx / 900),
      'rx-errs': 0,
      'rx-dropped': 0,
      'tx-bytes': tx,
      'tx-packets': Math.ceil(tx / 900),
      'tx-errs': 0,
      'tx-dropped': 0,
    },
  })
  return [
    told('lo', '00:00:00:00:00:00', ['127.0.0.1/8', '::1/128'], 0, 0),
    ...cardsOf(guest).map((card, index) =>
      told(
        card.name,
        card.mac,
        [...(card.inet === undefined ? [] : [card.inet]), card.inet6],
        index === 0 ? load.netInBytes : 0,
        index === 0 ? load.netOutBytes : 0,
      ),
    ),
  ]
}

/** What a container tells of its cards while it runs. */
function containerInterfaces(guest: PveGuest): readonly Readonly<Record<string, unknown>>[] | null {
  if (guest.status === 'stopped') return null
  const told = (name: string, mac: string, inet: string | undefined, inet6: string) => ({
    name,
    hwaddr: mac,
    'hardware-address': mac,
    ...(inet !== undefined && { inet }),
    inet6,
    'ip-addresses': [...(inet === undefined ? [] : [inet]), inet6].map(address => ({
      'ip-address': address.split('/')[0],
      'ip-address-type': address.includes(':') ? 'inet6' : 'inet',
      prefix: address.split('/')[1],
    })),
  })
  return [
    told('lo', '00:00:00:00:00:00', '127.0.0.1/8', '::1/128'),
    ...cardsOf(guest).map(card => told(card.name, card.mac, card.inet, card.inet6)),
  ]
}

/** What is asked of the system inside a guest. */
export const agentRoutes: readonly Route[] = [
  agentRoute('POST', 'ping', () => ({})),
  agentRoute('GET', 'info', () => ({ version: '9.2.0', supported_commands: [] })),
  agentRoute('GET', 'network-get-interfaces', interfaces),
  agentRoute('GET', 'get-host-name', guest => ({ 'host-name': nameOf(guest) })),
  agentRoute('GET', 'get-osinfo', () => ({
    id: 'debian',
    name: 'Debian GNU/Linux',
    'pretty-name': 'Debian GNU/Linux 13 (trixie)',
    version: '13 (trixie)',
    'version-id': '13',
    machine: 'x86_64',
    'kernel-release': '6.12.48+deb13-amd64',
    'kernel-version': '#1 SMP PREEMPT_DYNAMIC Debian 6.12.48-1 (2025-09-20)',
  })),
  agentRoute('GET', 'get-fsinfo', guest => [
    {
      name: 'sda1',
      mountpoint: '/',
      type: 'ext4',
      'total-bytes': diskBytesOf(guest),
      'used-bytes': Math.floor(diskBytesOf(guest) * 0.22),
      disk: [],
    },
  ]),
  {
    method: 'GET',
    path: '/nodes/{node}/lxc/{vmid}/interfaces',
    needs: [['/vms/{vmid}', 'VM.Audit']],
    handle: asked => containerInterfaces(findGuest(asked, 'lxc')),
  },
]
