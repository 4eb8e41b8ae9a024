import type { DeployPreview, DeployRequest } from '../../../shared/model/app.ts'
import type { PlacementProfile, PlacementRecord } from '../../../shared/model/placement.ts'
import type { Manifest, RecipeSetting } from '../../../shared/model/recipe.ts'
import type { Depth } from '../../lib/look.ts'

/** What a person set on the deploy screen; what is absent is chosen by MycoPod. */
export interface DeployForm {
  readonly profile: PlacementProfile
  readonly device?: string
  readonly name?: string
  readonly settings: Readonly<Record<string, string>>
  readonly ports: Readonly<Record<string, number>>
  readonly compose?: string
}

/** The form as it is first shown, or as an earlier request filled it in. */
export function formOf(request: DeployRequest | undefined): DeployForm {
  if (request === undefined) return { profile: 'balanced', settings: {}, ports: {} }
  const { profile, name, settings, ports, compose } = request
  return { profile, settings, ports, ...(name !== undefined && { name }), ...(compose !== undefined && { compose }) }
}

/** What is asked of the host for a form; `device` is the one shown on the button. */
export function requestOf(recipe: string, form: DeployForm, device: string | undefined): DeployRequest {
  const name = form.name?.trim()
  return {
    recipe,
    profile: form.profile,
    settings: form.settings,
    ports: form.ports,
    ...(device !== undefined && { device }),
    ...(name !== undefined && name !== '' && { name }),
    ...(form.compose !== undefined && { compose: form.compose }),
  }
}

/** The device that is meant: the one chosen by hand while it fits, else the recommended one; `without` is passed over where another fits. */
export function deviceMeant(record: PlacementRecord, chosen: string | undefined, without: string | undefined): string | undefined {
  const ranked = record.ranked.map(candidate => candidate.device)
  if (chosen !== undefined && ranked.includes(chosen)) return chosen
  return ranked.find(device => device !== without) ?? ranked[0]
}

/** The settings shown at a depth, in the order of the recipe. */
export function settingsShown(manifest: Manifest, depth: Depth): readonly RecipeSetting[] {
  const order = { basic: 0, advanced: 1, expert: 2 }
  return manifest.settings.filter(setting => order[setting.depth] <= order[depth])
}

/** What stands beside a port: who has the wanted one and which is free instead, else what it is for. */
export function portSentence(port: DeployPreview['ports'][number]): string {
  if (port.takenBy === undefined) return port.purpose
  return port.host === port.wanted
    ? `${port.wanted} is taken by ${port.takenBy}.`
    : `${port.wanted} is taken by ${port.takenBy}. ${port.host} is free.`
}

/** The port of the form that stands for a taken one, changed to a free one. */
export function withFreePort(form: DeployForm, manifest: Manifest, taken: number | undefined, free: number): DeployForm {
  const port = manifest.ports.find(({ id, host }) => taken !== undefined && (form.ports[id] ?? host) === taken) ?? manifest.ports[0]
  return port === undefined ? form : { ...form, ports: { ...form.ports, [port.id]: free } }
}

/** How full the memory of a device is now and with the app, each 0 to 1. */
export function memoryChange(record: PlacementRecord, device: string): { readonly before: number; readonly after: number } | undefined {
  const seen = record.devices.find(each => each.name === device)
  const candidate = record.ranked.find(each => each.device === device)
  if (seen === undefined || candidate === undefined || seen.memoryTotalBytes === 0) return undefined
  return { before: 1 - seen.memoryAvailableBytes / seen.memoryTotalBytes, after: candidate.memoryAfterFraction }
}
