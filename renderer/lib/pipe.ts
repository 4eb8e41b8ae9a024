import { RPCLink as PortLink } from '@orpc/client/message-port'
import { RPCLink as SocketLink } from '@orpc/client/websocket'
import { desktopOrigin, desktopPort } from '../../shared/api/desktop-port.ts'
import type { Pipe } from './connection.ts'

/** Whether this page runs in the desktop app and reaches the host inside it. */
export const onDesktop = typeof location !== 'undefined' && location.origin === desktopOrigin

/** Opens a fresh pipe: a port from the desktop shell, else a socket to where the page came from. */
export const openPipe: () => Promise<Pipe> = onDesktop ? openPort : openSocket

function openPort(): Promise<Pipe> {
  return new Promise(resolve => {
    const receive = (event: MessageEvent) => {
      const port = event.ports[0]
      if (event.source !== window || event.data !== desktopPort.give || port === undefined) return
      window.removeEventListener('message', receive)
      const ending = endOf(port)
      const link = new PortLink({ port })
      port.start()
      resolve({ link, ...ending, close: () => ending.end(() => port.close()) })
    }
    window.addEventListener('message', receive)
    window.postMessage(desktopPort.ask, desktopOrigin)
  })
}

function openSocket(): Promise<Pipe> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(new URL('/rpc', location.href.replace(/^http/, 'ws')))
    const ending = endOf(socket)
    socket.addEventListener(
      'open',
      () => resolve({ link: new SocketLink({ websocket: socket }), ...ending, close: () => ending.end(() => socket.close()) }),
      { once: true },
    )
    socket.addEventListener('close', () => reject(new Error('the socket did not open')), { once: true })
  })
}

/** Listens before the link does, so that a broken pipe is known as broken when its calls fail. */
function endOf(target: EventTarget): {
  readonly isOpen: () => boolean
  readonly closed: Promise<void>
  readonly end: (close: () => void) => void
} {
  let open = true
  let settle: () => void = () => undefined
  const closed = new Promise<void>(resolve => (settle = resolve))
  const end = () => {
    open = false
    settle()
  }
  target.addEventListener('close', end, { once: true })
  return {
    isOpen: () => open,
    closed,
    end: close => {
      end()
      close()
    },
  }
}
