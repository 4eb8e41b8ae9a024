import { AppError } from '../../../shared/errors/app-error.ts'
import { bytesInWords } from '../../../shared/errors/problem.ts'
import { type GuestNow, isOn } from '../guest/known-cluster.ts'
import { listed } from '../guest/takes-effect.ts'
import type { FoundGuest, GuestThing } from './declared-guests.ts'
import type { ObservedCluster, ObservedWorld } from './observed-world.ts'
import { type Outcome, stepOf } from './planned-changes.ts'
import { problemOfError } from './problem-of-error.ts'
import { seenOfGuest } from './seen.ts'

/** Taking a guest away; the apps on it, where it is a device, go with it. */
export function removeGuest({ key, origin }: GuestThing, { cluster, now }: FoundGuest, world: ObservedWorld): Outcome {
  const { name, node } = now
  if (now.config.protected) {
    const because = 'It is protected against removal.'
    const error = new AppError('GuestInputInvalid', { guest: name, field: 'state', because, instead: 'Take the protection away first.' })
    return { kind: 'problem', problem: problemOfError(error, name, origin) }
  }
  const disks = now.config.disks.filter(disk => disk.kind === 'disk' || disk.kind === 'unused')
  const size = disks.reduce((sum, { sizeBytes = 0 }) => sum + sizeBytes, 0)
  const apps = appsOn(now, cluster, world)
  const disk = disks.length === 1 ? 'Its disk is' : 'Its disks are'
  const foreign = now.ours ? [] : ['MycoPod did not make it.']
  return stepOf({
    id: key,
    title: `Remove ${name} from ${node}`,
    action: 'delete',
    risk: 'destructive',
    because: [...foreign, `${disk} deleted; ${backupWords(now, cluster, world.timeZone)}`].join(' '),
    changes: [{ field: 'state', from: now.state, to: 'absent' }],
    downtime: isOn(now) ? 'Gone for good' : 'Already off',
    downSeconds: 0,
    loses: [
      disks.length === 0 ? 'Its settings' : `${bytesInWords(size)} on ${disks.length === 1 ? 'its disk' : `its ${disks.length} disks`}`,
      ...(apps.length === 0 ? [] : [`the apps on it: ${listed(apps)}`]),
    ].join(', and '),
    seen: seenOfGuest(now),
    entry: { kind: 'guest', name, state: 'absent' },
    cluster: cluster.name,
    origin,
  })
}

/** Names of the apps on a guest that is a device. */
export function appsOn(
  { vmid }: Pick<GuestNow, 'vmid'>,
  { name }: Pick<ObservedCluster, 'name'>,
  { devices, apps }: ObservedWorld,
): readonly string[] {
  const device = devices.find(({ guest }) => guest?.cluster === name && guest.vmid === vmid)?.device.name
  return device === undefined
    ? []
    : apps
        .filter(app => app.device === device)
        .map(app => app.name)
        .sort()
}

function backupWords({ vmid }: GuestNow, { lastBackups }: ObservedCluster, timeZone: string): string {
  if (!lastBackups) return 'whether there is a backup is not known.'
  const last = lastBackups[vmid]
  return last === undefined ? 'there is no backup of it.' : `the last backup, of ${momentInWords(last, timeZone)}, stays.`
}

/** A moment as "18 Nov 02:11". */
function momentInWords(at: number, timeZone: string): string {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]))
  return `${parts.get('day')}\u00a0${parts.get('month')?.slice(0, 3)} ${parts.get('hour')}:${parts.get('minute')}`
}
