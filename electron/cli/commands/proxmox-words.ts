import { readFile } from 'node:fs/promises'
import { bytesInWords } from '../../../shared/errors/problem.ts'
import type { ClusterLoginInput } from '../../../shared/model/cluster.ts'
import type { GuestView } from '../../../shared/model/guest.ts'
import { type Client, given, type Invocation, text } from '../command.ts'
import { UsageError } from '../failure.ts'
import { defined, secretFromInput } from '../options.ts'
import { percent } from '../table.ts'

/** The option by which a cluster is named where there are several. */
export const clusterOption = { cluster: { type: 'string' } } as const

/** The option as an input field; absent where it was not given. */
export function clusterField(invocation: Invocation): { readonly cluster?: string } {
  return defined({ cluster: text(invocation, 'cluster') })
}

/** The cluster a command is about: the one that is named, else the only one there is. */
export async function oneCluster(client: Client, named: string | undefined): Promise<string> {
  if (named !== undefined) return named
  const [only, ...others] = await client.proxmox.list()
  if (only === undefined) throw new UsageError('No cluster is added yet. Add one: mycopod proxmox add --url URL …')
  if (others.length > 0)
    throw new UsageError(`There are several clusters. Name one of them: ${[only, ...others].map(each => each.name).join(', ')}`)
  return only.name
}

/** The login of a cluster as the options name it; undefined where none does. */
export async function clusterLogin(invocation: Invocation): Promise<ClusterLoginInput | undefined> {
  const [tokenId, user, code] = [text(invocation, 'token-id'), text(invocation, 'user'), text(invocation, 'code')]
  const byToken = tokenId !== undefined || given(invocation, 'token-secret-stdin')
  const byPassword = user !== undefined || given(invocation, 'password-stdin')
  if (!byToken && !byPassword) return undefined
  if (byToken && byPassword) throw new UsageError('Give a token or a user, not both')
  if (byToken) {
    if (tokenId === undefined || !given(invocation, 'token-secret-stdin'))
      throw new UsageError('A token is given by --token-id USER@REALM!NAME and --token-secret-stdin')
    return { method: 'token', tokenId, secret: await secretFromInput(invocation, 'token-secret-stdin') }
  }
  if (user === undefined || !given(invocation, 'password-stdin'))
    throw new UsageError('A user is given by --user USER@REALM and --password-stdin')
  const password = await secretFromInput(invocation, 'password-stdin')
  return { method: 'password', user, password, ...(code !== undefined && { code }) }
}

/** The options of `clusterLogin`. */
export const loginOptions = {
  'token-id': { type: 'string' },
  'token-secret-stdin': { type: 'boolean' },
  user: { type: 'string' },
  'password-stdin': { type: 'boolean' },
  code: { type: 'string' },
} as const

/** Public keys out of files, a line each. */
export async function keysFromFiles(files: readonly string[]): Promise<string[]> {
  const contents = await Promise.all(
    files.map(file =>
      readFile(file, 'utf8').catch(() => {
        throw new UsageError(`The key file ${file} cannot be read`)
      }),
    ),
  )
  return contents.flatMap(content => content.split('\n').map(line => line.trim())).filter(line => line !== '' && !line.startsWith('#'))
}

/** The heads of a table of guests. */
export const guestHeads = ['NUMBER', 'NAME', 'KIND', 'NODE', 'STATE', 'CPU', 'MEMORY', 'TAGS', 'DEVICE']

/** A guest as a row of that table. */
export function guestRow(guest: GuestView): (string | undefined)[] {
  return [
    String(guest.vmid),
    guest.name,
    guest.template ? 'template' : guest.type === 'vm' ? 'VM' : 'container',
    guest.node,
    guest.lock === undefined ? guest.state : `${guest.state} (${guest.lock})`,
    percent(guest.cpuFraction),
    ofTotal(guest.memoryUsedBytes, guest.memoryTotalBytes),
    guest.tags.join(' '),
    guest.device,
  ]
}

/** "1.2 GB of 4.0 GB", or what of it is known. */
export function ofTotal(used: number | undefined, total: number | undefined): string | undefined {
  if (total === undefined) return used === undefined ? undefined : bytesInWords(used)
  return used === undefined ? bytesInWords(total) : `${bytesInWords(used)} of ${bytesInWords(total)}`
}
