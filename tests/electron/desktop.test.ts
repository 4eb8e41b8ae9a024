import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test, vi } from 'vitest'
import { desktopOrigin, desktopPort } from '../../shared/api/desktop-port.ts'
import { FakeEvent, FakeFrame, type FakeMenuItem, FakeWebContents } from './fake-electron.ts'
import type { FakeMessagePort } from './fake-message-port.ts'
import { startFakeDesktop } from './start-fake-desktop.ts'

type Desktop = Awaited<ReturnType<typeof startFakeDesktop>>

function only<T>(things: readonly T[]): T {
  const [first] = things
  if (first === undefined || things.length !== 1) throw new Error(`expected one, found ${things.length}`)
  return first
}

function navigate(contents: FakeWebContents, url: string, isMainFrame = true): FakeEvent {
  const event = Object.assign(new FakeEvent(), { url, isMainFrame })
  contents.emit('will-frame-navigate', event)
  return event
}

function ask({ electron }: Desktop, sender: FakeWebContents, senderFrame: FakeFrame | null): void {
  electron.module.ipcMain.emit(desktopPort.ask, { sender, senderFrame })
}

const entry = (items: readonly FakeMenuItem[], label: string): FakeMenuItem => only(items.filter(item => item.label === label))

test('the page runs sandboxed, apart from the preload, without Node', async () => {
  const { electron } = await startFakeDesktop()
  const { webPreferences, show } = only(electron.windows).options
  expect(webPreferences).toMatchObject({ sandbox: true, contextIsolation: true, nodeIntegration: false, webSecurity: true })
  expect(webPreferences.preload).toMatch(/preload\.cjs$/)
  expect(show).toBe(false)
  expect(only(electron.windows).webContents.getURL()).toBe(`${desktopOrigin}/index.html#/`)
})

test('the page is served under its own scheme, with a policy that runs only its own scripts', async () => {
  const { electron } = await startFakeDesktop()
  expect(electron.schemes).toEqual([{ scheme: 'app', privileges: expect.objectContaining({ standard: true, secure: true }) }])
  const serve = electron.served.get('app')
  if (!serve) throw new Error('nothing is served')
  const page = await serve(new Request(`${desktopOrigin}/index.html`))
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self';")
  expect(await page.text()).toContain('<title>MycoPod</title>')
  expect((await serve(new Request(`${desktopOrigin}/`))).status).toBe(200)
  expect((await serve(new Request(`${desktopOrigin}/assets/app.js`))).headers.get('content-type')).toContain('text/javascript')
})

test.each([
  ['a file outside the folder', '/../secret.txt'],
  ['a file outside the folder, encoded', '/%2e%2e%2fsecret.txt'],
  ['a file outside the folder, encoded twice over backslashes', '/..%5csecret.txt'],
  ['an absolute path', '//etc/passwd'],
  ['a folder', '/assets'],
  ['a file that is not there', '/nothing.js'],
  ['a broken encoding', '/%E0%A4%A'],
  ['a null byte', '/index.html%00.js'],
])('%s is not served', async (_name, path) => {
  const { electron } = await startFakeDesktop()
  const answer = await electron.served.get('app')?.(new Request(desktopOrigin + path))
  expect(answer?.status).toBe(404)
  expect(answer?.headers.get('content-security-policy')).toBeTruthy()
})

test('another host under the scheme, and anything but reading, is refused', async () => {
  const { electron } = await startFakeDesktop()
  const serve = electron.served.get('app')
  expect((await serve?.(new Request('app://other/index.html')))?.status).toBe(404)
  expect((await serve?.(new Request(`${desktopOrigin}/index.html`, { method: 'POST' })))?.status).toBe(405)
})

test('our page gets a port when it asks, and messages go both ways in order', async () => {
  const desktop = await startFakeDesktop()
  const frame = new FakeFrame(desktopOrigin)
  ask(desktop, only(desktop.electron.windows).webContents, frame)
  await vi.waitFor(() => expect(desktop.connected).toHaveLength(1))
  const given = only(frame.posted)
  expect(given.channel).toBe(desktopPort.give)
  const theirs = only(given.ports) as FakeMessagePort
  const ours = only(desktop.connected) as FakeMessagePort
  const heard: unknown[] = []
  ours.on('message', event => heard.push(event.data))
  theirs.postMessage('sent before the host listens')
  ours.start()
  theirs.postMessage({ next: 'this' })
  await vi.waitFor(() => expect(heard).toEqual(['sent before the host listens', { next: 'this' }]))
})

