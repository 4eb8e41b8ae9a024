import { demoTime } from '../../electron/demo/demo-time.ts'
import { emptyWorld } from '../../electron/demo/proxmox/demo-world.ts'
import { guestRoutes } from '../../electron/demo/proxmox/guests/guest-routes.ts'
import { readParameters } from '../../electron/demo/proxmox/parameters.ts'
import { Refusal } from '../../electron/demo/proxmox/route.ts'
import { beginTask } from '../../electron/demo/proxmox/tasks.ts'
import { putVolume } from '../../electron/demo/proxmox/volumes.ts'
import type { PveStorage, PveTask, PveVersion, PveWorld } from '../../electron/demo/proxmox/world.ts'
import { createHandClock, type HandClock } from './hand-clock.ts'

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'
type Given = Readonly<Record<string, string>>

/** What a call of the simulated cluster answers. */
export interface Told {
  readonly status: number
  readonly reason: string
  readonly data: unknown
  readonly errors?: Given
}

/** The guests' calls of a small simulated cluster, asked without a server, on a clock moved by hand. */
export interface GuestCalls {
  readonly world: PveWorld
  readonly clock: HandClock
  call(method: Method, path: string, given?: Given): Promise<Told>
  /** The data of a call that has to work. */
  data<T>(method: Method, path: string, given?: Given): Promise<T>
  /** Begins a task and tells it while it is at work. */
  begin(method: Method, path: string, given?: Given): Promise<PveTask>
  /** Begins a task and lets as much time pass as it takes. */
  run(method: Method, path: string, given?: Given): Promise<PveTask>
  ended(task: PveTask): Promise<PveTask>
}

const gib = 1024 ** 3

/** Two nodes; `local` is a folder, `thin` LVM, `tank` ZFS on pve1, `ceph` shared. Templates and a cloud image lie in `local`. */
export function createGuestCalls(version: PveVersion = '9.2'): GuestCalls {
  const clock = createHandClock()
  const world = emptyWorld(version, demoTime(clock, 1), 'lab')
  for (const number of [1, 2]) {
    world.nodes.set(`pve${number}`, {
      name: `pve${number}`,
      number,
      address: `10.0.0.1${number}`,
      cores: 8,
      memoryBytes: 32 * gib,
      ownMemoryBytes: 2 * gib,
      online: true,
      bootedAt: clock.now() - 3_600_000,
    })
    for (const [volid, content, format] of [
      ['local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst', 'vztmpl', 'tzst'],
      ['local:import/debian-13-genericcloud-amd64.qcow2', 'import', 'qcow2'],
      ['local:iso/debian.iso', 'iso', 'iso'],
    ] as const)
      putVolume(world, { volid, content, format, storage: 'local', node: `pve${number}`, sizeBytes: 5e7, usedBytes: 5e7, ctime: 1 })
  }
  const everything = ['images', 'rootdir', 'backup', 'iso', 'vztmpl', 'import']
  storage(world, { name: 'local', type: 'dir', shared: false, path: '/var/lib/vz', content: everything })
  storage(world, { name: 'thin', type: 'lvmthin', shared: false, content: ['images', 'rootdir'] })
  storage(world, { name: 'tank', type: 'zfspool', shared: false, nodes: ['pve1'], content: ['images', 'rootdir'] })
  storage(world, { name: 'ceph', type: 'rbd', shared: true, content: ['images', 'rootdir'] })
  const routes = guestRoutes.map(route => ({ route, pattern: new RegExp(`^${route.path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`) }))

  async function handled(method: Method, path: string, given: Given): Promise<unknown> {
    for (const { route, pattern } of routes) {
      const inPath = route.method === method ? pattern.exec(path)?.groups : undefined
      const node = world.nodes.get(inPath?.node ?? '')
      if (!inPath || !node) continue
      const params = readParameters(route.rules ?? {}, given, inPath, version)
      const caller = { user: 'root@pam', byToken: false, may: () => true }
      return route.handle({ world, caller, node, params, task: (type, id, work) => beginTask(world, node, 'root@pam', { type, id, work }) })
    }
    throw new RangeError(`no call ${method} ${path}`)
  }

  async function call(method: Method, path: string, given: Given = {}): Promise<Told> {
    try {
      return { status: 200, reason: 'OK', data: await handled(method, path, given) }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      return { status: error.status, reason: error.message, data: null, ...(error.errors && { errors: error.errors }) }
    }
  }

  async function begin(method: Method, path: string, given: Given = {}): Promise<PveTask> {
    const told = await call(method, path, given)
    const task = world.tasks.find(({ upid }) => upid === told.data)
    if (!task) throw new Error(`${method} ${path} began no task: ${told.status} ${told.reason}`)
    await clock.pass(0)
    return task
  }

  async function ended(task: PveTask): Promise<PveTask> {
    for (let turns = 0; task.endedAt === undefined && turns < 2000; turns += 1) await clock.pass(500)
    return task
  }

  return {
    world,
    clock,
    call,
    begin,
    ended,
    run: async (method, path, given) => ended(await begin(method, path, given)),
    data: async <T>(method: Method, path: string, given: Given = {}) => {
      const told = await call(method, path, given)
      if (told.status !== 200) throw new Error(`${method} ${path}: ${told.status} ${told.reason}`)
      return told.data as T
    },
  }
}

function storage(world: PveWorld, wish: Omit<PveStorage, 'totalBytes' | 'disabled'>): void {
  world.storages.set(wish.name, { ...wish, totalBytes: 500 * gib, disabled: false })
}
