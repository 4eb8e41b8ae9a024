import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import WebSocket from 'ws'
import type { Client } from '../../electron/cli/command.ts'

const program = join(import.meta.dirname, '../../out/main/cli.js')

/** A `mycopod serve` that is ready. */
export interface Served {
  readonly url: string
  /** Signs in one browser, once. */
  readonly signIn: string
  readonly pid: number
  /** Milliseconds from the start of the process to its ready line. */
  readonly readyMs: number
  stop(): Promise<void>
}

/** How the bench starts the built program: with the same Node, and in front of it what the caller says. */
export function mycopod(args: readonly string[], before: readonly string[] = []): readonly [string, ...string[]] {
  const [first = process.execPath, ...rest] = [...before, process.execPath, program, ...args]
  return [first, ...rest]
}

/** Starts the built program on a data folder, at any free port of loopback. */
export async function serve(dataDir: string, before: readonly string[] = []): Promise<Served> {
  const started = performance.now()
  const [command, ...args] = mycopod(['serve', '--json', '--listen', '127.0.0.1:0', '--data', dataDir], before)
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, MYCOPOD_PASSPHRASE: 'of the bench' },
  })
  const gone = once(child, 'exit').then(([code]) => {
    throw new Error(`mycopod serve ended with ${code}`)
  })
  gone.catch(() => undefined)
  const [line] = await Promise.race([once(createInterface(child.stdout), 'line'), gone])
  const readyMs = performance.now() - started
  const { url, signIn }: { readonly url: string; readonly signIn: string } = JSON.parse(line)
  return {
    url,
    signIn,
    pid: child.pid ?? 0,
    readyMs,
    async stop() {
      child.kill('SIGTERM')
      await gone.catch(() => undefined)
    },
  }
}

/** A client over WebSocket, signed in as a browser is. */
export async function signedIn({ url, signIn }: Served): Promise<{ readonly client: Client; readonly cookie: string; close(): void }> {
  const cookie = (await fetch(signIn, { redirect: 'manual' })).headers.get('set-cookie')?.split(';')[0] ?? ''
  const socket = new WebSocket(`${url.replace('http', 'ws')}/rpc`, { headers: { cookie } })
  await once(socket, 'open')
  return { client: createORPCClient(new RPCLink({ websocket: socket })), cookie, close: () => socket.terminate() }
}
