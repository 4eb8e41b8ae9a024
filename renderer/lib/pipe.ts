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
      resolve(pipeOverPort(port))
    }
    window.addEventListener('message', receive)
    window.postMessage(desktopPort.ask, desktopOrigin)
  })
}

/** The first time it takes the socket that began to open before this script was here (public/socket.js). */
function openSocket(): Promise<Pipe> {
  const page = globalThis as { earlySocket?: WebSocket | undefined }
  const early = page.earlySocket
  page.earlySocket = undefined
  return pipeOverSocket(early ?? new WebSocket(new URL('/rpc', location.href.replace(/^http/, 'ws'))))
}

/** A pipe over one end of a channel. */
export function pipeOverPort(port: MessagePort): Pipe {
  const ending = endOf(port, () => port.close())
  const link = new PortLink({ port })
  port.start()
  return { link, ...ending }
}

/** A pipe over a socket that is opening or open; fails when it does not open. */
export function pipeOverSocket(socket: WebSocket): Promise<Pipe> {
  const ending = endOf(socket, () => socket.close())
  const pipe: Pipe = { link: new SocketLink({ websocket: socket }), ...ending }
  return new Promise((resolve, reject) => {
    const fail = () => reject(new Error('the socket did not open'))
    if (socket.readyState === socket.OPEN) return resolve(pipe)
    if (socket.readyState !== socket.CONNECTING) return fail()
    socket.addEventListener('open', () => resolve(pipe), { once: true })
    socket.addEventListener('close', fail, { once: true })
  })
}

/** Listens before the link does, so that a broken pipe is known as broken when its calls fail. */
function endOf(target: EventTarget, close: () => void): Pick<Pipe, 'isOpen' | 'onClose' | 'close'> {
  let open = true
  const listeners = new Set<() => void>()
  const end = () => {
    if (!open) return
    open = false
    for (const listener of [...listeners]) listener()
    listeners.clear()
  }
  target.addEventListener('close', end, { once: true })
  return {
    isOpen: () => open,
    onClose: listener => {
      if (open) listeners.add(listener)
      else listener()
      return () => listeners.delete(listener)
    },
    close: () => {
      end()
      close()
      // Tells the link at once: a port closed from this side says nothing, and a dead socket takes its time.
      target.dispatchEvent(new Event('close'))
    },
  }
}
