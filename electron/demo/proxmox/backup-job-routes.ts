import { randomUUID } from 'node:crypto'
import { readProperties } from './cluster-routes.ts'
import { type Asked, Refusal, type Route, type Rules } from './route.ts'
import { atMost, configId, count, each, flag, listOf, node, oneOf, splitList, storageId, text, vmid } from './rules.ts'

const audit = [['/', 'Sys.Audit']] as const
const modify = [['/', 'Sys.Modify']] as const
const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
const dayMs = 24 * 3600 * 1000
const flags = ['all', 'enabled', 'protected', 'quiet', 'remove', 'repeat-missed', 'stdexcludes', 'stop']
const numbers = ['bwlimit', 'ionice', 'lockwait', 'maxfiles', 'pigz', 'stopwait', 'zstd']
const propertyStrings = ['fleecing', 'performance', 'prune-backups']

const rules: Rules = {
  ...each(flags, flag),
  ...each(propertyStrings, text),
  ...each(['dumpdir', 'mailto', 'pool', 'script', 'tmpdir', 'exclude-path'], text),
  bwlimit: count,
  comment: atMost(512),
  compress: oneOf('0', '1', 'gzip', 'lzo', 'zstd'),
  dow: listOf(oneOf(...days)),
  exclude: listOf(vmid),
  ionice: { ...count, maximum: 8 },
  lockwait: count,
  mailnotification: oneOf('always', 'failure'),
  maxfiles: { ...count, minimum: 1 },
  mode: oneOf('snapshot', 'suspend', 'stop'),
  node,
  'notes-template': atMost(1024),
  'notification-mode': oneOf('auto', 'legacy-sendmail', 'notification-system'),
  'notification-policy': { ...oneOf('always', 'failure', 'never'), only: '8.4' },
  'notification-target': { ...configId, only: '8.4' },
  'pbs-change-detection-mode': oneOf('legacy', 'data', 'metadata'),
  pigz: { type: 'integer', optional: true },
  schedule: { ...atMost(128), check: value => (readSchedule(value) ? undefined : `invalid format - unable to parse calendar event\n`) },
  starttime: { ...text, pattern: /^\d{1,2}:\d{1,2}$/ },
  stopwait: count,
  storage: storageId,
  vmid: listOf(vmid),
  zstd: { type: 'integer', optional: true },
}

/** Jobs that back up at certain times. They are kept and listed; the simulation does not run them. */
export const backupJobRoutes: readonly Route[] = [
  { method: 'GET', path: '/cluster/backup', needs: audit, handle: ({ world }) => [...world.backupJobs.keys()].map(id => told(world, id)) },
  {
    method: 'POST',
    path: '/cluster/backup',
    needs: modify,
    rules: { ...rules, id: configId },
    handle({ world, params }) {
      const { id = `backup-${randomUUID().slice(0, 13)}`, starttime, dow, ...job } = params
      const schedule = job.schedule ?? (starttime && `${dow ?? ''} ${starttime}`.trim())
      if (schedule === undefined)
        throw new Refusal(400, 'Parameter verification failed.', { schedule: 'property is missing and it is not optional' })
      if (world.backupJobs.has(id)) throw new Refusal(500, `Job '${id}' already exists`)
      world.backupJobs.set(id, { enabled: '1', mode: 'snapshot', ...job, schedule })
      return null
    },
  },
  {
    method: 'GET',
    path: '/cluster/backup/{id}',
    needs: audit,
    handle: asked => told(asked.world, jobOf(asked)),
  },
  {
    method: 'PUT',
    path: '/cluster/backup/{id}',
    needs: modify,
    rules: { ...rules, delete: listOf(configId) },
    handle(asked) {
      const id = jobOf(asked)
      const { delete: gone = '', id: _, starttime: __, dow: ___, ...changed } = asked.params
      const kept = Object.entries({ ...asked.world.backupJobs.get(id), ...changed }).filter(([name]) => !splitList(gone).includes(name))
      asked.world.backupJobs.set(id, Object.fromEntries(kept))
      return null
    },
  },
  {
    method: 'DELETE',
    path: '/cluster/backup/{id}',
    needs: modify,
    handle(asked) {
      asked.world.backupJobs.delete(jobOf(asked))
      return null
    },
  },
]

function jobOf({ world, params }: Asked): string {
  const id = params.id ?? ''
  if (!world.backupJobs.has(id)) throw new Refusal(500, `No such job '${id}'`)
  return id
}

function told(world: Asked['world'], id: string): Readonly<Record<string, unknown>> {
  const job = world.backupJobs.get(id) ?? {}
  const nextRun = job.enabled === '1' ? nextTime(job.schedule ?? '', world.time.now()) : undefined
  const fields = Object.entries(job).map(([name, value]) => [name, toldField(name, value)])
  return { id, type: 'vzdump', ...Object.fromEntries(fields), ...(nextRun !== undefined && { 'next-run': nextRun }) }
}

function toldField(name: string, value: string): unknown {
  if (flags.includes(name) || numbers.includes(name)) return Number(value)
  return propertyStrings.includes(name) ? readProperties(value) : value
}

interface Schedule {
  readonly days: readonly number[]
  readonly hour: number
  readonly minute: number
}

/** Days with a time, such as `sun 01:00` or `mon..fri 22:30`, and the words for every day; undefined for what is none of those. */
function readSchedule(text: string): Schedule | undefined {
  if (text === 'daily') return { days: [0, 1, 2, 3, 4, 5, 6], hour: 0, minute: 0 }
  if (text === 'weekly') return { days: [1], hour: 0, minute: 0 }
  const [, named = '', hour = '', minute = ''] = /^(?:([a-z,.]+) )?(\d{1,2}):(\d{2})$/.exec(text.trim()) ?? []
  if (hour === '' || Number(hour) > 23 || Number(minute) > 59) return undefined
  const wanted = named === '' ? days.map((_, index) => index) : named.split(',').flatMap(daysOf)
  return wanted.includes(-1) ? undefined : { days: wanted, hour: Number(hour), minute: Number(minute) }
}

function daysOf(text: string): readonly number[] {
  const [from = '', to = from] = text.split('..')
  const [first, last] = [days.indexOf(from), days.indexOf(to)]
  if (first < 0 || last < 0) return [-1]
  return Array.from({ length: ((last - first + 7) % 7) + 1 }, (_, index) => (first + index) % 7)
}

/** In seconds; the nodes are in UTC. */
function nextTime(text: string, now: number): number | undefined {
  const schedule = readSchedule(text)
  if (!schedule) return undefined
  const today = new Date(now).setUTCHours(schedule.hour, schedule.minute, 0, 0)
  for (let ahead = 0; ahead <= 7; ahead += 1) {
    const at = today + ahead * dayMs
    if (at > now && schedule.days.includes(new Date(at).getUTCDay())) return at / 1000
  }
  return undefined
}
