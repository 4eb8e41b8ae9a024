import { createHash } from 'node:crypto'
import { type Asked, Refusal, type Route } from '../route.ts'
import type { PveConfig, PveGuest } from '../world.ts'
import { findGuest } from './find-guest.ts'
import { nameOf } from './guest-words.ts'
import { drivesOf } from './machine-drives.ts'
import { comingConfig } from './pending-settings.ts'
import { readProperties } from './property-format.ts'
import { cardFormat, ipConfigFormat } from './property-formats.ts'

const settings = /^(?:ciuser|cipassword|citype|ciupgrade|cicustom|sshkeys|nameserver|searchdomain|name|ipconfig\d+)$/

function userText(guest: PveGuest, config: PveConfig): string {
  const name = nameOf(guest)
  const keys = decodeURIComponent(config.sshkeys ?? '')
    .split('\n')
    .filter(line => line.trim() !== '')
  return [
    '#cloud-config',
    `hostname: ${name.split('.')[0]}`,
    'manage_etc_hosts: true',
    `fqdn: ${config.searchdomain === undefined || name.includes('.') ? name : `${name}.${config.searchdomain}`}`,
    ...(config.ciuser === undefined ? [] : [`user: ${config.ciuser}`]),
    ...(config.cipassword === undefined ? [] : ['password: **********']),
    ...(keys.length === 0 ? [] : ['ssh_authorized_keys:', ...keys.map(key => `  - ${key}`)]),
    'chpasswd:',
    '  expire: False',
    ...(config.ciuser === 'root' ? [] : ['users:', '  - default']),
    ...(config.ciupgrade === '0' ? [] : ['package_upgrade: true']),
  ]
    .map(line => `${line}\n`)
    .join('')
}

function maskOf(prefix: number): string {
  return [0, 8, 16, 24].map(shift => 256 - 2 ** (8 - Math.min(8, Math.max(0, prefix - shift)))).join('.')
}

function subnets(config: PveConfig, number: string): readonly string[] {
  const { ip, gw, ip6, gw6 } = readProperties(ipConfigFormat, config[`ipconfig${number}`] ?? '', 'ipconfig').values
  const lines: string[] = []
  if (ip === 'dhcp') lines.push('      - type: dhcp4')
  else if (ip !== undefined) {
    const [address, prefix] = ip.split('/')
    lines.push('      - type: static', `        address: '${address}'`, `        netmask: '${maskOf(Number(prefix))}'`)
    if (gw !== undefined) lines.push(`        gateway: '${gw}'`)
  }
  if (ip6 === 'dhcp') lines.push('      - type: dhcp6')
  else if (ip6 === 'auto') lines.push('      - type: ipv6_slaac')
  else if (ip6 !== undefined) {
    lines.push('      - type: static6', `        address: '${ip6}'`)
    if (gw6 !== undefined) lines.push(`        gateway: '${gw6}'`)
  }
  return lines.length === 0 ? [] : ['      subnets:', ...lines]
}

function networkText(config: PveConfig): string {
  const cards = Object.keys(config)
    .filter(key => /^net\d+$/.test(key))
    .sort()
  const lines = cards.flatMap(key => {
    const { macaddr } = readProperties(cardFormat, config[key] ?? '', key).values
    const number = key.slice(3)
    const head = ['    - type: physical', `      name: eth${number}`, `      mac_address: '${(macaddr ?? '').toLowerCase()}'`]
    return [...head, ...subnets(config, number)]
  })
  const names = config.nameserver?.split(/\s+/) ?? []
  const domain = config.searchdomain === undefined ? [] : ['      search:', `      - '${config.searchdomain}'`]
  const servers =
    names.length === 0 && domain.length === 0 ? [] : ['    - type: nameserver', '      address:', ...names.map(name => `      - '${name}'`)]
  return ['version: 1', 'config:', ...lines, ...servers, ...domain].map(line => `${line}\n`).join('')
}

function dump(asked: Asked): string {
  const guest = findGuest(asked, 'qemu')
  const config = comingConfig(guest)
  if (!drivesOf(config).some(drive => drive.cloudInit)) throw new Refusal(500, 'no cloudinit drive found')
  if (asked.params.type === 'network') return networkText(config)
  if (asked.params.type === 'user') return userText(guest, config)
  const instance = createHash('sha1')
    .update(userText(guest, config) + networkText(config))
    .digest('hex')
  return `instance-id: ${instance}\n`
}

function waiting(asked: Asked): readonly Readonly<Record<string, unknown>>[] {
  const guest = findGuest(asked, 'qemu')
  const keys = new Set([...Object.keys(guest.config), ...Object.keys(guest.pending)].filter(key => settings.test(key)))
  return [...keys].map(key => ({
    key,
    ...(guest.config[key] !== undefined && { value: guest.config[key] }),
    ...(Object.hasOwn(guest.pending, key) && (guest.pending[key] === undefined ? { delete: 1 } : { pending: guest.pending[key] })),
  }))
}

/** What cloud-init gives a machine at its first start. */
export const cloudInitRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/nodes/{node}/qemu/{vmid}/cloudinit/dump',
    rules: { type: { type: 'string', choices: ['user', 'network', 'meta'] } },
    needs: [['/vms/{vmid}', 'VM.Audit']],
    handle: dump,
  },
  { method: 'GET', path: '/nodes/{node}/qemu/{vmid}/cloudinit', needs: [['/vms/{vmid}', 'VM.Audit']], handle: waiting },
  {
    method: 'PUT',
    path: '/nodes/{node}/qemu/{vmid}/cloudinit',
    needs: [['/vms/{vmid}', 'VM.Config.Cloudinit']],
    handle: asked => {
      dump({ ...asked, params: { ...asked.params, type: 'user' } })
      return null
    },
  },
]
