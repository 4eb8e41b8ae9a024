import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { isIP } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Command, given, type Invocation, text } from '../command.ts'
import { UsageError } from '../failure.ts'
import { pageFolder, recipesFolder } from '../folders.ts'
import { keepOneArena } from '../one-arena.ts'
import { passphrase } from '../open-client.ts'
import { staySmall } from '../stay-small.ts'

const usualPort = 7780

/** The headless server. */
export const commands: readonly Command[] = [
  {
    name: 'serve',
    takes: [],
    options: { listen: { type: 'string' }, demo: { type: 'boolean' }, open: { type: 'boolean' }, 'no-tls': { type: 'boolean' } },
    optionHelp: '[--listen HOST:PORT] [--demo] [--open]',
    summary: 'Run MycoPod without a window, for the browser on this computer',
    async run(invocation) {
      const listen = readListen(text(invocation, 'listen'))
      const demo = given(invocation, 'demo')
      keepOneArena()
      // The demo leaves no trace, so it never touches the data of a real lab.
      const folder = demo && text(invocation, 'data') === undefined ? await mkdtemp(join(tmpdir(), 'mycopod-')) : undefined
      try {
        await serve(invocation, { ...listen, demo, dataDir: folder ?? invocation.dataDir })
      } finally {
        if (folder !== undefined) await rm(folder, { recursive: true, force: true })
      }
      return 0
    },
  },
]

async function serve(
  invocation: Invocation,
  options: { readonly address: string; readonly port: number; readonly demo: boolean; readonly dataDir: string },
): Promise<void> {
  staySmall()
  const [{ createHost }, { startServer }] = await Promise.all([import('../../host/create-host.ts'), import('../../server/start-server.ts')])
  const host = await createHost({
    face: 'server',
    dataDir: options.dataDir,
    recipesDir: recipesFolder,
    demo: options.demo,
    verbose: invocation.verbose,
    ...passphrase(),
  })
  try {
    const server = await startServer(host, { address: options.address, port: options.port, pageFolder })
    try {
      const signIn = `${server.url}/sign-in?token=${host.signIn.newLink().token}`
      invocation.line(
        { ready: true, url: server.url, signIn, data: options.dataDir },
        `MycoPod runs at ${server.url}\nOpen this link to sign in, it works once: ${signIn}\nPress Ctrl C to stop.`,
      )
      if (given(invocation, 'open')) openInBrowser(signIn)
      await aborted(invocation.signal)
    } finally {
      await server.close()
    }
  } finally {
    await host.close()
  }
}

function readListen(value: string | undefined): { readonly address: string; readonly port: number } {
  if (value === undefined) return { address: '127.0.0.1', port: usualPort }
  const [, bracketed, plain, digits] = /^(?:\[([^\]]+)\]|([^:]*)):(\d+)$/.exec(value) ?? []
  const address = bracketed ?? plain ?? ''
  const port = Number(digits)
  if (digits === undefined || port > 65_535 || (address !== 'localhost' && isIP(address) === 0))
    throw new UsageError(`--listen takes HOST:PORT, for example 127.0.0.1:${usualPort}, not “${value}”`)
  return { address: address === 'localhost' ? '127.0.0.1' : address, port }
}

function openInBrowser(url: string): void {
  const [program, ...args]: [string, ...string[]] =
    process.platform === 'darwin'
      ? ['open', url]
      : process.platform === 'win32'
        ? ['rundll32', 'url.dll,FileProtocolHandler', url]
        : ['xdg-open', url]
  const opening = spawn(program, args, { stdio: 'ignore', detached: true })
  // Without a browser to open, the printed link is enough.
  opening.on('error', () => undefined)
  opening.unref()
}

function aborted(signal: AbortSignal): Promise<void> {
  return signal.aborted ? Promise.resolve() : new Promise(resolve => signal.addEventListener('abort', () => resolve(), { once: true }))
}
