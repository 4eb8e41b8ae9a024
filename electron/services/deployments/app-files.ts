import { AppError } from '../../../shared/errors/app-error.ts'
import type { App } from '../../../shared/model/app.ts'
import type { Device } from '../../../shared/model/device.ts'
import type { Manifest, Recipe } from '../../../shared/model/recipe.ts'
import { readEnvironmentFile, renderEnvironmentFile } from '../../core/compose/environment-file.ts'
import { withLabels } from '../../core/compose/labels.ts'
import { bindFolders } from '../../core/compose/mounts.ts'
import { parseCompose } from '../../core/compose/parse-compose.ts'
import { isSecret } from '../../core/compose/setting-values.ts'
import { portVariable } from '../../core/compose/variables.ts'
import type { Stack } from '../../kinds/stack.ts'
import type { Redaction } from '../../ports/log.ts'
import type { Randomness } from '../../ports/randomness.ts'
import type { Secrets } from '../../ports/secrets.ts'

/** An app with what its files are made from. */
export interface AppSource {
  readonly app: App
  readonly recipe: Recipe
  readonly device: Pick<Device, 'address'>
}

const lettersAndDigits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const alphabets = { 'letters-digits': lettersAndDigits, hex: '0123456789abcdef', base64: `${lettersAndDigits}+/` } as const

/** Where the secret of a setting is kept. */
export function secretName(appId: string, key: string): string {
  return `app/${appId}/${key}`
}

/** The compose file an app runs from, before labels. */
export function composeOf({ app, recipe }: Pick<AppSource, 'app' | 'recipe'>): string {
  return app.customCompose ?? recipe.compose
}

/** Names of the services that start without being asked for by a profile. Errors: ComposeBroken. */
export function startedServices(app: App, recipe: Recipe): readonly string[] {
  const { services } = parseCompose(composeOf({ app, recipe }), app.name)
  return services.filter(service => !('profiles' in service)).map(service => service.name)
}

/** The address of an app's page, absent for an app without one. */
export function urlOf({ web }: Manifest, ports: App['ports'], device: Pick<Device, 'address'>): string | undefined {
  const port = web && ports.find(({ id }) => id === web.port)
  return web && port && `${web.scheme}://${device.address}:${port.host}${web.path}`
}

/** The files of an app, with these secrets. Errors: ComposeBroken. */
export function renderStack({ app, recipe, device }: AppSource, secrets: Readonly<Record<string, string>>): Stack {
  const { manifest } = recipe
  const text = composeOf({ app, recipe })
  const web = app.ports.find(port => port.id === manifest.web?.port) ?? app.ports[0]
  const values: Record<string, string> = {
    APP_NAME: app.name,
    DEVICE_ADDRESS: device.address,
    APP_URL: `${manifest.web?.scheme ?? 'http'}://${device.address}${web ? `:${web.host}` : ''}`,
  }
  for (const port of app.ports) values[portVariable(port.id)] = String(port.host)
  for (const { key } of manifest.settings) values[key] = secrets[key] ?? app.settings[key] ?? ''
  const compose = parseCompose(text, app.name)
  return {
    name: app.name,
    id: app.id,
    compose: withLabels(text, app),
    environment: renderEnvironmentFile(values),
    secretKeys: app.secretSettings,
    folders: bindFolders(compose, name => values[name]),
    services: startedServices(app, recipe),
  }
}

/** The secrets of apps: made, read and forgotten, and always masked from the moment they are known. */
export interface AppSecrets {
  /** The secrets of an app. Errors: SettingInvalid when one is gone, SecretStoreLocked. */
  read(app: App, recipe: Recipe): Promise<Readonly<Record<string, string>>>
  /** Makes those that are to be generated and are not there yet; `kept` is the environment file of an earlier life of the app. */
  generate(app: App, recipe: Recipe, kept?: string): Promise<void>
  write(appId: string, values: Readonly<Record<string, string>>): Promise<void>
  remove(appId: string): Promise<boolean>
}

/** Makes the secrets of apps over the secret store. */
export function createAppSecrets({
  secrets,
  redaction,
  randomness,
}: {
  readonly secrets: Secrets
  readonly redaction: Redaction
  readonly randomness: Randomness
}): AppSecrets {
  async function write(appId: string, values: Readonly<Record<string, string>>): Promise<void> {
    for (const [key, value] of Object.entries(values)) {
      redaction.register(value)
      await secrets.set(secretName(appId, key), value)
    }
  }

  return {
    write,
    read: async (app, { manifest }) => {
      const found: Record<string, string> = {}
      for (const key of app.secretSettings) {
        const value = await secrets.get(secretName(app.id, key))
        if (value === undefined) {
          const label = manifest.settings.find(setting => setting.key === key)?.label ?? key
          throw new AppError('SettingInvalid', { app: app.title, key, label, reason: 'Its value is no longer in the secret store.' })
        }
        redaction.register(value)
        found[key] = value
      }
      return found
    },
    generate: async (app, { manifest }, kept = '') => {
      const before = readEnvironmentFile(kept)
      for (const setting of manifest.settings) {
        const { key, generate } = setting
        if (!isSecret(setting) || !app.secretSettings.includes(key)) continue
        if ((await secrets.get(secretName(app.id, key))) !== undefined || !generate) continue
        const value = before[key] || randomness.text(generate.length, alphabets[generate.alphabet])
        await write(app.id, { [key]: value })
      }
    },
    remove: async appId => {
      const names = await secrets.names(`app/${appId}/`)
      for (const name of names) await secrets.remove(name)
      return names.length > 0
    },
  }
}
