import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { images } from '../../electron/core/compose/images.ts'
import { validateRecipe } from '../../electron/core/compose/validate-recipe.ts'
import { parseManifest } from '../../electron/services/catalog.ts'
import { manifestSchema } from '../../shared/model/recipe.ts'

const folder = join(import.meta.dirname, '../../recipes')
const slugs = readdirSync(folder, { withFileTypes: true })
  .filter(entry => entry.isDirectory())
  .map(entry => entry.name)
const textOf = (...path: readonly string[]) => readFileSync(join(folder, ...path), 'utf8')

it('holds the apps of the product', () => {
  expect(slugs).toEqual(
    expect.arrayContaining([
      'vaultwarden',
      'uptime-kuma',
      'jellyfin',
      'nextcloud',
      'immich',
      'home-assistant',
      'adguard-home',
      'nginx-proxy-manager',
    ]),
  )
  expect(slugs).toEqual(expect.arrayContaining(['portainer', 'paperless-ngx', 'monica', 'gitea', 'grafana']))
})

describe.each(slugs)('%s', slug => {
  const compose = textOf(slug, 'compose.yaml')
  const manifest = parseManifest(slug, textOf(slug, 'manifest.yaml'))

  it('fits its compose file', () => expect(() => validateRecipe(manifest, compose)).not.toThrow())

  it('pins every image to one version', () => {
    const references = images(compose)
    expect(references.length).toBeGreaterThan(0)
    for (const reference of references) expect(reference).toMatch(/:[\w.-]*\d[\w.-]*$/)
    expect(references.some(reference => reference.includes(manifest.version))).toBe(true)
  })

  it('asks for no less than it needs', () => {
    for (const { minimum, typical } of [manifest.memoryMiB, manifest.storageGiB, manifest.cpu])
      expect(typical).toBeGreaterThanOrEqual(minimum)
    expect(manifest.storageGiB.minimum * 1024).toBeGreaterThan(manifest.downloadMiB)
  })

  it('speaks in sentences', () => {
    for (const text of [manifest.summary, manifest.description, ...manifest.firstSteps, ...manifest.notes])
      expect(text).toMatch(/^[A-Z].*\.$/s)
    for (const text of [manifest.summary, manifest.description]) expect(text).not.toMatch(/docker|container|yaml|compose/i)
  })

  it('names only settings that exist in its first steps', () => {
    const known = ['url', ...manifest.settings.map(setting => setting.key)]
    for (const step of manifest.firstSteps) for (const [, name] of step.matchAll(/\{(\w+)\}/g)) expect(known).toContain(name)
  })

  it('makes every password itself', () => {
    for (const setting of manifest.settings.filter(({ kind }) => kind === 'password'))
      expect(setting.generate?.length).toBeGreaterThanOrEqual(16)
  })

  it('brings a small picture without scripts', () => {
    const icon = textOf(slug, 'icon.svg')
    expect(icon.length).toBeLessThan(2048)
    expect(icon).toMatch(/^<svg [^>]*viewBox="0 0 24 24"/)
    expect(icon).not.toMatch(/<script|href|on\w+=/)
  })
})

it('explains every field of a manifest', () => {
  const guide = textOf('README.md')
  for (const field of Object.keys(manifestSchema.shape)) expect(guide).toContain(`\`${field}\``)
})
