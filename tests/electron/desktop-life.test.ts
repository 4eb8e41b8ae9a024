import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { desktopOrigin } from '../../shared/api/desktop-port.ts'
import type { FakeMenuItem } from './fake-electron.ts'
import { only } from './only.ts'
import { startFakeDesktop } from './start-fake-desktop.ts'

const entry = (items: readonly FakeMenuItem[], label: string): FakeMenuItem => only(items.filter(item => item.label === label))

test('a second start leaves at once and brings the first window forward', async () => {
  const second = await startFakeDesktop({ firstInstance: false })
  expect(await second.electron.exitCode).toBe(0)
  expect(second.electron.windows).toEqual([])

  const { electron } = await startFakeDesktop()
  const window = only(electron.windows)
  window.minimized = true
  electron.app.emit('second-instance')
  expect(window.calls).toEqual(['restore', 'show', 'focus'])
  expect(electron.windows).toHaveLength(1)
})

test('size and place are remembered and used again', async () => {
  const first = await startFakeDesktop()
  const window = only(first.electron.windows)
  window.emit('ready-to-show')
  expect(window.calls).toEqual(['show'])
  window.bounds = { x: 100, y: 50, width: 1400, height: 900 }
  window.close()
  const remembered = JSON.parse(readFileSync(first.stateFile, 'utf8'))

  const second = await startFakeDesktop({ remembered })
  expect(only(second.electron.windows).bounds).toEqual({ x: 100, y: 50, width: 1400, height: 900 })
})

test.each([
  ['on a display that is gone', { bounds: { x: 2500, y: 100, width: 1400, height: 900 }, maximized: false }, { width: 1400, height: 900 }],
  [
    'larger than the display that is left',
    { bounds: { x: 4000, y: 0, width: 3000, height: 2000 }, maximized: false },
    { width: 1920, height: 1080 },
  ],
  [
    'smaller than the screens are drawn for',
    { bounds: { x: 0, y: 0, width: 200, height: 100 }, maximized: false },
    { x: 0, y: 0, width: 1024, height: 640 },
  ],
  ['in a form nobody understands', { bounds: { x: 'left' } }, { width: 1280, height: 800 }],
])('a window remembered %s opens where it can be seen', async (_name, remembered, expected) => {
  const { electron } = await startFakeDesktop({ remembered })
  expect(only(electron.windows).bounds).toEqual(expected)
})

test('a maximised window opens maximised, and a broken memory is written anew', async () => {
  const { electron } = await startFakeDesktop({ remembered: { bounds: { x: 0, y: 0, width: 1280, height: 800 }, maximized: true } })
  expect(only(electron.windows).maximized).toBe(true)

  const broken = await startFakeDesktop()
  writeFileSync(broken.stateFile, '{')
  only(broken.electron.windows).close()
  expect(JSON.parse(readFileSync(broken.stateFile, 'utf8'))).toMatchObject({ maximized: false })
})

test('the tray shows the state as picture and sentence, and opens and quits', async () => {
  const { electron, listener } = await startFakeDesktop()
  const tray = only(electron.trays)
  const lab = await listener
  for (const state of ['well', 'warn', 'bad'] as const) {
    lab.status({ state, sentence: `It is ${state}.` })
    if (process.platform !== 'darwin') expect(tray.image.path).toMatch(new RegExp(`tray.dark-${state}\\.png$`))
    expect(tray.toolTip).toBe(`MycoPod: It is ${state}.`)
    expect(tray.menu[0]).toEqual({ label: `It is ${state}.`, enabled: false })
  }
  entry(tray.menu, 'Activity').click?.()
  expect(only(electron.windows).webContents.getURL()).toBe(`${desktopOrigin}/index.html#/activity`)
  entry(tray.menu, 'Quit MycoPod').click?.()
  expect(await electron.exitCode).toBe(0)
})

test('the tray follows a dark desktop', async () => {
  const { electron } = await startFakeDesktop()
  electron.module.nativeTheme.shouldUseDarkColors = true
  electron.module.nativeTheme.emit('updated')
  if (process.platform !== 'darwin') expect(only(electron.trays).image.path).toMatch(/light-well\.png$/)
})

test('a notification leads to its screen, also when the window was closed', async () => {
  const { electron, listener } = await startFakeDesktop()
  const lab = await listener
  lab.news({ title: 'Install Nextcloud', body: 'It is done.', route: '/apps/nextcloud' })
  const notification = only(electron.notifications)
  expect(notification).toMatchObject({ shown: true, options: { title: 'Install Nextcloud', body: 'It is done.' } })
  only(electron.windows).close()
  notification.emit('click')
  expect(only(electron.windows).webContents.getURL()).toBe(`${desktopOrigin}/index.html#/apps/nextcloud`)
})

test('closing the window leaves the app in the tray, if the person wants that', async () => {
  const { electron, listener, hostClosed } = await startFakeDesktop()
  const lab = await listener
  only(electron.windows).close()
  await new Promise(resolve => setImmediate(resolve))
  expect(hostClosed()).toBe(false)
  electron.app.emit('activate')

  lab.settings({ closeToTray: false, startAtLogin: false } as Parameters<typeof lab.settings>[0])
  if (process.platform === 'darwin') return
  only(electron.windows).close()
  expect(await electron.exitCode).toBe(0)
})

test('without a tray, closing the window quits', async () => {
  const { electron, hostClosed } = await startFakeDesktop({ tray: false })
  if (process.platform === 'darwin') return
  only(electron.windows).close()
  expect(await electron.exitCode).toBe(0)
  expect(hostClosed()).toBe(true)
})

test('quitting waits until the host has closed, however often it is asked', async () => {
  const { electron, hostClosed } = await startFakeDesktop()
  electron.app.quit()
  electron.app.quit()
  expect(hostClosed()).toBe(false)
  expect(await electron.exitCode).toBe(0)
  expect(hostClosed()).toBe(true)
})

test('a host that cannot be opened is explained, and the app ends', async () => {
  const { electron } = await startFakeDesktop({ openFails: new Error('The data folder is held by another program.') })
  expect(await electron.exitCode).toBe(1)
  expect(electron.errorBoxes).toEqual([{ title: 'MycoPod cannot start', content: 'The data folder is held by another program.' }])
})
