/** Where the desktop app's page lives; a page with this origin talks to the host through a MessagePort instead of a WebSocket. */
export const desktopOrigin = 'app://mycopod'

/**
 * The message by which the page asks for its port (`window.postMessage(desktopPort.ask, desktopOrigin)`), and the one
 * that brings it (`event.data === desktopPort.give`, the port in `event.ports[0]`).
 */
export const desktopPort = { ask: 'mycopod:ask-port', give: 'mycopod:port' } as const
