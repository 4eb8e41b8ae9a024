/** What is wrong with an address (CIDR or `dhcp`) and its gateway, with the field that has to change. */
export function addressProblem(
  address: string | undefined,
  gateway: string | undefined,
): { readonly field: 'address' | 'gateway'; readonly because: string } | undefined {
  if (address === undefined || address === 'dhcp') {
    if (gateway === undefined || address === undefined) return undefined
    return { field: 'gateway', because: 'With DHCP the network itself says which way leads out.' }
  }
  const [text = '', length = ''] = address.split('/')
  const own = parse(text)
  const prefix = Number(length)
  if (!own || length === '' || prefix > own.bits) return { field: 'address', because: `${address} is no address with a prefix length.` }
  const hosts = BigInt(own.bits - prefix)
  const first = (own.value >> hosts) << hosts
  const last = first + (1n << hosts) - 1n
  if (own.bits === 32 && hosts > 1n && (own.value === first || own.value === last)) {
    return { field: 'address', because: `${text} stands for the network ${address} as a whole.` }
  }
  if (gateway === undefined) return undefined
  const out = parse(gateway)
  if (!out || out.bits !== own.bits) return { field: 'gateway', because: `${gateway} is of another kind than ${text}.` }
  if (out.value === own.value) return { field: 'gateway', because: `${gateway} is the guest's own address.` }
  // Neighbours over IPv6 are always reached by their link-local addresses.
  const linkLocal = out.bits === 128 && out.value >> 118n === 0xfe80n >> 6n
  if (!linkLocal && (out.value < first || out.value > last)) return { field: 'gateway', because: `${gateway} is not in ${address}.` }
  return undefined
}

function parse(text: string): { readonly bits: 32 | 128; readonly value: bigint } | undefined {
  return text.includes(':') ? parseSixth(text) : parseFourth(text)
}

function parseFourth(text: string): { readonly bits: 32; readonly value: bigint } | undefined {
  const parts = text.split('.')
  if (parts.length !== 4 || !parts.every(part => /^\d{1,3}$/.test(part) && Number(part) < 256)) return undefined
  return { bits: 32, value: parts.reduce((value, part) => (value << 8n) + BigInt(part), 0n) }
}

function parseSixth(text: string): { readonly bits: 128; readonly value: bigint } | undefined {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const [head = [], tail = []] = halves.map(half => (half === '' ? [] : half.split(':').flatMap(groupsOf)))
  const missing = 8 - head.length - tail.length
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined
  const groups = [...head, ...Array.from({ length: Math.max(missing, 0) }, () => '0'), ...tail]
  if (!groups.every(group => /^[\da-f]{1,4}$/i.test(group))) return undefined
  return { bits: 128, value: groups.reduce((value, group) => (value << 16n) + BigInt(`0x${group}`), 0n) }
}

/** The last part of an IPv6 address may be written as an IPv4 one. */
function groupsOf(part: string): readonly string[] {
  const fourth = part.includes('.') ? parseFourth(part) : undefined
  return fourth ? [(fourth.value >> 16n).toString(16), (fourth.value & 0xffffn).toString(16)] : [part]
}
