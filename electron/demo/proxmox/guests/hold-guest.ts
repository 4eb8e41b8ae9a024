import { Refusal } from '../route.ts'
import type { PveTask, PveWorld } from '../world.ts'
import type { GuestKind } from './guest-words.ts'

/** Which file Proxmox locks, and how long one waits for it in milliseconds. */
export interface FileLock {
  readonly file: string
  readonly patienceMs: number
}

const holders = new WeakMap<PveWorld, Map<string, Promise<void>>>()

/** The file lock of one guest. */
export function guestLock(kind: GuestKind, vmid: number): FileLock {
  const file = kind === 'qemu' ? `/var/lock/qemu-server/lock-${vmid}.conf` : `/run/lock/lxc/pve-config-${vmid}.lock`
  return { file, patienceMs: 10_000 }
}

/** Does work while nobody else holds the file, in turn; fails in Proxmox's words when the turn does not come in time. */
export async function holding<T>(world: PveWorld, lock: FileLock, work: () => Promise<T> | T, task?: PveTask): Promise<T> {
  const held = holders.get(world) ?? new Map<string, Promise<void>>()
  holders.set(world, held)
  while (held.has(lock.file)) await turn(world, held, lock, task)
  const { promise, resolve } = Promise.withResolvers<void>()
  held.set(lock.file, promise)
  try {
    return await work()
  } finally {
    held.delete(lock.file)
    resolve()
  }
}

async function turn(world: PveWorld, held: ReadonlyMap<string, Promise<void>>, lock: FileLock, task: PveTask | undefined): Promise<void> {
  task?.log.push('trying to acquire lock...')
  const patience = new AbortController()
  const tooLate = world.time.pass(lock.patienceMs, patience.signal).then(
    () => true,
    () => false,
  )
  for (let before = held.get(lock.file); before; before = held.get(lock.file)) {
    const late = await Promise.race([tooLate, before.then(() => false)])
    if (late) throw new Refusal(500, `can't lock file '${lock.file}' - got timeout`)
    task?.abort.signal.throwIfAborted()
  }
  patience.abort()
  task?.log.push(' OK')
}
