import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { renderEnvironmentFile } from '../../electron/core/compose/environment-file.ts'
import { interpolate } from '../../electron/core/compose/interpolate.ts'
import { writeStack } from '../../electron/kinds/stack.ts'
import { runCompose, type StackPlace } from '../../electron/kinds/stack-place.ts'
import type { Device } from '../../shared/model/device.ts'
import { type AppHost, startAppHost } from '../support/app-lab.ts'
import { createMemoryStore } from '../support/memory-store.ts'
import { createMemorySecrets } from '../support/small-ports.ts'
import { clearDevice, dev1, hostKeyFingerprint } from './setup/lab.ts'

let host: AppHost
let device: Device
let place: StackPlace

beforeAll(async () => {
  host = await startAppHost({ store: createMemoryStore(), secrets: createMemorySecrets() })
  const login = { method: 'password', password: dev1.passwords.anna } as const
  device = await host.inventory.add(
    { name: dev1.name, address: dev1.address, port: 22, user: 'anna', login, acceptHostKey: await hostKeyFingerprint(dev1) },
    'anna',
  )
  const session = await host.inventory.session(device)
  place = { device: dev1.name, session, appsDir: '/opt/mycopod', asRoot: true, clock: host.clock }
})
afterAll(() => host.kill())
beforeEach(async () => {
  await clearDevice(dev1)
  await host.monitoring.examine(device)
})

const deaf = { line: () => undefined, did: () => undefined }
const nothing = { folder: 'ours', containers: [], networks: [], volumes: [], foreign: [] } as const

/** What the device's own Compose makes of a compose file and an environment file. */
async function config(compose: string, environment: string): Promise<{ exitCode: number; environment: Record<string, string> }> {
  const stack = { name: 'probe', id: 'probe', compose, environment, secretKeys: [], folders: [], services: ['s'] }
  await writeStack(place, stack, { seen: nothing, keepBefore: false }, deaf)
  const { exitCode, out } = await runCompose(place, 'probe', ['config', '--format', 'json'], deaf)
  // It doubles dollar signs, so that what it prints could be read by Compose again.
  const read = exitCode === 0 ? JSON.parse(out.replaceAll('$$', '$')).services.s.environment : {}
  return { exitCode, environment: read ?? {} }
}

const nasty = fc
  .oneof(
    fc.string({ unit: 'binary' }),
    fc.string({
      unit: fc.constantFrom('"', "'", '\\', '$', '{', '}', '\n', '\r', '\t', '#', ' ', '=', '`', ';', '&', '|', 'n', 'é', '🙂', '%'),
    }),
  )
  .filter(text => !text.includes('\0') && text.isWellFormed())

test('every value reaches the device’s Compose byte for byte', { timeout: 120_000 }, async () => {
  const values = fc.array(nasty, { minLength: 60, maxLength: 60 })
  await fc.assert(
    fc.asyncProperty(values, async list => {
      const wanted = Object.fromEntries(list.map((value, index) => [`V${index}`, value]))
      const lines = Object.keys(wanted).map(key => `      ${key}: \${${key}}`)
      const compose = `services:\n  s:\n    image: x:1\n    environment:\n${lines.join('\n')}\n`
      expect(await config(compose, renderEnvironmentFile(wanted))).toEqual({ exitCode: 0, environment: wanted })
    }),
    { numRuns: 15 },
  )
})

test('variables are filled in here as the device’s Compose does', { timeout: 120_000 }, async () => {
  const values: Readonly<Record<string, string>> = { SET: 'v', EMPTY: '', OTHER: 'o' }
  const part = fc.constantFrom(
    'a',
    '$1',
    '$ ',
    '$-',
    ' ',
    '$$',
    '$SET',
    `\${SET}`,
    `\${EMPTY}`,
    `\${GONE}`,
    `\${GONE:-d}`,
    `\${EMPTY:-d}`,
    `\${EMPTY-d}`,
    `\${GONE-\${SET}}`,
  )
  const more = fc.constantFrom(
    `\${SET:+r}`,
    `\${GONE:+r}`,
    `\${EMPTY+r}`,
    `\${SET:?m}`,
    `\${GONE:-\${OTHER}x}`,
    `\${GONE:-{a}b}`,
    `\${GONE:-}`,
    '-',
  )
  const texts = fc.array(fc.array(fc.oneof(part, more), { maxLength: 5 }), { minLength: 40, maxLength: 40 })
  await fc.assert(
    fc.asyncProperty(texts, async lists => {
      const written = Object.fromEntries(lists.map((parts, index) => [`V${index}`, parts.join('')]))
      const wanted = Object.fromEntries(
        Object.entries(written).map(([key, text]) => {
          const result = interpolate(text, name => values[name])
          return [key, 'value' in result ? result.value : result.fault]
        }),
      )
      const lines = Object.entries(written).map(([key, text]) => `      ${key}: ${JSON.stringify(text)}`)
      const compose = `services:\n  s:\n    image: x:1\n    environment:\n${lines.join('\n')}\n`
      expect(await config(compose, renderEnvironmentFile(values))).toEqual({ exitCode: 0, environment: wanted })
    }),
    { numRuns: 15 },
  )
  for (const refused of [`\${1}`, `\${SET!}`, `\${GONE:?m}`]) {
    expect(interpolate(refused, name => values[name])).toHaveProperty('fault')
    const compose = `services:\n  s:\n    image: x:1\n    environment:\n      V: ${JSON.stringify(refused)}\n`
    expect({ refused, exitCode: (await config(compose, '')).exitCode }).toEqual({ refused, exitCode: expect.toSatisfy(code => code !== 0) })
  }
})

test('nasty settings reach a running container byte for byte, and the login’s own environment does not leak in', async () => {
  const TITLE = `a"b'c\\d$HOME \${SET} \`id\` $(id);#é🙂\n\ttwo %s & \\`
  const TYPED = ' "$$\\n" '
  expect(await host.deploy({ recipe: 'notes', settings: { TITLE, TYPED } })).toMatchObject({ status: 'succeeded' })
  const argv = ['sh', '-c', 'docker exec mycopod-notes-web-1 cat /proc/1/environ | base64 -w 0'] as const
  const { out } = await place.session.run({ argv, asRoot: true })
  const environment = Buffer.from(out, 'base64').toString().split('\0')
  expect(environment).toContain(`TITLE=${TITLE}`)
  expect(environment).toContain(`TYPED=${TYPED}`)
  const job = await host.deployments.remove('notes', { keepData: false, approved: true }, 'anna')
  expect((await host.ended(job.id)).status).toBe('succeeded')
})
