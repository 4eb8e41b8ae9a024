import { type Asked, Refusal, type Route, type Rules } from '../route.ts'
import { networkRule, nodeRule, optionalCount, optionalFlag, optionalText, storagePairs, storageRule } from './common-rules.ts'
import { findGuest, refuseLocked } from './find-guest.ts'
import { type GuestKind, taskType, wordOf } from './guest-words.ts'
import { boardFormat } from './hardware-formats.ts'
import { guestLock, holding } from './hold-guest.ts'
import { type ShutdownWay, shutDown, startGuest, stopGuest, switchOff, switchOn } from './power-work.ts'
import { propertyCheck } from './property-format.ts'

const startRules: Rules = {
  debug: optionalFlag,
  'force-cpu': optionalText,
  machine: { type: 'string', optional: true, check: propertyCheck(boardFormat) },
  migratedfrom: { ...nodeRule, optional: true },
  migration_network: networkRule,
  migration_type: { type: 'string', optional: true, choices: ['secure', 'insecure'] },
  'nets-host-mtu': { ...optionalText, pattern: /^net\d+=\d+(?:,net\d+=\d+)*$/, only: '9.2' },
  skiplock: optionalFlag,
  stateuri: { ...optionalText, maxLength: 128 },
  targetstorage: storagePairs,
  timeout: optionalCount,
  'with-conntrack-state': { ...optionalFlag, only: '9.2' },
}
const stopRules: Rules = {
  keepActive: optionalFlag,
  migratedfrom: { ...nodeRule, optional: true },
  'overrule-shutdown': optionalFlag,
  skiplock: optionalFlag,
  timeout: optionalCount,
}
const shutdownRules: Rules = { forceStop: optionalFlag, keepActive: optionalFlag, skiplock: optionalFlag, timeout: optionalCount }
const suspendRules: Rules = { skiplock: optionalFlag, statestorage: storageRule, todisk: optionalFlag }

const onlyMachines = ['force-cpu', 'keepActive', 'machine', 'migratedfrom', 'migration_network', 'migration_type', 'nets-host-mtu']
const alsoOnlyMachines = ['stateuri', 'targetstorage', 'with-conntrack-state', 'statestorage', 'todisk', 'nocheck']

function rulesFor(kind: GuestKind, verb: string, rules: Rules): Rules {
  const strangers = [
    ...onlyMachines,
    ...alsoOnlyMachines,
    ...(verb === 'shutdown' || verb === 'suspend' || verb === 'resume' ? ['skiplock'] : []),
  ]
  if (kind === 'qemu') return without(rules, ['debug'])
  return without(rules, verb === 'start' || verb === 'stop' ? [...strangers, 'timeout'] : strangers)
}

function without(rules: Rules, names: readonly string[]): Rules {
  return Object.fromEntries(Object.entries(rules).filter(([name]) => !names.includes(name)))
}

function powerRoute(kind: GuestKind, verb: string, rules: Rules, handle: (asked: Asked) => unknown): Route {
  return {
    method: 'POST',
    path: `/nodes/{node}/${kind}/{vmid}/status/${verb}`,
    rules: rulesFor(kind, verb, rules),
    needs: [['/vms/{vmid}', 'VM.PowerMgmt']],
    // Only a start writes to the cluster's files.
    quorum: verb === 'start',
    handle,
  }
}

function refuseOff(asked: Asked, kind: GuestKind): void {
  const guest = findGuest(asked, kind)
  if (guest.status === 'stopped') throw new Refusal(500, `${wordOf(kind)} ${guest.vmid} not running`)
}

function shutdownWay({ params }: Asked): ShutdownWay {
  return { timeoutSeconds: Number(params.timeout ?? 60), force: params.forceStop === '1', skipLock: params.skiplock === '1' }
}

function managedTask(asked: Asked, kind: GuestKind, wish: 'start' | 'stop'): string | undefined {
  const { world, params } = asked
  const vmid = Number(params.vmid)
  if (!world.managed.has(vmid)) return undefined
  const state = wish === 'start' ? 'started' : 'stopped'
  return asked.task(`ha${wish}`, String(vmid), async task => {
    task.log.push(`Requesting HA ${wish} for ${wordOf(kind)} ${vmid}`)
    world.managed.set(vmid, state)
    // The manager looks at its list every ten seconds; one that is not in it any more is left alone.
    void world.time.pass(10_000).then(() => {
      const guest = world.guests.get(vmid)
      if (world.managed.get(vmid) !== state || !guest || (guest.status === 'running') === (wish === 'start')) return
      asked.task(taskType(kind, wish), String(vmid), (own, signal) =>
        wish === 'start' ? startGuest(asked, kind, own, signal) : stopGuest(asked, kind, own, signal),
      )
    })
  })
}

