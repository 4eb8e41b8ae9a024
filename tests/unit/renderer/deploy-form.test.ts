import { expect, test } from 'vitest'
import { deviceMeant, formOf, portSentence, requestOf, settingsShown, withFreePort } from '../../../renderer/features/apps/deploy-form.ts'
import { firstStepParts } from '../../../renderer/features/apps/first-step-words.ts'
import type { PlacementRecord } from '../../../shared/model/placement.ts'
import { type Manifest, manifestSchema } from '../../../shared/model/recipe.ts'

const manifest: Manifest = manifestSchema.parse({
  slug: 'notes',
  name: 'Notes',
  version: '1.0',
  checked: '2026-11-21',
  category: 'documents',
  summary: 'For tests.',
  description: 'For tests.',
  website: 'https://example.org',
  documentation: 'https://example.org',
  memoryMiB: { minimum: 16, typical: 32 },
  storageGiB: { minimum: 0.1, typical: 0.2 },
  cpu: { minimum: 0.01, typical: 0.1 },
  downloadMiB: 40,
  architectures: ['amd64'],
  ports: [
    { id: 'web', purpose: 'Its page', service: 'web', container: 80, host: 8080 },
    { id: 'sync', purpose: 'Phones', service: 'web', container: 81, host: 8081 },
  ],
  health: { service: 'web', startSeconds: 8 },
  settings: [
    { key: 'TITLE', label: 'Title', kind: 'text' },
    { key: 'DOMAIN', label: 'Address', kind: 'url', depth: 'advanced' },
    { key: 'FLAGS', label: 'Flags', kind: 'text', depth: 'expert' },
  ],
  firstSteps: [],
})

const record = (...devices: string[]) =>
  ({ ranked: devices.map(device => ({ device })), rejected: [{ device: 'pi-4', reasons: [] }] }) as unknown as PlacementRecord

test('a form that nobody touched asks for the recipe on the device of the button', () => {
  expect(requestOf('notes', formOf(undefined), 'nuc-1')).toEqual({
    recipe: 'notes',
    device: 'nuc-1',
    profile: 'balanced',
    settings: {},
    ports: {},
  })
})

test('an earlier request fills the form in again, its device apart', () => {
  const request = {
    recipe: 'notes',
    device: 'nuc-1',
    profile: 'performance',
    name: 'ours',
    settings: { TITLE: 'x' },
    ports: { web: 9 },
  } as const
  expect(requestOf('notes', formOf(request), 'tower')).toEqual({ ...request, device: 'tower' })
})

test('a blank name is left to MycoPod', () => {
  expect(requestOf('notes', { ...formOf(undefined), name: '  ' }, undefined)).not.toHaveProperty('name')
})

test('a device chosen by hand is meant while it fits; one to be passed over is not, where another fits', () => {
  expect(deviceMeant(record('nuc-1', 'tower'), undefined, undefined)).toBe('nuc-1')
  expect(deviceMeant(record('nuc-1', 'tower'), 'tower', undefined)).toBe('tower')
  expect(deviceMeant(record('nuc-1', 'tower'), 'pi-4', undefined)).toBe('nuc-1')
  expect(deviceMeant(record('nuc-1', 'tower'), undefined, 'nuc-1')).toBe('tower')
  expect(deviceMeant(record('nuc-1'), undefined, 'nuc-1')).toBe('nuc-1')
  expect(deviceMeant(record(), undefined, undefined)).toBeUndefined()
})

test('each depth shows its settings and those of the shallower ones', () => {
  const keys = (depth: 'basic' | 'advanced' | 'expert') => settingsShown(manifest, depth).map(setting => setting.key)
  expect(keys('basic')).toEqual(['TITLE'])
  expect(keys('advanced')).toEqual(['TITLE', 'DOMAIN'])
  expect(keys('expert')).toEqual(['TITLE', 'DOMAIN', 'FLAGS'])
})

test('a taken port is told with who has it and what is free', () => {
  const port = { id: 'web', purpose: 'Its page', host: 8081, wanted: 8080, takenBy: 'Paperless-ngx', protocol: 'tcp' } as const
  expect(portSentence(port)).toBe('8080 is taken by Paperless-ngx. 8081 is free.')
  expect(portSentence({ ...port, host: 8080 })).toBe('8080 is taken by Paperless-ngx.')
  expect(portSentence({ id: 'web', purpose: 'Its page', host: 8080, wanted: 8080, protocol: 'tcp' })).toBe('Its page')
})

test('a free port takes the place of the taken one', () => {
  expect(withFreePort(formOf(undefined), manifest, 8081, 9000).ports).toEqual({ sync: 9000 })
  expect(withFreePort({ ...formOf(undefined), ports: { web: 7000 } }, manifest, 7000, 9000).ports).toEqual({ web: 9000 })
  expect(withFreePort(formOf(undefined), manifest, undefined, 9000).ports).toEqual({ web: 9000 })
})

test('first steps are filled in with the address, plain settings and secrets to be shown', () => {
  const app = { url: 'http://nuc-1:8080', settings: { ADMIN_USER: 'anna' }, secretSettings: ['ADMIN_PASSWORD'] }
  expect(firstStepParts('Open {url}admin as {ADMIN_USER} with {ADMIN_PASSWORD}.', app)).toEqual([
    { kind: 'text', text: 'Open ' },
    { kind: 'link', url: 'http://nuc-1:8080/admin' },
    { kind: 'text', text: ' as ' },
    { kind: 'value', text: 'anna' },
    { kind: 'text', text: ' with ' },
    { kind: 'secret', key: 'ADMIN_PASSWORD' },
    { kind: 'text', text: '.' },
  ])
  expect(firstStepParts('Open {url}.', { ...app, url: undefined })).toEqual([
    { kind: 'text', text: 'Open ' },
    { kind: 'text', text: 'its page' },
    { kind: 'text', text: '.' },
  ])
  expect(firstStepParts('Open {url}, then wait.', app)[1]).toEqual({ kind: 'link', url: 'http://nuc-1:8080' })
})
