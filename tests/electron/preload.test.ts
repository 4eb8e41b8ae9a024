import { EventEmitter } from 'node:events'
import { expect, test, vi } from 'vitest'
import { desktopOrigin, desktopPort } from '../../shared/api/desktop-port.ts'

async function loadPreload() {
  const sent: string[] = []
  const ipcRenderer = Object.assign(new EventEmitter(), { send: (channel: string) => void sent.push(channel) })
  const posted: unknown[][] = []
  const events = new EventEmitter()
  const window = { addEventListener: events.on.bind(events), postMessage: (...message: unknown[]) => void posted.push(message) }
  vi.stubGlobal('window', window)
  vi.resetModules()
  vi.doMock('electron', () => ({ ipcRenderer }))
  await import('../../electron/preload/preload.ts')
  return { ipcRenderer, sent, posted, window, say: (event: object) => events.emit('message', event) }
}

test('the page’s question is passed on once, and its port passed back to our origin only', async () => {
  const { ipcRenderer, sent, posted, window, say } = await loadPreload()
  say({ source: window, origin: desktopOrigin, data: desktopPort.ask })
  expect(sent).toEqual([desktopPort.ask])
  const port = { a: 'port' }
  ipcRenderer.emit(desktopPort.give, { ports: [port] })
  ipcRenderer.emit(desktopPort.give, { ports: [{ a: 'port nobody asked for' }] })
  expect(posted).toEqual([[desktopPort.give, desktopOrigin, [port]]])
})

test('nobody else is listened to', async () => {
  const { sent, window, say } = await loadPreload()
  say({ source: {}, origin: desktopOrigin, data: desktopPort.ask })
  say({ source: window, origin: 'https://example.org', data: desktopPort.ask })
  say({ source: window, origin: desktopOrigin, data: 'something else' })
  expect(sent).toEqual([])
})
