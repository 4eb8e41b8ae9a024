import { describe, expect, test } from 'vitest'
import { settingValues } from '../../electron/core/compose/setting-values.ts'
import { validateRecipe } from '../../electron/core/compose/validate-recipe.ts'
import { parseManifest } from '../../electron/services/catalog.ts'
import { AppError } from '../../shared/errors/app-error.ts'
import { notesRecipe } from '../support/app-lab.ts'

const { manifest, compose } = notesRecipe

function faultOf(change: { readonly manifest?: (text: string) => string; readonly compose?: (text: string) => string }) {
  try {
    validateRecipe(parseManifest('notes', (change.manifest ?? String)(manifest)), (change.compose ?? String)(compose))
    return undefined
  } catch (error) {
    if (error instanceof AppError && error.is('RecipeBroken')) return error.data
    throw error
  }
}

describe('a recipe', () => {
  test('that is right passes', () => {
    expect(faultOf({})).toBeUndefined()
  })

  test.each([
    ['compose.yaml', 'TITEL', { compose: (text: string) => text.replace(`\${TITLE}`, `\${TITEL}`) }],
    ['manifest.yaml', 'TITLE is used nowhere', { compose: (text: string) => text.replace(`\${TITLE}`, 'fixed') }],
    ['manifest.yaml', 'port web', { compose: (text: string) => text.replace(`\${WEB_PORT}:8080`, `\${WEB_PORT}:80`) }],
    [
      'manifest.yaml',
      'health.service',
      { manifest: (text: string) => text.replace('service: web, startSeconds', 'service: wep, startSeconds') },
    ],
    ['manifest.yaml', 'web.port', { manifest: (text: string) => text.replace('web: { port: web }', 'web: { port: page }') }],
    ['compose.yaml', 'not pinned', { compose: (text: string) => text.replace('hello:2', 'hello:latest') }],
    ['manifest.yaml', 'no volume or folder', { manifest: (text: string) => text.replace('volume: data', 'volume: date') }],
    ['manifest.yaml', 'not said what ./files', { manifest: (text: string) => text.replace(/ {2}- \{ volume: .\/files.*\n/, '') }],
    [
      'manifest.yaml',
      '/var/run/docker.sock',
      { compose: (text: string) => text.replace('data:/data', 'data:/data, /var/run/docker.sock:/s') },
    ],
    [
      'manifest.yaml',
      'privileged',
      { compose: (text: string) => text.replace('restart: unless', 'privileged: true\n    restart: unless') },
    ],
    ['manifest.yaml', 'first step', { manifest: (text: string) => text.replace('Open {url}', 'Open {urk}') }],
    [
      'manifest.yaml',
      'has to be password',
      { manifest: (text: string) => text.replace('kind: password, generate', 'kind: text, generate') },
    ],
    ['compose.yaml', 'not known to Compose', { compose: (text: string) => text.replace('restart:', 'restarts:') }],
  ])('with a fault in %s is refused: %s', (file, reason, change) => {
    expect(faultOf(change)).toMatchObject({ recipe: 'notes', file, reason: expect.stringContaining(reason) })
  })
})

test('settings: defaults, what is generated, and what is refused', () => {
  const parsed = parseManifest('notes', manifest)
  expect(settingValues(parsed, {})).toEqual({ TITLE: 'Our notes', TYPED: '' })
  expect(settingValues(parsed, { TITLE: '', TYPED: 'x', DATABASE_PASSWORD: 'y' })).toEqual({
    TITLE: '',
    TYPED: 'x',
    DATABASE_PASSWORD: 'y',
  })
  expect(() => settingValues(parsed, { OTHER: '1' })).toThrow(expect.objectContaining({ code: 'SettingInvalid' }))
  const half = '\ud800'
  expect(() => settingValues(parsed, { TITLE: half })).toThrow(expect.objectContaining({ code: 'SettingInvalid' }))
})
