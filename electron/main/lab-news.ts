import { problemOf } from '../../shared/errors/app-error.ts'
import type { DeviceView } from '../../shared/model/device.ts'
import { itself } from '../../shared/model/itself.ts'
import type { JobView } from '../../shared/model/job.ts'
import type { Settings } from '../../shared/model/settings.ts'

/** Something worth a notification, and the screen that tells more. */
export interface News {
  readonly title: string
  readonly body: string
  readonly route: string
}

type Wanted = Settings['notifications']

/** What a job's end gives to tell, if the person wants to hear of such ends; a cancelled job is no news to the one who cancelled it. */
export function jobNews(job: JobView, wanted: Wanted): News | undefined {
  // A removal that is finished later is still the person's own.
  if (job.startedBy === itself && job.kind !== 'remove-app') return putBackNews(job, wanted)
  const route = routeOf(job.subject)
  if (job.status === 'succeeded' && wanted.finished) return { title: job.title, body: 'It is done.', route }
  if (job.status !== 'failed' || !wanted.failed) return undefined
  const reason = job.error ? `${problemOf(job.error).title}.` : 'It did not work.'
  return { title: job.title, body: job.undone ? `${reason} Everything was undone.` : reason, route }
}

/** Of what a policy has put back only the whole is told, and only its success: why it failed is told of what differs. */
function putBackNews({ kind, status, title }: JobView, wanted: Wanted): News | undefined {
  if (kind !== 'declarations.apply' || status !== 'succeeded' || !wanted.drift) return undefined
  return { title, body: 'It was not as you declared it, and is put back.', route: '/declare' }
}

function routeOf({ kind, name, device }: JobView['subject']): string {
  if (kind === 'none') return '/activity'
  // Of a guest `device` is its cluster; a dash stands for one that is not known.
  if (kind === 'guest') return `/proxmox/guests/${encodeURIComponent(device ?? '-')}/${encodeURIComponent(name)}`
  return `/${kind}s/${encodeURIComponent(name)}`
}

/** What a device's change of state gives to tell: that it fell silent, or that it is back. */
export function deviceNews(before: DeviceView['state'] | undefined, device: DeviceView, wanted: Wanted): News | undefined {
  if (!wanted.devices || device.maintenance || before === undefined || before === device.state) return undefined
  const route = `/devices/${encodeURIComponent(device.name)}`
  if (device.state === 'offline') {
    return {
      title: `${device.name} does not answer`,
      body: device.problem ? `${problemOf(device.problem).title}.` : 'Its apps may not work.',
      route,
    }
  }
  return before === 'offline' ? { title: `${device.name} is back`, body: 'It answers again.', route } : undefined
}
