import { expect, onTestFinished } from 'vitest'
import type { Clock } from '../../../electron/ports/clock.ts'
import type {
  ClusterAccess,
  ClusterSession,
  ClusterTarget,
  GuestPlace,
  TaskRef,
  TaskStatus,
} from '../../../electron/ports/cluster-access.ts'
import type { NewGuest } from '../../../electron/ports/cluster-words.ts'
import type { AppError } from '../../../shared/errors/app-error.ts'
import type { SeenCluster } from '../../../shared/model/seen-cluster.ts'

/** A cluster to try, however it came to be. */
export interface ClusterFixture {
  readonly access: ClusterAccess
  /** Logs in by password, as somebody who may do everything; its doors have fingerprints. */
  readonly target: ClusterTarget
  readonly clock: Clock
  /** Where disks are made, and the network of the guests. */
  readonly storage: string
  readonly bridge: string
  /** How long to wait between two looks at a task. */
  readonly lookEveryMs: number
  /** A call of the API that the port does not have, for preparing and for cleaning up. */
  call(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: readonly (string | number)[],
    parameters?: Readonly<Record<string, string | number>>,
  ): Promise<unknown>
  close(): Promise<void>
}

/** What the tests of one cluster work with. */
export interface Bench {
  readonly fixture: ClusterFixture
  readonly target: ClusterTarget
  readonly session: ClusterSession
  /** The node whose door it is. */
  readonly node: string
  readonly seen: SeenCluster
  /** A number from 9000 up that nothing has; whatever has it when the test ends is removed. */
  vmid(): Promise<number>
  /** The end of a task that has to succeed. */
  done(task: TaskRef | undefined): Promise<void>
  /** The end of a task, however it ends. */
  ended(task: TaskRef): Promise<TaskStatus>
  /** A machine with an empty disk and an empty drive, switched off. */
  makeMachine(changes?: Partial<NewGuest>): Promise<GuestPlace>
  /** Removes whatever bears the tag of these tests. */
  sweep(): Promise<void>
  /** Numbers that were given out and still belong to a guest. */
  leftBehind(): Promise<readonly number[]>
}

/** The tag of everything these tests make. */
export const testTag = 'mycopod-test'

/** The error of a call that has to fail. */
export function failureOf(work: Promise<unknown>): Promise<AppError> {
  return work.then(
    () => expect.unreachable('it should fail'),
    error => error,
  )
}

/** Opens a cluster for tests and removes what earlier ones left. */
export async function openBench(fixture: ClusterFixture): Promise<Bench> {
  const { access, clock, target } = fixture
  const session = access.session(target)
  const seen = await session.overview()
  const online = seen.nodes.filter(each => each.online)
  const node = (online.find(each => each.fingerprint === target.doors[0]?.fingerprint) ?? online[0])?.name
  if (node === undefined) throw new Error('a cluster to try has a node that is online')
  const holds = seen.storages.find(each => each.node === node && each.name === fixture.storage)?.content ?? []
  if (!holds.includes('images')) {
    throw new Error(`the storage ${fixture.storage} of ${node} holds no disks of machines: allow it, or name another as PVE_TEST_STORAGE`)
  }
  const taken = new Set(seen.guests.map(guest => guest.vmid))
  const given: number[] = []

  async function ended(task: TaskRef): Promise<TaskStatus> {
    for (;;) {
      const status = await session.task(task)
      if (status.state !== 'running') return status
      await clock.wait(fixture.lookEveryMs)
    }
  }

  async function done(task: TaskRef | undefined): Promise<void> {
    if (!task) return
    const { state, outcome, type } = await ended(task)
    if (state === 'failed') throw new Error(`${type}: ${outcome}\n${(await session.taskLog(task, 0)).map(line => line.text).join('\n')}`)
  }

  async function removeGuest(vmid: number): Promise<void> {
    const guest = await session.find(vmid)
    if (!guest) return
    if (guest.state !== 'stopped') await ended(await session.stop(guest))
    // A test that failed in the middle may have left it locked or protected.
    const path = ['nodes', guest.node, guest.type === 'vm' ? 'qemu' : 'lxc', vmid, 'config']
    const { lock, protected: isProtected } = (await session.config(guest)).config
    if (lock !== undefined && guest.type === 'vm') await fixture.call('PUT', path, { delete: 'lock', skiplock: 1 })
    if (isProtected) await fixture.call('PUT', path, { protection: 0 })
    await done(await session.remove(guest))
  }

  async function sweep(): Promise<void> {
    const { guests } = await session.overview()
    const left = guests.filter(guest => guest.tags.includes(testTag))
    const backups = (await session.backups(node ?? '')).filter(backup => backup.notes.includes(testTag))
    // Copies that share the disk of a template go before it.
    const inOrder = [...left].sort((one, other) => Number(one.template) - Number(other.template))
    const works = [
      ...inOrder.map(guest => () => removeGuest(guest.vmid)),
      ...backups.map(backup => async () => done(await session.removeBackup(backup))),
    ]
    const failures: unknown[] = []
    // What cannot be removed does not keep the rest.
    for (const work of works) await work().catch((error: unknown) => failures.push(error))
    if (failures.length > 0) throw new AggregateError(failures, 'not all that the tests made could be removed')
  }

  async function vmid(): Promise<number> {
    let free = 9000
    while (taken.has(free)) free += 1
    taken.add(free)
    if (await session.find(free)) return vmid()
    given.push(free)
    onTestFinished(() => removeGuest(free))
    return free
  }

  await sweep()
  return {
    fixture,
    target,
    session,
    node,
    seen,
    vmid,
    done,
    ended,
    makeMachine: async changes => {
      const guest = newMachine(await vmid(), node, fixture, changes)
      await done(await session.create(guest))
      return { vmid: guest.vmid, type: 'vm', node: guest.node }
    },
    sweep,
    leftBehind: async () => {
      const found = await Promise.all(given.map(number => session.find(number)))
      return found.filter(guest => guest !== undefined).map(guest => guest.vmid)
    },
  }
}

/** A machine with an empty disk of 1 GiB and an empty drive. */
export function newMachine(vmid: number, node: string, { storage, bridge }: ClusterFixture, changes: Partial<NewGuest> = {}): NewGuest {
  return {
    vmid,
    type: 'vm',
    node,
    name: `mycopod-test-${vmid}`,
    cores: 1,
    memoryMiB: 256,
    diskGiB: 1,
    storage,
    network: { bridge },
    source: { kind: 'iso', volume: 'none' },
    startOnBoot: false,
    tags: [testTag],
    description: `Made by the tests of MycoPod (${testTag})`,
    nesting: false,
    unprivileged: true,
    ...changes,
  }
}
