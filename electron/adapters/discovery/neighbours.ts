import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { isPrivate } from './addresses.ts'

/** A device this computer has lately talked with. */
export interface Neighbour {
  readonly address: string
  readonly mac: string
}

/** Reads the system's table; a system without one has no neighbours. */
export async function readNeighbours(signal: AbortSignal): Promise<readonly Neighbour[]> {
  try {
    if (process.platform === 'linux') return parseKernelTable(await readFile('/proc/net/arp', { encoding: 'utf8', signal }))
    const { stdout } = await promisify(execFile)('arp', ['-a'], { signal })
    return parseArpListing(stdout)
  } catch {
    return []
  }
}

/** Linux's table: address, type, flags, hardware address … where flag 2 means that it answered. */
export function parseKernelTable(text: string): readonly Neighbour[] {
  return text
    .split('\n')
    .slice(1)
    .flatMap(line => {
      const [address = '', , flags = '', mac = ''] = line.trim().split(/\s+/)
      return isPrivate(address) && (Number(flags) & 2) !== 0 ? [{ address, mac }] : []
    })
}

/** What `arp -a` prints on macOS and Windows. */
export function parseArpListing(text: string): readonly Neighbour[] {
  const entry = /(\d+\.\d+\.\d+\.\d+)\)?\s+(?:at\s+)?((?:[0-9a-f]{1,2}[:-]){5}[0-9a-f]{1,2})\b/gi
  return [...text.matchAll(entry)].flatMap(([, address = '', mac = '']) => {
    const parts = mac.split(/[:-]/).map(part => part.padStart(2, '0').toLowerCase())
    const many = (Number.parseInt(parts[0] ?? '', 16) & 1) === 1
    return isPrivate(address) && !many ? [{ address, mac: parts.join(':') }] : []
  })
}
