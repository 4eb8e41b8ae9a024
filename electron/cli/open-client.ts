import { setTimeout } from 'node:timers/promises'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import WebSocket from 'ws'
import { AppError } from '../../shared/errors/app-error.ts'
import { dataFolderHolder } from '../adapters/data-folder/claim-data-folder.ts'
import type { Client } from './command.ts'
import { recipesFolder } from './folders.ts'

/** A client and what ends it. */
export interface OpenClient {
  readonly client: Client
  close(): Promise<void>
}

const answerLimitMs = 5000
/** How long a holder may take to begin or to end, such as another command. */
const patienceMs = 15_000
const lookAgainMs = 50

/**
 * Talks to the MycoPod that holds the data folder, or opens one in this process when none does.
 * Errors: DataFolderInUse for a holder that does not answer for a while, and those of `createHost`.
 */
export async function openClient(options: { readonly dataDir: string; readonly verbose: boolean }): Promise<OpenClient> {
  const end = performance.now() + patienceMs
  while (true) {
    try {
      const holder = await dataFolderHolder(options.dataDir)
      return await (holder === undefined ? openHere(options) : connectTo(holder, options.dataDir))
    } catch (error) {
      if (!(error instanceof AppError && error.is('DataFolderInUse')) || performance.now() > end) throw error
      await setTimeout(lookAgainMs)
    }
  }
}

async function connectTo(holder: { readonly pid: number; readonly socketPath: string }, path: string): Promise<OpenClient> {
  const socket = new WebSocket(`ws+unix:${holder.socketPath}:/rpc`, { handshakeTimeout: answerLimitMs })
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', error => reject(new AppError('DataFolderInUse', { path, pid: holder.pid }, { cause: error })))
  })
  socket.on('error', () => socket.terminate())
  const client: Client = createORPCClient(new RPCLink({ websocket: socket }))
  return {
    client,
    close: async () => socket.terminate(),
  }
}

async function openHere({ dataDir, verbose }: { readonly dataDir: string; readonly verbose: boolean }): Promise<OpenClient> {
  const [{ createHost }, { createRouterClient }] = await Promise.all([import('../host/create-host.ts'), import('@orpc/server')])
  const host = await createHost({
    face: 'server',
    dataDir,
    recipesDir: recipesFolder,
    demo: false,
    verbose,
    lookFirst: true,
    ...passphrase(),
  })
  const client: Client = createRouterClient(host.router, { context: host.context({ name: 'You', role: 'admin' }) })
  return { client, close: () => host.close() }
}

/** The passphrase of the encrypted file of secrets, from the environment. */
export function passphrase(): { readonly passphrase?: string } {
  const value = process.env.MYCOPOD_PASSPHRASE
  return value ? { passphrase: value } : {}
}
