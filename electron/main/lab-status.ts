import { problemOf } from '../../shared/errors/app-error.ts'
import type { Overview } from '../../shared/model/overview.ts'
import type { Drift } from '../../shared/model/plan.ts'

/** How the lab is, for the tray: a state and the sentence that says it. */
export interface LabStatus {
  readonly state: 'well' | 'warn' | 'bad'
  readonly sentence: string
}

const troubledApps = ['unhealthy', 'missing'] as const

/** The lab in one sentence: a silent device is bad; a strained one, an app that is not right or a difference deserves a look. */
export function labStatus({ devices, apps, jobs }: Overview, drift: readonly Drift[]): LabStatus {
  const offline = devices.filter(device => device.state === 'offline' && !device.maintenance)
  const troubled = apps.filter(app => troubledApps.some(state => state === app.state))
  const degraded = devices.filter(device => device.state === 'degraded' && !device.maintenance)
  if (offline.length > 0) return { state: 'bad', sentence: about(offline, 'does not answer.', 'devices do not answer.') }
  if (troubled.length > 0)
    return { state: 'warn', sentence: about(troubled, 'does not run as it should.', 'apps do not run as they should.') }
  if (degraded.length > 0) return { state: 'warn', sentence: firstProblem(degraded) }
  const differing = drift.filter(each => each.ignoredUntil === undefined && !isBeingPutBack(each))
  if (differing.length > 0) return { state: 'warn', sentence: aboutDrift(differing) }
  const working = jobs.filter(job => job.endedAt === undefined)
  if (working.length > 0) return { state: 'well', sentence: about(working, 'is under way.', 'jobs are under way.') }
  return { state: 'well', sentence: devices.length === 0 ? 'No device has been added yet.' : 'Everything is running.' }
}

function aboutDrift(drift: readonly Drift[]): string {
  const [first] = drift
  return drift.length === 1 && first ? first.sentence : `${drift.length}\u00a0things are not as you declared them.`
}

function isBeingPutBack({ automatic }: Drift): boolean {
  return automatic !== undefined && automatic.failed === undefined
}

function about(things: readonly { readonly name?: string; readonly title?: string }[], one: string, many: string): string {
  const [first] = things
  return things.length === 1 && first ? `${first.title ?? first.name} ${one}` : `${things.length}\u00a0${many}`
}

function firstProblem(devices: Overview['devices']): string {
  const [first] = devices
  if (devices.length === 1 && first?.problem) return `${problemOf(first.problem).title}.`
  return about(devices, 'needs a look.', 'devices need a look.')
}
