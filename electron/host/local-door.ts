import { chmod, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { CallContext } from '../handlers/call.ts'
import { serveRpcSocket } from './rpc-socket.ts'

/**
 * Listens on the data folder's local socket (mode 600) for programs of the same account: whoever may open it may do
 * everything, as they could with the files themselves. Returns how to stop: nobody is let in any more, and whoever is in
 * may end within the given time.
 */
export async function openLocalDoor(socketPath: string, context: CallContext): Promise<(patienceMs: number) => Promise<void>> {
  const server = createServer((_, response) => response.writeHead(404).end())
  const stop = serveRpcSocket(server, async () => ({ context }))
  // The folder's lock is ours, so a socket that lies there is left over from a program that is gone.
  if (process.platform !== 'win32') await rm(socketPath, { force: true })
  const umask = process.umask(0o177)
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(socketPath, resolve)
    })
  } finally {
    process.umask(umask)
  }
  if (process.platform !== 'win32') await chmod(socketPath, 0o600)
  return patienceMs =>
    new Promise(resolve => {
      const end = setTimeout(() => {
        stop()
        server.closeAllConnections()
      }, patienceMs)
      server.close(() => {
        clearTimeout(end)
        stop()
        resolve()
      })
    })
}
