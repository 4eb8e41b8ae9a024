import { posix } from 'node:path'

/** Who acts on files. */
export interface FileActor {
  readonly name: string
  readonly root: boolean
  readonly groups: readonly string[]
}

/** A thing in the tree. */
export type FileNode =
  | { readonly kind: 'directory'; mode: number; owner: string; changedAt: number }
  | { readonly kind: 'file'; mode: number; owner: string; changedAt: number; content: Buffer }
  | { readonly kind: 'link'; mode: number; owner: string; changedAt: number; readonly target: string }
  | { readonly kind: 'device'; mode: number; owner: string; changedAt: number; readonly socket: boolean; readonly group: string }

/** Why a file operation failed, in the words of the C library. */
export class FileError extends Error {
  override readonly name = 'FileError'
}

export const fileWords = {
  absent: 'No such file or directory',
  denied: 'Permission denied',
  directory: 'Is a directory',
  exists: 'File exists',
  full: 'No space left on device',
  notDirectory: 'Not a directory',
  notEmpty: 'Directory not empty',
  readOnly: 'Read-only file system',
} as const

/** The files of one simulated device, in memory. Paths are absolute; failures are FileErrors. */
export interface FileSystem {
  stat(path: string): FileNode | undefined
  read(path: string, actor: FileActor): Buffer
  write(path: string, content: Uint8Array, actor: FileActor, options?: { readonly append?: boolean; readonly mode?: number }): void
  makeDirectory(path: string, actor: FileActor, mode: number): void
  link(path: string, target: string, actor: FileActor): void
  list(path: string, actor: FileActor): readonly string[]
  move(from: string, to: string, actor: FileActor): void
  /** Takes away one file or one empty directory. */
  remove(path: string, actor: FileActor): void
  change(path: string, actor: FileActor, change: { readonly mode?: number; readonly owner?: string }): void
  may(path: string, actor: FileActor, what: 'read' | 'write' | 'execute'): boolean
  /** A socket that a program listens on is there, or is no more. */
  socket(path: string, listening: boolean, group: string): void
  /** Bytes in all files that were written, or in those below a directory. */
  usedBytes(below?: string): number
}

const machine: FileActor = { name: 'root', root: true, groups: ['root'] }
const blockBytes = 4096