test('a page that asks again, after a reload, loses its earlier port', async () => {
  const desktop = await startFakeDesktop()
  const { webContents } = only(desktop.electron.windows)
  ask(desktop, webContents, new FakeFrame(desktopOrigin))
  ask(desktop, webContents, new FakeFrame(desktopOrigin))
  await vi.waitFor(() => expect(desktop.connected).toHaveLength(2))
  expect((desktop.connected as FakeMessagePort[]).map(port => port.closed)).toEqual([true, false])
})

test.each([
  ['a frame inside our page', () => new FakeFrame(desktopOrigin, new FakeFrame(desktopOrigin))],
  ['a page from elsewhere', () => new FakeFrame('https://example.org')],
  ['a host that only begins like ours', () => new FakeFrame(`${desktopOrigin}.example.org`)],
  ['a frame that is gone', () => null],
])('%s gets no port', async (_name, makeFrame) => {
  const desktop = await startFakeDesktop()
  const frame = makeFrame()
  ask(desktop, only(desktop.electron.windows).webContents, frame)
  await new Promise(resolve => setImmediate(resolve))
  expect(desktop.connected).toEqual([])
  expect(frame?.posted ?? []).toEqual([])
})

test('contents that are not our window get no port', async () => {
  const desktop = await startFakeDesktop()
  const frame = new FakeFrame(desktopOrigin)
  ask(desktop, new FakeWebContents(), frame)
  await new Promise(resolve => setImmediate(resolve))
  expect(frame.posted).toEqual([])
})

test('navigation away is refused; a web link opens in the browser, other schemes nowhere', async () => {
  const { electron } = await startFakeDesktop()
  const { webContents } = only(electron.windows)
  const outside = [
    'https://example.org/help',
    'http://nuc-1:8080/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'ssh://nuc-1',
    'https://me:word@example.org/',
    'not an address',
  ]
  for (const address of outside) expect(navigate(webContents, address).defaultPrevented, address).toBe(true)
  expect(electron.opened).toEqual(['https://example.org/help', 'http://nuc-1:8080/'])
})

test('a frame may not navigate and opens nothing; the page may reload itself', async () => {
  const { electron } = await startFakeDesktop()
  const { webContents } = only(electron.windows)
  expect(navigate(webContents, 'https://example.org', false).defaultPrevented).toBe(true)
  expect(navigate(webContents, `${desktopOrigin}/index.html#/apps`, false).defaultPrevented).toBe(true)
  expect(electron.opened).toEqual([])
  expect(navigate(webContents, `${desktopOrigin}/index.html#/apps`).defaultPrevented).toBe(false)
  expect(navigate(webContents, `${desktopOrigin}/other.html`).defaultPrevented).toBe(true)
})

test('no page opens a window, embeds a view or is redirected, whoever made it', async () => {
  const { electron } = await startFakeDesktop()
  const stranger = new FakeWebContents()
  electron.app.emit('web-contents-created', new FakeEvent(), stranger)
  for (const contents of [only(electron.windows).webContents, stranger]) {
    expect(contents.openHandler?.({ url: 'https://example.org' })).toEqual({ action: 'deny' })
    for (const name of ['will-attach-webview', 'will-redirect']) {
      const event = new FakeEvent()
      contents.emit(name, event)
      expect(event.defaultPrevented, name).toBe(true)
    }
  }
  expect(electron.opened).toEqual(['https://example.org', 'https://example.org'])
})

test('every permission is refused, but that our own page may copy text', async () => {
  const { electron } = await startFakeDesktop()
  const { request, check, device } = electron.session
  const { webContents } = only(electron.windows)
  const asked = (contents: FakeWebContents, permission: string): boolean | undefined => {
    let answer: boolean | undefined
    request?.(contents, permission, granted => {
      answer = granted
    })
    return answer
  }
  for (const permission of ['media', 'geolocation', 'notifications', 'clipboard-read', 'usb', 'openExternal', 'unknown']) {
    expect(asked(webContents, permission), permission).toBe(false)
    expect(check?.(webContents, permission, desktopOrigin), permission).toBe(false)
  }
  expect(asked(webContents, 'clipboard-sanitized-write')).toBe(true)
  expect(check?.(webContents, 'clipboard-sanitized-write', `${desktopOrigin}/`)).toBe(true)
  expect(asked(new FakeWebContents(), 'clipboard-sanitized-write')).toBe(false)
  expect(check?.(null, 'clipboard-sanitized-write', 'https://example.org')).toBe(false)
  expect(device?.()).toBe(false)
})

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
