import type { ServiceFields } from './compose-schema.ts'

type Written = NonNullable<ServiceFields['ports']>[number]
type Range = readonly [first: number, last: number]

/** What one entry of `ports` means, undefined when it has no form Compose knows; `host` is absent where Docker chooses. */
export function readPort(
  written: Written,
): { readonly host?: Range; readonly container: Range; readonly protocol: 'tcp' | 'udp' } | undefined {
  const parts = typeof written === 'object' ? partsOf(written) : /^(?:(.*):)?([^:/]+)(?:\/([a-z]+))?$/.exec(String(written))?.slice(1)
  if (!parts) return undefined
  const [before, inside, protocol = 'tcp'] = parts
  const container = range(inside)
  // An address may stand before the host's port, in brackets where it has colons of its own.
  const outside = before === undefined ? undefined : /^(?:.*:)?([^:\]]*)$/.exec(before)?.[1]
  const host = outside === undefined || outside === '' ? undefined : range(outside)
  if (!container || (protocol !== 'tcp' && protocol !== 'udp')) return undefined
  if (outside !== undefined && outside !== '' && !host) return undefined
  if (host && host[1] - host[0] !== container[1] - container[0] && container[0] !== container[1]) return undefined
  return { ...(host && { host }), container, protocol }
}

function partsOf({ target, published, protocol }: Exclude<Written, string | number>): readonly (string | undefined)[] {
  return [published === undefined ? undefined : String(published), String(target), protocol]
}

function range(text: string | undefined): Range | undefined {
  const [, first, last = first] = /^(\d+)(?:-(\d+))?$/.exec(text ?? '') ?? []
  const from = Number(first)
  const to = Number(last)
  return from >= 1 && to >= from && to <= 65_535 ? [from, to] : undefined
}