/** A tree with the directories every Linux has. `virtual` are files made when read; `roomBytes` is how much more fits. */
export function createFileSystem(options: {
  readonly virtual: (path: string) => string | undefined
  readonly roomBytes: () => number
  readonly now: () => number
}): FileSystem {
  const nodes = new Map<string, FileNode>()
  let used = 0
  const directory = (path: string, mode = 0o755, owner = 'root') => nodes.set(path, { kind: 'directory', mode, owner, changedAt: 0 })
  for (const path of [
    '/',
    '/bin',
    '/dev',
    '/etc',
    '/etc/apt',
    '/etc/apt/sources.list.d',
    '/home',
    '/mnt',
    '/opt',
    '/proc',
    '/run',
    '/run/systemd',
    '/run/systemd/system',
    '/srv',
    '/sys',
    '/usr',
    '/usr/bin',
    '/usr/local',
    '/usr/local/bin',
    '/var',
    '/var/lib',
    '/var/log',
    '/var/run',
  ])
    directory(path)
  directory('/root', 0o700)
  directory('/tmp', 0o1777)
  directory('/var/tmp', 0o1777)
  directory('/dev/shm', 0o1777)
  nodes.set('/dev/null', { kind: 'device', mode: 0o666, owner: 'root', changedAt: 0, socket: false, group: 'root' })

  const resolve = (path: string): string => {
    let at = posix.normalize(path)
    if (at.length > 1 && at.endsWith('/')) at = at.slice(0, -1)
    for (let hops = 0; hops < 8; hops += 1) {
      const node = nodes.get(at)
      if (node?.kind !== 'link') break
      at = posix.resolve(posix.dirname(at), node.target)
    }
    return at
  }
  const stat = (path: string): FileNode | undefined => {
    const at = resolve(path)
    const node = nodes.get(at)
    if (node) return node
    const made = options.virtual(at)
    return made === undefined
      ? undefined
      : { kind: 'file', mode: 0o444, owner: 'root', changedAt: options.now(), content: Buffer.from(made) }
  }
  const bit = { read: 4, write: 2, execute: 1 }
  const may = (path: string, actor: FileActor, what: 'read' | 'write' | 'execute') => {
    const node = stat(path)
    if (!node) return false
    if (actor.root) return what !== 'execute' || node.kind === 'directory' || (node.mode & 0o111) !== 0
    const shift = node.owner === actor.name ? 6 : node.kind === 'device' && actor.groups.includes(node.group) ? 3 : 0
    return ((node.mode >> shift) & bit[what]) !== 0
  }
  const reach = (path: string, actor: FileActor) => {
    for (let at = posix.dirname(path); at !== '/'; at = posix.dirname(at)) {
      const node = stat(at)
      if (node && node.kind !== 'directory') throw new FileError(fileWords.notDirectory)
      if (node && !may(at, actor, 'execute')) throw new FileError(fileWords.denied)
    }
  }
  const parentFor = (path: string, actor: FileActor) => {
    reach(path, actor)
    const parent = posix.dirname(path)
    if (!stat(parent)) throw new FileError(fileWords.absent)
    if (!may(parent, actor, 'write')) throw new FileError(fileWords.denied)
  }
  const need = (path: string, actor: FileActor): FileNode => {
    reach(path, actor)
    const node = stat(path)
    if (!node) throw new FileError(fileWords.absent)
    return node
  }
  const blocks = (bytes: number) => Math.ceil(bytes / blockBytes) * blockBytes
  const children = (path: string) => {
    const prefix = path === '/' ? '/' : `${path}/`
    return [...nodes.keys()].filter(key => key.startsWith(prefix) && key !== '/' && !key.slice(prefix.length).includes('/'))
  }
  const drop = (path: string) => {
    const node = nodes.get(path)
    if (node?.kind === 'file') used -= blocks(node.content.length)
    nodes.delete(path)
  }

  return {
    stat,
    may,
    usedBytes: below => {
      if (below === undefined) return used
      const inside = [...nodes].filter(([path]) => path.startsWith(`${below}/`))
      return inside.reduce((sum, [, node]) => sum + (node.kind === 'file' ? blocks(node.content.length) : blockBytes), blockBytes)
    },
    socket: (path, listening, group) => {
      if (listening) nodes.set(path, { kind: 'device', mode: 0o660, owner: 'root', changedAt: options.now(), socket: true, group })
      else nodes.delete(path)
    },
    read: (path, actor) => {
      const node = need(resolve(path), actor)
      if (node.kind === 'directory') throw new FileError(fileWords.directory)
      if (!may(path, actor, 'read')) throw new FileError(fileWords.denied)
      return node.kind === 'file' ? node.content : Buffer.alloc(0)
    },
    write: (path, content, actor, { append = false, mode = 0o644 } = {}) => {
      const at = resolve(path)
      const before = stat(at)
      if (before?.kind === 'device') return
      if (before?.kind === 'directory') throw new FileError(fileWords.directory)
      if (before && !nodes.has(at)) throw new FileError(fileWords.readOnly)
      if (before && !may(at, actor, 'write')) throw new FileError(fileWords.denied)
      if (!before) parentFor(at, actor)
      else reach(at, actor)
      const old = before?.kind === 'file' ? before.content : Buffer.alloc(0)
      const next = append ? Buffer.concat([old, content]) : Buffer.from(content)
      const more = blocks(next.length) - blocks(old.length)
      if (more > 0 && more > options.roomBytes()) throw new FileError(fileWords.full)
      used += more
      nodes.set(at, {
        kind: 'file',
        mode: before?.mode ?? mode,
        owner: before?.owner ?? actor.name,
        changedAt: options.now(),
        content: next,
      })
    },
    makeDirectory: (path, actor, mode) => {
      const at = resolve(path)
      if (stat(at)) throw new FileError(fileWords.exists)
      parentFor(at, actor)
      if (options.roomBytes() < blockBytes) throw new FileError(fileWords.full)
      nodes.set(at, { kind: 'directory', mode, owner: actor.name, changedAt: options.now() })
    },
    link: (path, target, actor) => {
      if (nodes.has(path)) throw new FileError(fileWords.exists)
      parentFor(path, actor)
      nodes.set(path, { kind: 'link', mode: 0o777, owner: actor.name, changedAt: options.now(), target })
    },
    list: (path, actor) => {
      const at = resolve(path)
      const node = need(at, actor)
      if (node.kind !== 'directory') throw new FileError(fileWords.notDirectory)
      if (!may(at, actor, 'read')) throw new FileError(fileWords.denied)
      return children(at)
        .map(child => posix.basename(child))
        .sort()
    },
    move: (from, to, actor) => {
      const source = resolve(from)
      const node = need(source, actor)
      const wanted = resolve(to)
      const target = stat(wanted)?.kind === 'directory' ? posix.join(wanted, posix.basename(source)) : wanted
      if (source === target) return
      parentFor(source, actor)
      parentFor(target, actor)
      const replaced = nodes.get(target)
      if (replaced?.kind === 'directory' && children(target).length > 0) throw new FileError(fileWords.notEmpty)
      drop(target)
      for (const key of [...nodes.keys()].filter(key => key.startsWith(`${source}/`))) {
        const child = nodes.get(key)
        nodes.delete(key)
        if (child) nodes.set(`${target}${key.slice(source.length)}`, child)
      }
      nodes.delete(source)
      nodes.set(target, node)
    },
    remove: (path, actor) => {
      const at = posix.normalize(path).replace(/(.)\/$/, '$1')
      reach(at, actor)
      const node = nodes.get(at)
      if (!node) throw new FileError(fileWords.absent)
      if (node.kind === 'directory' && children(at).length > 0) throw new FileError(fileWords.notEmpty)
      parentFor(at, actor)
      drop(at)
    },
    change: (path, actor, { mode, owner }) => {
      const node = need(resolve(path), actor)
      if (!actor.root && (node.owner !== actor.name || owner !== undefined)) throw new FileError('Operation not permitted')
      if (mode !== undefined) node.mode = mode
      if (owner !== undefined) node.owner = owner
    },
  }
}

/** Makes a directory and those above it, unless they are there. */
export function seedDirectory(files: FileSystem, path: string, options: { readonly mode: number; readonly owner: string }): void {
  if (files.stat(path)) return
  seedDirectory(files, posix.dirname(path), { mode: 0o755, owner: 'root' })
  files.makeDirectory(path, machine, options.mode)
  files.change(path, machine, options)
}
