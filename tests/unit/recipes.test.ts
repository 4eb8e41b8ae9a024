import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { createCatalogFiles } from '../../electron/adapters/catalog-files/catalog-files.ts'
import { renderEnvironmentFile } from '../../electron/core/compose/environment-file.ts'
import { images, isPinned } from '../../electron/core/compose/images.ts'
import { type ComposeService, parseCompose } from '../../electron/core/compose/parse-compose.ts'
import { faultOf, settingValues } from '../../electron/core/compose/setting-values.ts'
import { validateRecipe } from '../../electron/core/compose/validate-recipe.ts'
import { parseManifest } from '../../electron/services/catalog.ts'
import { type Manifest, manifestSchema } from '../../shared/model/recipe.ts'

const folder = join(import.meta.dirname, '../../recipes')
const recipes = await createCatalogFiles(folder).read()

test('there is a recipe for every app that is promised', () => {
  expect(recipes.map(recipe => recipe.slug)).toEqual([
    'adguard-home',
    'gitea',
    'grafana',
    'home-assistant',
    'immich',
    'jellyfin',
    'monica',
    'nextcloud',
    'nginx-proxy-manager',
    'paperless-ngx',
    'portainer',
    'uptime-kuma',
    'vaultwarden',
  ])
})

describe.each(recipes)('the recipe $slug', ({ slug, manifest: text, compose: composeText, icon = '' }) => {
  const manifest = parseManifest(slug, text)
  const compose = parseCompose(composeText, slug)

  test('is whole: manifest and compose file belong together', () => {
    expect(() => validateRecipe(manifest, composeText)).not.toThrow()
    expect(manifest.slug).toBe(slug)
  })

  test('pins its images, the main one at the version it says', () => {
    const named = images(composeText)
    expect(named.filter(image => !isPinned(image))).toEqual([])
    const main = compose.services.find(service => service.name === manifest.health.service)
    expect(main?.image.split(':').at(-1)).toMatch(new RegExp(`^${manifest.version.replaceAll('.', '\\.')}(?:-[a-z]+)?$`))
  })

  test('takes no door twice', () => {
    const doors = manifest.ports.map(port => `${port.host}/${port.protocol}`)
    expect(new Set(doors).size).toBe(doors.length)
  })

  test('is asked for its health, and services wait for those they need', () => {
    const asked = (service: ComposeService | undefined) => service?.healthcheck?.test !== undefined
    expect(asked(compose.services.find(service => service.name === manifest.health.service))).toBe(true)
    for (const service of compose.services) {
      expect(Array.isArray(service.depends_on), 'only a map of depends_on can say service_healthy').toBe(false)
      for (const [name, need] of Object.entries(service.depends_on ?? {})) {
        expect(need).toEqual({ condition: 'service_healthy' })
        expect(asked(compose.services.find(other => other.name === name))).toBe(true)
      }
    }
  })

  test('is waited for longer than its checks may fail', () => {
    for (const { healthcheck } of compose.services)
      expect(seconds(healthcheck?.start_period ?? '0s')).toBeLessThan(manifest.health.startSeconds)
  })

  test('stays up, and leaves names and limits to others', () => {
    for (const service of compose.services) {
      expect(service.restart).toBe('unless-stopped')
      expect(service).not.toHaveProperty('container_name')
      expect(service).not.toHaveProperty('mem_limit')
    }
  })

  test('asks for figures that go together', () => {
    for (const amount of [manifest.memoryMiB, manifest.storageGiB, manifest.cpu]) expect(amount.minimum).toBeLessThanOrEqual(amount.typical)
    expect(manifest.downloadMiB / 1024, 'images take more room than their download').toBeLessThan(manifest.storageGiB.minimum)
    expect(new Set(manifest.architectures).size).toBe(manifest.architectures.length)
  })

  test('can be deployed with nothing typed', () => {
    const values = settingValues(manifest, {})
    const rest = manifest.settings.filter(setting => !(setting.key in values))
    expect(rest.every(setting => setting.generate !== undefined)).toBe(true)
    for (const setting of rest) expect(faultOf(setting, 'a'.repeat(setting.generate?.length ?? 0))).toBeUndefined()
    expect(renderEnvironmentFile(values).split('\n')).toHaveLength(Object.keys(values).length + 1)
  })

  test('tells what to do first, beginning with its page', () => {
    expect(manifest.web).toBeDefined()
    expect(manifest.firstSteps[0]).toContain('{url}')
  })

  test('speaks in plain whole sentences', () => {
    for (const sentence of sentencesOf(manifest)) {
      expect(sentence).toMatch(/^[A-Z]/)
      expect(sentence).toMatch(/(?:\.|\{[A-Z_]+\})$/)
    }
    for (const words of wordsOf(manifest)) expect(words).not.toMatch(/!|\bplease\b|\bsimply\b|\bOops\b|successful|\t| {2}/i)
    for (const label of manifest.settings.map(setting => setting.label)) expect(label).not.toMatch(/\.$/)
  })

  test('has an icon that is drawn and nothing else', () => {
    expect(icon.length).toBeGreaterThan(0)
    expect(Buffer.byteLength(icon)).toBeLessThanOrEqual(1536)
    expect(icon).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 24 24"/)
    expect(icon).not.toMatch(/currentColor|<(?!\/?(?:svg|path|rect|circle)\b)|href|style=|\son[a-z]+=/)
  })
})

