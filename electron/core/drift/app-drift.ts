import type { AppView } from '../../../shared/model/app.ts'
import type { AppEntry } from '../../../shared/model/declaration.ts'
import { remadeSeconds } from '../plan/change-app.ts'
import { downtimeInWords } from '../plan/entry-words.ts'
import { power } from '../plan/seen.ts'
import type { FieldDrift, PolledWorld, ThingDrift } from './thing-drift.ts'

const calm = { risk: 'safe', downtime: downtimeInWords(0) } as const

/** Compares an app as it was applied with what the last poll of its device tells; nothing where a job works on it. */
export function appDrift(
  entry: AppEntry,
  { apps, devices, webPorts }: Pick<PolledWorld, 'apps' | 'devices' | 'webPorts'>,
): ThingDrift | undefined {
  const ofRecipe = apps.filter(app => app.recipe === entry.app)
  const only = entry.name === undefined && ofRecipe.length === 1 ? ofRecipe[0] : undefined
  const name = entry.name ?? entry.app
  const app = only ?? ofRecipe.find(each => each.name === name)
  if (!app) {
    if (entry.state === 'absent') return { fields: [] }
    const sentence = `${name} is gone.`
    const downtime = 'It would be made anew, without its data'
    return { fields: [{ field: 'state', declared: 'there', found: 'gone', sentence, risk: 'disruptive', downtime, value: 'absent' }] }
  }
  if (app.job !== undefined || app.stage !== 'deployed') return undefined
  const dark = devices.find(device => device.name === app.device)?.unreadable
  if (dark !== undefined) return { unknown: dark }
  if (power(app) === undefined) return { unknown: `${app.device} does not tell how it is.` }
  if (entry.state === 'absent') {
    const sentence = `${app.title} is there again, and was to be gone.`
    const downtime = power(app) === 'on' ? 'Gone for good' : 'Already off'
    return { fields: [{ field: 'state', declared: 'gone', found: app.state, sentence, risk: 'destructive', downtime, value: wordOf(app) }] }
  }
  return { fields: [...state(entry, app), ...device(entry, app), ...port(entry, app, webPorts[app.recipe]), ...settings(entry, app)] }
}

function wordOf(app: AppView): string {
  return power(app) === 'on' ? 'running' : 'stopped'
}

function state(entry: AppEntry, app: AppView): readonly FieldDrift[] {
  const is = power(app)
  if (is === 'missing' && entry.state !== 'stopped') {
    const sentence = `The containers of ${app.title} are gone.`
    return [{ field: 'state', declared: entry.state ?? 'there', found: 'gone', sentence, ...calm, value: 'absent' }]
  }
  const wished = entry.state
  if (wished === undefined || is === 'missing' || wished === wordOf(app)) return []
  const sentence = `${app.title} is ${wordOf(app)} instead of ${wished}.`
  const effect = wished === 'running' ? calm : ({ risk: 'disruptive', downtime: 'Switched off' } as const)
  return [{ field: 'state', declared: wished, found: wordOf(app), sentence, ...effect, value: wordOf(app) }]
}

function device(entry: AppEntry, app: AppView): readonly FieldDrift[] {
  if (entry.device === undefined || entry.device === app.device) return []
  const sentence = `${app.title} is on ${app.device} instead of ${entry.device}.`
  const effect = { risk: 'destructive', downtime: 'It cannot be moved with its data yet' } as const
  return [{ field: 'device', declared: entry.device, found: app.device, sentence, ...effect, value: app.device }]
}

function port({ port: declared }: AppEntry, app: AppView, id: string | undefined): readonly FieldDrift[] {
  const kept = app.ports.find(each => each.id === id)?.host
  if (declared === undefined || kept === undefined) return []
  const found = kept === declared ? app.openPorts?.find(each => each.id === id)?.host : kept
  if (found === undefined || found === declared) return []
  const sentence = `${app.title} is at port ${found} instead of ${declared}.`
  const theirs = { field: 'port', declared: String(declared), found: String(found), sentence, ...remade(app), value: found }
  return [{ ...theirs, ...(kept === declared && { onlyThere: true }) }]
}

function remade(app: AppView) {
  return power(app) === 'on' ? ({ risk: 'disruptive', downtime: downtimeInWords(remadeSeconds) } as const) : calm
}

function settings({ settings: said = {} }: AppEntry, app: AppView): readonly FieldDrift[] {
  return Object.entries(said).flatMap(([key, declared]) => {
    const found = app.settings[key] ?? ''
    if (found === declared || app.secretSettings.includes(key)) return []
    const sentence = `${key} of ${app.title} is ${found === '' ? 'empty' : found} instead of ${declared === '' ? 'empty' : declared}.`
    return [{ field: `settings.${key}`, declared, found, sentence, ...remade(app), value: found }]
  })
}
