import { AppError } from '../../../shared/errors/app-error.ts'
import type { Manifest, RecipeSetting } from '../../../shared/model/recipe.ts'
import { unfitValue } from './environment-file.ts'

/** Whether a setting's value is a secret. */
export function isSecret(setting: RecipeSetting): boolean {
  return setting.kind === 'password' || setting.generate !== undefined
}

/**
 * The value of every setting: what was given, else its default, else empty. Secrets to be generated are left out.
 * Errors: SettingInvalid for the first that is not right, also for one the recipe does not have.
 */
export function settingValues(manifest: Manifest, given: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const unknown = Object.keys(given).find(key => !manifest.settings.some(setting => setting.key === key))
  if (unknown !== undefined) {
    const known = manifest.settings.map(setting => setting.key).join(', ')
    const reason = known === '' ? `${manifest.name} has no settings.` : `${manifest.name} has no such setting. It has ${known}.`
    throw new AppError('SettingInvalid', { app: manifest.name, key: unknown, label: unknown, reason })
  }
  const values: Record<string, string> = {}
  for (const setting of manifest.settings) {
    const typed = given[setting.key]
    if (setting.generate !== undefined && (typed === undefined || typed === '')) continue
    const value = typed ?? setting.default ?? ''
    const reason = faultOf(setting, value)
    if (reason !== undefined) throw new AppError('SettingInvalid', { app: manifest.name, key: setting.key, label: setting.label, reason })
    values[setting.key] = value
  }
  return values
}

/** Why a value is not right for a setting, if so. */
export function faultOf(setting: RecipeSetting, value: string): string | undefined {
  if (value === '') return setting.required ? 'It must have a value.' : undefined
  return unfitValue(value) ?? faultOfKind(setting, value) ?? faultOfPattern(setting, value)
}

function faultOfKind({ kind, minimum, maximum, options = [] }: RecipeSetting, value: string): string | undefined {
  switch (kind) {
    case 'number': {
      const number = Number(value)
      if (value.trim() === '' || !Number.isFinite(number)) return 'It must be a number.'
      if (minimum !== undefined && number < minimum) return `It must be at least ${minimum}.`
      if (maximum !== undefined && number > maximum) return `It must be at most ${maximum}.`
      return undefined
    }
    case 'switch':
      return value === 'true' || value === 'false' ? undefined : 'It must be true or false.'
    case 'choice':
      return options.some(option => option.value === value)
        ? undefined
        : `It must be one of ${options.map(option => option.value).join(', ')}.`
    case 'email':
      return /^[^\s@]+@[^\s@]+$/.test(value) ? undefined : 'It must be an e-mail address.'
    case 'url':
      return URL.canParse(value) && /^https?:/i.test(value) ? undefined : 'It must be an address that begins with http:// or https://.'
    case 'time-zone':
      return /^(?:UTC|[A-Za-z]+(?:\/[A-Za-z0-9_+-]+)+)$/.test(value) ? undefined : 'It must be a time zone such as Europe/Paris.'
    case 'text':
    case 'password':
      return undefined
  }
}

function faultOfPattern({ pattern }: RecipeSetting, value: string): string | undefined {
  if (pattern === undefined || new RegExp(pattern).test(value)) return undefined
  return 'It does not have the form that is wanted.'
}
