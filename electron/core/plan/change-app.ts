import { AppError } from '../../../shared/errors/app-error.ts'
import type { AppView } from '../../../shared/model/app.ts'
import type { AppEntry } from '../../../shared/model/declaration.ts'
import type { PlanChange, PlanProblem } from '../../../shared/model/plan.ts'
import type { Manifest } from '../../../shared/model/recipe.ts'
import { faultOf, isSecret } from '../compose/setting-values.ts'
import { listed } from '../guest/takes-effect.ts'
import { takenBy } from '../place/ports.ts'
import type { AppThing } from './declared-apps.ts'
import { downtimeInWords } from './entry-words.ts'
import type { Effect } from './guest-effect.ts'
import { type Outcome, problemAbout, stepOf } from './planned-changes.ts'
import { problemOfError } from './problem-of-error.ts'
import { power, seenOfApp } from './seen.ts'
import { webPortId } from './web-port.ts'

/** What stopping containers and starting new ones of the same images takes on ordinary hardware. */
export const remadeSeconds = 20

/** What has to be done to an app that is there so that it is as declared, and what of it cannot be done yet. */
export function changeApp(
  { key, name, entry, origin, recipe }: AppThing,
  app: AppView,
  takenPorts: Parameters<typeof takenBy>[0]['takenPorts'],
): { readonly outcome: Outcome; readonly notYet: readonly PlanProblem[] } {
  const notYet: PlanProblem[] = []
  try {
    const { domain: _, settings: said, device: __, ...rest } = entry
    const { now: settings, tooLate } = recipe ? wishedSettings(said ?? {}, app, recipe.manifest) : { now: said ?? {}, tooLate: [] }
    if (tooLate.length > 0) {
      const why = `${app.title} reads ${listed(tooLate)} only when it starts for the first time.`
      notYet.push(problemAbout(name, why, 'Change it inside the app.', origin))
    }
    const changes: readonly PlanChange[] = [
      ...Object.entries(settings).flatMap(([field, to]) => differing(field, app.settings[field] ?? '', to)),
      ...portChange(entry, app, recipe?.manifest, takenPorts),
      ...powerChange(entry, app),
    ]
    if (changes.length === 0) return { outcome: { kind: 'as-declared' }, notYet }
    const effect = effectOf(changes, app)
    const outcome = stepOf({
      id: key,
      title: titleOf(app.title, changes),
      action: 'update',
      ...effect,
      changes: [...changes],
      seen: seenOfApp(app),
      entry: { ...rest, device: app.device, ...(Object.keys(settings).length > 0 && { settings }) },
      origin,
    })
    return { outcome, notYet }
  } catch (error) {
    return { outcome: { kind: 'problem', problem: problemOfError(error, name, origin) }, notYet }
  }
}

/** Taking an app away with its data. */
export function removeApp({ key, entry, origin, recipe }: AppThing, app: AppView): Outcome {
  const data = recipe && app.customCompose === undefined ? recipe.manifest.data : [{ purpose: 'Whatever it keeps', class: 'precious' }]
  const lost = data.filter(each => each.class !== 'cache').map(each => each.purpose.replace(/^./, first => first.toLowerCase()))
  const off = power(app) !== 'on'
  return stepOf({
    id: key,
    title: `Remove ${app.title} from ${app.device}`,
    action: 'delete',
    risk: lost.length > 0 ? 'destructive' : 'disruptive',
    because: lost.length > 0 ? 'Its data is deleted with it.' : 'It keeps no data.',
    changes: [{ field: 'state', from: app.state, to: 'absent' }],
    downtime: off ? 'Already off' : 'Gone for good',
    downSeconds: 0,
    ...(lost.length > 0 && { loses: `All its data on ${app.device}: ${listed(lost)}` }),
    seen: seenOfApp(app),
    entry: { kind: 'app', app: entry.app, ...(entry.name !== undefined && { name: entry.name }), state: 'absent', device: app.device },
    origin,
  })
}