function start(kind: GuestKind): Route {
  return powerRoute(kind, 'start', startRules, asked => {
    const running = kind === 'lxc' && asked.world.guests.get(Number(asked.params.vmid))?.status === 'running'
    if (running) throw new Refusal(500, `CT ${asked.params.vmid} already running`)
    const vmid = asked.params.vmid ?? ''
    return (
      managedTask(asked, kind, 'start') ??
      asked.task(taskType(kind, 'start'), vmid, (task, signal) => startGuest(asked, kind, task, signal))
    )
  })
}

function stop(kind: GuestKind): Route {
  return powerRoute(kind, 'stop', stopRules, asked => {
    if (kind === 'lxc') refuseOff(asked, kind)
    const { world, params } = asked
    const vmid = params.vmid ?? ''
    const managed = managedTask(asked, kind, 'stop')
    if (managed !== undefined) return managed
    return asked.task(taskType(kind, 'stop'), vmid, async (task, signal) => {
      if (params['overrule-shutdown'] === '1') {
        const others = world.tasks.filter(
          other => other.type === taskType(kind, 'shutdown') && other.id === vmid && other.endedAt === undefined,
        )
        for (const other of others) other.abort.abort()
        if (others.length > 0) task.log.push(`overruled ${taskType(kind, 'shutdown')} tasks: ${others.map(other => other.upid).join(', ')}`)
      }
      await stopGuest(asked, kind, task, signal)
    })
  })
}

function shutdown(kind: GuestKind): Route {
  return powerRoute(kind, 'shutdown', shutdownRules, asked => {
    if (kind === 'lxc') refuseOff(asked, kind)
    const way = shutdownWay(asked)
    const vmid = Number(asked.params.vmid)
    if (asked.world.guests.get(vmid)?.paused && !way.force) throw new Refusal(500, 'VM is paused - cannot shutdown')
    const managed = managedTask(asked, kind, 'stop')
    if (managed !== undefined) return managed
    return asked.task(taskType(kind, 'shutdown'), String(vmid), async (task, signal) => {
      const guest = findGuest(asked, kind)
      await holding(asked.world, guestLock(kind, vmid), () => shutDown(asked, guest, way, task, signal), task)
    })
  })
}

function reboot(kind: GuestKind): Route {
  return powerRoute(kind, 'reboot', { timeout: optionalCount }, asked => {
    refuseOff(asked, kind)
    const vmid = Number(asked.params.vmid)
    return asked.task(taskType(kind, 'reboot'), String(vmid), async (task, signal) => {
      const guest = findGuest(asked, kind)
      await holding(
        asked.world,
        guestLock(kind, vmid),
        async () => {
          await shutDown(asked, guest, { ...shutdownWay(asked), force: false }, task, signal)
          await switchOn(asked, guest, task, signal)
        },
        task,
      )
    })
  })
}

/** A task that only needs a moment and a running guest. */
function moment(
  kind: GuestKind,
  verb: string,
  type: string,
  rules: Rules,
  work: (guest: ReturnType<typeof findGuest>, asked: Asked) => void,
): Route {
  return powerRoute(kind, verb, rules, asked => {
    refuseOff(asked, kind)
    const todisk = asked.params.todisk === '1'
    return asked.task(taskType(kind, todisk ? 'suspend' : type), asked.params.vmid ?? '', async (task, signal) => {
      const guest = findGuest(asked, kind)
      await holding(
        asked.world,
        guestLock(kind, guest.vmid),
        async () => {
          refuseLocked(guest, asked.params.skiplock === '1')
          await asked.world.time.pass(todisk ? 4000 : 200, signal)
          work(guest, asked)
        },
        task,
      )
    })
  })
}

/** Start, stop, shutdown, reboot, suspend, resume and reset. */
export const powerRoutes: readonly Route[] = (['qemu', 'lxc'] as const).flatMap(kind => [
  start(kind),
  stop(kind),
  shutdown(kind),
  reboot(kind),
  moment(kind, 'suspend', kind === 'qemu' ? 'pause' : 'suspend', suspendRules, (guest, { params, world }) => {
    if (params.todisk !== '1') {
      guest.paused = true
      return
    }
    switchOff(world, guest)
    guest.config = { ...guest.config, lock: 'suspended' }
  }),
  moment(kind, 'resume', 'resume', { nocheck: optionalFlag, skiplock: optionalFlag }, guest => {
    guest.paused = false
  }),
  ...(kind === 'qemu'
    ? [
        moment(kind, 'reset', 'reset', { skiplock: optionalFlag }, (guest, { world }) => {
          guest.startedAt = world.time.now()
        }),
      ]
    : []),
])
