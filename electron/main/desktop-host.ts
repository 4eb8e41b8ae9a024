import type { MessagePortMain } from 'electron'
import type { DesktopHost } from './desktop.ts'
import { type LabClient, watchLab } from './watch-lab.ts'

/** A running host, answering the contract for the one person at this desk. */
export interface DeskHost {
  /** Answers the calls that arrive at the port. */
  serve(port: MessagePortMain): void
  readonly client: LabClient
  close(): Promise<void>
}

/** A running host as the desktop shell sees it: pages get the contract over their port, tray and notifications watch as one more client. */
export function desktopHost({ serve, client, close }: DeskHost): DesktopHost {
  const stop = new AbortController()
  return {
    connect(port) {
      serve(port)
      port.start()
    },
    watch: listener => watchLab(client, listener, stop.signal),
    close() {
      stop.abort()
      return close()
    },
  }
}