/** Refuses settings that a recipe does not have, values that do not fit, and secrets. Errors: SettingInvalid. */
export function checkSettings(said: Readonly<Record<string, string>>, { name: app, settings }: Manifest): void {
  for (const [key, value] of Object.entries(said)) {
    const setting = settings.find(each => each.key === key)
    const refuse = (reason: string) => new AppError('SettingInvalid', { app, key, label: setting?.label ?? key, reason })
    const known = settings.map(each => each.key).join(', ')
    if (!setting) throw refuse(known === '' ? `${app} has no settings.` : `${app} has no such setting. It has ${known}.`)
    if (isSecret(setting)) throw refuse('It is a secret, and a declaration is kept as it is written. Set it on the page of the app.')
    const fault = faultOf(setting, value)
    if (fault !== undefined) throw refuse(fault)
  }
}

/** What a declaration says of settings that can be changed now, and the labels of those that cannot. */
function wishedSettings(said: Readonly<Record<string, string>>, app: AppView, manifest: Manifest) {
  checkSettings(said, manifest)
  const first = new Map(manifest.settings.filter(setting => setting.onlyAtFirstStart).map(({ key, label }) => [key, label]))
  const isLate = ([key, value]: readonly [string, string]) => first.has(key) && (app.settings[key] ?? '') !== value
  const all = Object.entries(said)
  return {
    now: Object.fromEntries(all.filter(each => !isLate(each))),
    tooLate: all.filter(isLate).map(([key]) => first.get(key) ?? key),
  }
}

function portChange(
  { port }: AppEntry,
  app: AppView,
  manifest: Manifest | undefined,
  takenPorts: Parameters<typeof takenBy>[0]['takenPorts'],
): readonly PlanChange[] {
  if (port === undefined || !manifest) return []
  const id = webPortId(manifest)
  const held = app.ports.find(each => each.id === id)
  if (!held)
    throw new AppError('SettingInvalid', { app: manifest.name, key: 'port', label: 'The port', reason: `${manifest.name} opens none.` })
  // It may be kept as wished and open elsewhere all the same, by somebody's hand.
  const is = held.host === port ? (app.openPorts?.find(each => each.id === id)?.host ?? port) : held.host
  const by = port === is ? undefined : takenBy({ takenPorts }, { port, protocol: held.protocol })
  if (by !== undefined && by !== app.name) throw new AppError('PortTaken', { device: app.device, port, by })
  return differing('port', String(is), String(port))
}

function powerChange({ state }: AppEntry, app: AppView): readonly PlanChange[] {
  const is = power(app)
  if (is === 'missing' && state !== 'stopped') return [{ field: 'state', from: app.state, to: 'running' }]
  if (state === 'running' && is === 'off') return [{ field: 'state', from: app.state, to: 'running' }]
  return state === 'stopped' && is === 'on' ? [{ field: 'state', from: app.state, to: 'stopped' }] : []
}

function differing(field: string, from: string, to: string): readonly PlanChange[] {
  return from === to ? [] : [{ field, from, to }]
}

function effectOf(changes: readonly PlanChange[], app: AppView): Effect {
  const calm = { risk: 'safe', downtime: downtimeInWords(0), downSeconds: 0 } as const
  const state = changes.find(({ field }) => field === 'state')?.to
  if (state === 'stopped') return { risk: 'disruptive', downtime: 'Switched off', downSeconds: 0, because: 'It is stopped, as declared.' }
  if (power(app) === 'missing') return { ...calm, because: 'Its containers are gone, and are made again.' }
  if (power(app) === 'off') return { ...calm, because: state === 'running' ? 'It is started.' : 'It is off, so nothing is interrupted.' }
  const because = 'Its containers are made anew with what changed.'
  return { risk: 'disruptive', downtime: downtimeInWords(remadeSeconds), downSeconds: remadeSeconds, because }
}

function titleOf(title: string, changes: readonly PlanChange[]): string {
  const [only] = changes.length === 1 ? changes : []
  if (only?.field !== 'state') return `Change ${title}`
  return only.to === 'running' ? `Start ${title}` : `Stop ${title}`
}
