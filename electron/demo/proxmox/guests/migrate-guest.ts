import { type Asked, Refusal, type Route } from '../route.ts'
import { networkRule, nodeRule, optionalCount, optionalFlag, storagePairs } from './common-rules.ts'
import { demand, findGuest, refuseLocked, underLock } from './find-guest.ts'
import { type GuestKind, taskType, wordOf } from './guest-words.ts'
import { guestLock, holding } from './hold-guest.ts'
import { drivesOf } from './machine-drives.ts'
import { machineCheck, unavailableStorages } from './migration-check.ts'
import { moveContainer, moveMachine } from './migration-work.ts'
import { disksOf } from './move-disk.ts'

const needs: Route['needs'] = [['/vms/{vmid}', 'VM.Migrate']]

/** Moves of guests to another node, and what stands in their way. */
export const migrateRoutes: readonly Route[] = (['qemu', 'lxc'] as const).flatMap((kind): readonly Route[] => {
  const path = `/nodes/{node}/${kind}/{vmid}/migrate`
  return [
    {
      method: 'GET',
      path,
      rules: { target: { ...nodeRule, optional: true } },
      needs,
      ...(kind === 'lxc' && { only: '9.2' }),
      handle: asked => (kind === 'qemu' ? machineCheck(asked) : containerCheck(asked)),
    },
    {
      method: 'POST',
      path,
      rules: {
        bwlimit: kind === 'qemu' ? optionalCount : { type: 'number', optional: true, minimum: 0 },
        online: optionalFlag,
        target: nodeRule,
        ...(kind === 'qemu'
          ? {
              force: optionalFlag,
              migration_network: networkRule,
              migration_type: { type: 'string', optional: true, choices: ['secure', 'insecure'] },
              targetstorage: storagePairs,
              'with-conntrack-state': { ...optionalFlag, only: '9.2' },
              'with-local-disks': optionalFlag,
            }
          : { restart: optionalFlag, 'target-storage': storagePairs, timeout: { type: 'integer', optional: true } }),
      },
      needs,
      handle: asked => migrate(asked, kind),
    },
  ]
})

function containerCheck(asked: Asked): Readonly<Record<string, unknown>> {
  const guest = findGuest(asked, 'lxc')
  return {
    running: guest.status === 'running' ? 1 : 0,
    'allowed-nodes': otherNodes(asked),
    'not-allowed-nodes': {},
  }
}

function otherNodes({ world, node }: Asked): readonly string[] {
  return [...world.nodes.keys()].filter(name => name !== node.name)
}

function migrate(asked: Asked, kind: GuestKind): string {
  const { world, node, params } = asked
  const target = world.nodes.get(params.target ?? '')
  if (!target) throw new Refusal(500, `no such cluster node '${params.target}'`)
  if (target === node) throw new Refusal(400, 'Parameter verification failed.', { target: 'target is local node.' })
  const guest = findGuest(asked, kind)
  refuseLocked(guest)
  const running = guest.status === 'running'
  if (kind === 'qemu' && running && params.online !== '1') throw new Refusal(500, "can't migrate running VM without --online")
  if (kind === 'lxc' && running && params.online !== '1' && params.restart !== '1')
    throw new Refusal(500, "can't migrate running container without --online or --restart")
  const storage = targetStorage(asked, kind)
  if (storage === undefined) refuseUnavailable(asked, kind, target.name)
  else if (storage !== '1') demand(asked, `/storage/${storage}`, 'Datastore.AllocateSpace')
  const begin = () =>
    asked.task(taskType(kind, 'migrate'), String(guest.vmid), async (task, signal) => {
      await holding(
        world,
        guestLock(kind, guest.vmid),
        async () => {
          refuseLocked(findGuest(asked, kind))
          const way = { asked, guest, target, storage: storage === '1' ? undefined : storage, task, signal }
          await underLock(guest, 'migrate', () => (kind === 'qemu' ? moveMachine(way) : moveContainer(way)))
        },
        task,
      )
    })
  if (world.managed.has(guest.vmid)) {
    return asked.task('hamigrate', String(guest.vmid), async task => {
      task.log.push(`Requesting HA migration for ${wordOf(kind)} ${guest.vmid} to node ${target.name}`)
      void world.time.pass(10_000).then(() => void (world.managed.has(guest.vmid) && guest.node === node.name && begin()))
    })
  }
  return begin()
}

function targetStorage({ world, params }: Asked, kind: GuestKind): string | undefined {
  const name = kind === 'qemu' ? params.targetstorage : params['target-storage']
  if (name === undefined || name === '1') return name
  if (!world.storages.has(name)) throw new Refusal(500, `storage '${name}' does not exist`)
  return name
}

function refuseUnavailable(asked: Asked, kind: GuestKind, target: string): void {
  const guest = findGuest(asked, kind)
  const files = kind === 'qemu' ? drivesOf(guest.config).map(drive => drive.file) : disksOf(guest).map(([, volid]) => volid)
  const [storage] = unavailableStorages(asked.world, files, target)
  if (storage !== undefined) throw new Refusal(500, `storage '${storage}' is not available on node '${target}'`)
}
