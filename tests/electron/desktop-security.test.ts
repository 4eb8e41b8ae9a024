import { expect, test } from 'vitest'
import { desktopOrigin, desktopPort } from '../../shared/api/desktop-port.ts'
import { FakeEvent, FakeFrame, FakeWebContents } from './fake-electron.ts'
import type { FakeMessagePort } from './fake-message-port.ts'
import { only } from './only.ts'
import { startFakeDesktop } from './start-fake-desktop.ts'

type Desktop = Awaited<ReturnType<typeof startFakeDesktop>>

function navigate(contents: FakeWebContents, url: string, isMainFrame = true): FakeEvent {
  const event = Object.assign(new FakeEvent(), { url, isMainFrame })
  contents.emit('will-frame-navigate', event)
  return event
}

function ask({ electron }: Desktop, sender: FakeWebContents, senderFrame: FakeFrame | null): void {
  electron.module.ipcMain.emit(desktopPort.ask, { sender, senderFrame })
}

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
  await expect.poll(() => desktop.connected).toHaveLength(1)
  const given = only(frame.posted)
  expect(given.channel).toBe(desktopPort.give)
  const theirs = only(given.ports) as FakeMessagePort
  const ours = only(desktop.connected) as FakeMessagePort
  const heard: unknown[] = []
  ours.on('message', event => heard.push(event.data))
  theirs.postMessage('sent before the host listens')
  ours.start()
  theirs.postMessage({ next: 'this' })
  await expect.poll(() => heard).toEqual(['sent before the host listens', { next: 'this' }])
})

test('a page that asks again, after a reload, loses its earlier port', async () => {
  const desktop = await startFakeDesktop()
  const { webContents } = only(desktop.electron.windows)
  ask(desktop, webContents, new FakeFrame(desktopOrigin))
  ask(desktop, webContents, new FakeFrame(desktopOrigin))
  await expect.poll(() => desktop.connected).toHaveLength(2)
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
