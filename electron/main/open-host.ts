import { createRouterClient } from '@orpc/server'
import { RPCHandler } from '@orpc/server/message-port'
import { createHost } from '../host/create-host.ts'
import type { DesktopHost } from './desktop.ts'
import { desktopHost } from './desktop-host.ts'

/** What the desktop's host is opened with; folders are absolute. */
export interface DesktopHostOptions {
  readonly data: string
  readonly recipes: string
  readonly demo: boolean
}

/** Opens the host in this process; whoever sits at the desktop may do everything. Errors: those of `createHost`. */
export async function openHost({ data, recipes, demo }: DesktopHostOptions): Promise<DesktopHost> {
  const host = await createHost({ face: 'desktop', dataDir: data, recipesDir: recipes, demo })
  const context = host.context({ name: 'You', role: 'admin' })
  const handler = new RPCHandler(host.router)
  return desktopHost({
    serve: port => handler.upgrade(port, { context }),
    client: createRouterClient(host.router, { context }),
    close: () => host.close(),
  })
}
