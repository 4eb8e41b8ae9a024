import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron, type ElectronApplication, expect, test as plain } from '@playwright/test'
import { findElectron } from '../../scripts/desktop/electron-binary.ts'

const root = join(import.meta.dirname, '..', '..')
const executablePath = findElectron()
const reason = obstacle()

function obstacle(): string | undefined {
  if (!executablePath) return 'Electron’s binary is not here'
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return 'there is no desktop here'
  return undefined
}

const test = plain.extend<{ dataFolder: string; app: ElectronApplication }>({
  dataFolder: async ({ browserName: _ }, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'mycopod-e2e-'))
    await use(folder)
    await rm(folder, { recursive: true, force: true })
  },
  app: async ({ dataFolder }, use) => {
    const rootFlags = process.getuid?.() === 0 ? ['--no-sandbox'] : []
    const app = await _electron.launch({ executablePath: executablePath ?? '', args: [...rootFlags, root, '--data', dataFolder, '--demo'] })
    await use(app)
    await app.close()
  },
})

test.skip(reason !== undefined, reason)

test('the app opens on its own origin and talks to the host', async ({ app }) => {
  const page = await app.firstWindow()
  await expect.poll(() => page.evaluate('location.origin')).toBe('app://mycopod')
  await expect(page.getByRole('navigation').first()).toBeVisible()
})

test('the page has no Node, no Electron and no way out', async ({ app }) => {
  const page = await app.firstWindow()
  expect(await page.evaluate('[typeof process, typeof require, typeof module]')).toEqual(['undefined', 'undefined', 'undefined'])
  expect(await page.evaluate("window.open('https://example.invalid') === null")).toBe(true)
  await page.evaluate("location.assign('file:///')")
  await expect.poll(() => page.evaluate('location.origin')).toBe('app://mycopod')
  expect(await page.evaluate("fetch('https://example.invalid').then(() => 'reached', () => 'refused')")).toBe('refused')
  expect(app.windows()).toHaveLength(1)
})

test('a permission is refused', async ({ app }) => {
  const page = await app.firstWindow()
  expect(await page.evaluate('Notification.requestPermission()')).toBe('denied')
})

test('closing leaves no process behind', async ({ app }) => {
  await app.firstWindow()
  const main = app.process()
  const ended = new Promise(resolve => main.once('exit', resolve))
  await app.evaluate(({ app: running }) => running.quit())
  expect(await ended).toBe(0)
})
