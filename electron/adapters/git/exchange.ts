import { createHash } from 'node:crypto'
import { join, resolve } from 'node:path'
import * as git from 'isomorphic-git'
import { AppError } from '../../../shared/errors/app-error.ts'
import { untilAborted } from '../../ports/until-aborted.ts'
import { codeOf } from './disk.ts'
import { treeOf } from './move-branch.ts'
import type { RemoteDoor } from './remote-door.ts'
import type { Repository } from './repository.ts'

/** The names under which a remote's commits are kept: the last that were fetched, and the last that are in our history too. */
export function remoteRefs({ url, branch }: { readonly url: string; readonly branch: string }): {
  readonly seen: string
  readonly agreed: string
} {
  const at = createHash('sha256').update(`${url}\n${branch}`).digest('hex').slice(0, 16)
  return { seen: `refs/mycopod/${at}/seen`, agreed: `refs/mycopod/${at}/agreed` }
}

/** Brings the remote's commits into the repository; its newest, undefined where it has none. Errors: RemoteUnreachable, RemoteRefused. */
export function fetchFrom(repository: Repository, door: RemoteDoor, branch: string): Promise<string | undefined> {
  return exchange(door, async () => {
    const { fetchHead, ...rest } = await git.fetch({ ...bothEnds(repository, door, branch), singleBranch: true })
    if (fetchHead === null) return undefined
    try {
      for (const entry of (await treeOf(repository, fetchHead)).values()) if (entry.type === 'blob') await repository.blob(entry.oid)
    } catch (cause) {
      const pack = 'packfile' in rest && typeof rest.packfile === 'string' ? join(repository.gitdir, rest.packfile) : undefined
      if (pack !== undefined) for (const path of [pack.replace(/\.pack$/, '.idx'), pack]) await repository.disk.rm(path, { force: true })
      throw unreachable(door, 'What it sent is damaged.', cause)
    }
    return fetchHead
  }).catch((error: unknown) => {
    if (error instanceof git.Errors.NotFoundError && error.data.what === `refs/heads/${door.branch}`) return undefined
    throw error
  })
}

/** Sends our commits; never takes the remote's back. Errors: RemoteUnreachable, RemoteRefused, RemoteAhead. */
export async function pushTo(repository: Repository, door: RemoteDoor, branch: string): Promise<void> {
  await exchange(door, () => git.push({ ...bothEnds(repository, door, branch), force: false, signal: door.signal }))
}

const remote = 'mycopod'

function bothEnds(repository: Repository, { http, url, branch: theirs }: RemoteDoor, branch: string) {
  const { gitdir } = repository
  return { fs: filesForExchange(repository), gitdir, http, url, remote, ref: branch, remoteRef: `refs/heads/${theirs}` }
}

/** The library wants the remote in the configuration and names commits before it has them: it gets the one and is kept from the other. */
function filesForExchange({ files, gitdir }: Repository): git.PromiseFsClient {
  const { promises } = files
  const config = resolve(gitdir, 'config')
  const refs = resolve(gitdir, 'refs')
  const section = `\n[remote "${remote}"]\n\tfetch = +refs/heads/*:refs/remotes/${remote}/*\n`
  return {
    promises: {
      ...promises,
      readFile: async (path: string, options: unknown) => {
        const read = await promises.readFile(path, options)
        if (resolve(path) !== config) return read
        return typeof read === 'string' ? `${read}${section}` : Buffer.concat([read, Buffer.from(section)])
      },
      writeFile: async (path: string, content: string | Uint8Array, options: unknown) => {
        if (!resolve(path).startsWith(refs)) await promises.writeFile(path, content, options)
      },
    },
  }
}

async function exchange<T>(door: RemoteDoor, work: () => Promise<T>): Promise<T> {
  try {
    return await untilAborted(work(), door.signal)
  } catch (error) {
    throw translated(door, error)
  }
}

function translated(door: RemoteDoor, error: unknown): unknown {
  const { signal, name } = door
  if (signal.aborted) return isTimeout(signal.reason) ? unreachable(door, 'It did not answer in time.', error) : signal.reason
  if (error instanceof AppError || error instanceof git.Errors.NotFoundError) return error
  if (error instanceof git.Errors.HttpError) return ofStatus(door, error.data.statusCode)
  if (error instanceof git.Errors.SmartHttpError) return refused(door, 'It does not answer as a Git repository does.')
  if (error instanceof git.Errors.PushRejectedError) return new AppError('RemoteAhead', { remote: name })
  if (error instanceof git.Errors.GitPushError) {
    const said = door.masked(error.data.prettyDetails).replace(/\s+/g, ' ').trim()
    if (/non-fast-forward|fetch first|stale|cannot lock|failed to (update|lock)|incorrect old/i.test(said))
      return new AppError('RemoteAhead', { remote: name })
    return refused(door, `It did not take the commits: ${said.slice(0, 300)}`)
  }
  if (error instanceof TypeError && error.cause !== undefined) return unreachable(door, becauseOf(codeOf(error.cause)), undefined)
  if (codeOf(error)?.startsWith('E') && error instanceof Error && 'syscall' in error) return error
  return unreachable(door, 'What it sent cannot be read as Git.', undefined)
}

function ofStatus(door: RemoteDoor, status: number): AppError {
  if (status === 401) return refused(door, 'It wants a token, or does not know the one it was given.')
  if (status === 403) return refused(door, 'The token may not do this there.')
  if (status === 404 || status === 410) return refused(door, 'There is no repository at this address, or the token may not see it.')
  if (status === 429 || status >= 500) return unreachable(door, `It is not able to answer now (status ${status}).`, undefined)
  return refused(door, `It does not answer as a Git repository does (status ${status}).`)
}

function becauseOf(code: string | undefined): string {
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'Nobody knows an address for its name.'
  if (code === 'ECONNREFUSED') return 'Nothing answers there.'
  if (code === 'EHOSTUNREACH' || code === 'ENETUNREACH') return 'There is no way to it in the network.'
  if (code && /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME/.test(code)) return 'Its certificate is not one this computer trusts.'
  return 'The connection broke.'
}

function isTimeout(reason: unknown): boolean {
  return reason instanceof Error && reason.name === 'TimeoutError'
}

function refused({ name }: RemoteDoor, because: string): AppError {
  return new AppError('RemoteRefused', { remote: name, because })
}

function unreachable({ name }: RemoteDoor, because: string, cause: unknown): AppError {
  return new AppError('RemoteUnreachable', { remote: name, because }, { cause })
}