test('the explanation of every field in recipes/README.md is the schema’s', async () => {
  const path = join(folder, 'README.md')
  const [before = '', after = ''] = readFileSync(path, 'utf8').split(/(?<=<!-- fields -->\n)[\s\S]*(?=<!-- \/fields -->)/)
  await expect(`${before}${fieldTable()}${after}`).toMatchFileSnapshot(path)
})

test('every field of a manifest is explained', () => {
  expect(fields().filter(field => !field.explained)).toEqual([])
})

function sentencesOf({ summary, description, notes, firstSteps, settings }: Manifest): readonly string[] {
  return [summary, description, ...notes, ...firstSteps, ...settings.flatMap(setting => setting.help ?? [])]
}

function wordsOf(manifest: Manifest): readonly string[] {
  const { ports, data, settings } = manifest
  return [
    ...sentencesOf(manifest),
    ...ports.map(port => port.purpose),
    ...data.map(place => place.purpose),
    ...settings.map(setting => setting.label),
  ]
}

function seconds(duration: string | number): number {
  return Number(/^(\d+)s$/.exec(String(duration))?.[1])
}

interface JsonSchema {
  readonly description?: string
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly items?: JsonSchema
  readonly default?: unknown
  readonly enum?: readonly string[]
}

interface Field {
  readonly name: string
  readonly need: string
  readonly meaning: string
  readonly explained: boolean
}

function fields(): readonly Field[] {
  return fieldsOf(z.toJSONSchema(manifestSchema, { io: 'input' }) as JsonSchema, '')
}

function fieldsOf({ properties = {}, required = [] }: JsonSchema, above: string): readonly Field[] {
  return Object.entries(properties).flatMap(([key, schema]) => {
    const name = `${above}${key}`
    const need = required.includes(key) ? 'needed' : schema.default === undefined ? '' : JSON.stringify(schema.default)
    const inside = schema.items?.properties ? fieldsOf(schema.items, `${name}[].`) : fieldsOf(schema, `${name}.`)
    const choices = schema.enum ?? schema.items?.enum
    const meaning = [schema.description, choices?.map(choice => `\`${choice}\``).join(', ')].filter(Boolean).join(': ')
    return [{ name, need, meaning, explained: schema.description !== undefined }, ...inside]
  })
}

function fieldTable(): string {
  const rows = fields().map(
    ({ name, need, meaning }) => `| \`${name}\` | ${need === '' || need === 'needed' ? need : `\`${need}\``} | ${meaning} |\n`,
  )
  return `| field | needed, or what counts without it | meaning |\n|---|---|---|\n${rows.join('')}`
}
