import { type IpcMainEvent, ipcMain, MessageChannelMain, type MessagePortMain, type WebContents } from 'electron'
import { desktopOrigin, desktopPort } from '../../shared/api/desktop-port.ts'

/** Gives our page, when it asks, one end of a fresh channel and `connect` the other; a page that asks again loses its earlier one. */
export function handOverPorts(isOurWindow: (contents: WebContents) => boolean, connect: (port: MessagePortMain) => void): void {
  const current = new WeakMap<WebContents, MessagePortMain>()
  ipcMain.on(desktopPort.ask, event => {
    const frame = event.senderFrame
    if (frame === null || !isOurPage(event, isOurWindow)) return
    current.get(event.sender)?.close()
    const { port1, port2 } = new MessageChannelMain()
    current.set(event.sender, port1)
    connect(port1)
    frame.postMessage(desktopPort.give, null, [port2])
  })
}

function isOurPage({ sender, senderFrame }: IpcMainEvent, isOurWindow: (contents: WebContents) => boolean): boolean {
  return senderFrame !== null && senderFrame.parent === null && senderFrame.origin === desktopOrigin && isOurWindow(sender)
}
