import { networkInterfaces } from 'node:os'
import { AppError } from '../../../shared/errors/app-error.ts'

/** An IPv4 network by its first address and the number of addresses in it. */
export interface Subnet {
  readonly first: number
  readonly size: number
}

/** An address of this computer on a private network. */
export interface OwnAddress {
  readonly address: string
  readonly subnet: Subnet
}

const widestPrefix = 22
const privateSubnets = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '169.254.0.0/16'].map(cidr => parse(cidr))
/** Networks of containers and virtual machines on this very computer: nothing to be found there. */
const inside = /^(docker|br-|veth|virbr|cni|flannel|podman|lxc|lxdbr)/

/** Whether an IPv4 address belongs to a local network; names and everything else do not. */
export function isPrivate(address: string): boolean {
  const number = toNumber(address)
  return number !== undefined && privateSubnets.some(subnet => subnet !== undefined && within(subnet, number))
}

/** The addresses of this computer on private networks. */
export function ownAddresses(): readonly OwnAddress[] {
  return Object.entries(networkInterfaces())
    .filter(([name]) => !inside.test(name))
    .flatMap(([, addresses]) => addresses ?? [])
    .flatMap(({ address, cidr, internal }) => {
      const subnet = internal || !cidr || !isPrivate(address) ? undefined : parse(cidr)
      if (!subnet) return []
      // Of a network that is too wide to be asked politely, the part around this computer.
      const narrow = subnet.size <= 2 ** (32 - widestPrefix) ? subnet : parse(`${address}/24`)
      return narrow ? [{ address, subnet: narrow }] : []
    })
}

/** Reads what a person typed; rejects with BadInput what is no network, not private, or wider than a /22. */
export function readSubnet(cidr: string): Subnet {
  const subnet = parse(cidr)
  const refuse = (message: string) => new AppError('BadInput', { issues: [{ field: 'subnet', message }] })
  if (!subnet) throw refuse('it is not a network such as 192.168.1.0/24')
  if (subnet.size > 2 ** (32 - widestPrefix)) throw refuse(`it has more than ${2 ** (32 - widestPrefix)} addresses`)
  if (!isPrivate(toText(subnet.first))) throw refuse('it is not a local network')
  return subnet
}

/** The addresses that devices of a network can have, in order. */
export function hostsOf({ first, size }: Subnet): readonly string[] {
  const edge = size > 2 ? 1 : 0
  return Array.from({ length: size - 2 * edge }, (_, index) => toText(first + edge + index))
}

function parse(cidr: string): Subnet | undefined {
  const [address = '', prefix = ''] = cidr.split('/')
  const number = toNumber(address)
  const bits = /^\d{1,2}$/.test(prefix) ? Number(prefix) : 33
  if (number === undefined || bits > 32) return undefined
  const size = 2 ** (32 - bits)
  return { first: number - (number % size), size }
}

function toNumber(address: string): number | undefined {
  const parts = address.split('.')
  if (parts.length !== 4 || parts.some(part => !/^\d{1,3}$/.test(part) || Number(part) > 255)) return undefined
  return parts.reduce((number, part) => number * 256 + Number(part), 0)
}

function toText(number: number): string {
  return [24, 16, 8, 0].map(shift => Math.floor(number / 2 ** shift) % 256).join('.')
}

function within({ first, size }: Subnet, number: number): boolean {
  return number >= first && number < first + size
}
