import { ipcRenderer } from 'electron'
import { desktopOrigin, desktopPort } from '../../shared/api/desktop-port.ts'

// The host is compiled without the DOM; these are the two calls of the page that a preload needs.
declare const window: {
  addEventListener(type: 'message', listener: (event: { source: unknown; origin: string; data: unknown }) => void): void
  postMessage(message: unknown, targetOrigin: string, transfer: readonly object[]): void
}

window.addEventListener('message', event => {
  if (event.source !== window || event.origin !== desktopOrigin || event.data !== desktopPort.ask) return
  ipcRenderer.once(desktopPort.give, ({ ports }) => window.postMessage(desktopPort.give, desktopOrigin, ports))
  ipcRenderer.send(desktopPort.ask)
})
