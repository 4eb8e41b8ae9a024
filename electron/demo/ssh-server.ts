import { createHash, randomBytes } from 'node:crypto'
import { createServer, type Server as NetServer, type Socket } from 'node:net'
import ssh2, { type AuthContext, type Connection, type PublicKeyAuthContext, type ServerChannel, type Session } from 'ssh2'
import { byteQueue } from './byte-queue.ts'
import { dockerSocket } from './device-body.ts'
import { serveEngineOn } from './engine/serve-engine.ts'
import { programs } from './programs.ts'
import type { SimulatedDevice } from './simulated-device.ts'

/** The door of one simulated device: its SSH server. */
export interface SshDoor {
  readonly port: number
  hostKey(): string
  /** Takes connections again, on the same port. */
  open(): Promise<void>
  /** Breaks every connection and takes no more. */
  shut(): Promise<void>
  /** Lets connections hang, or go on. */
  hang(hangs: boolean): void
  /** From now on the device shows another key, or its first one again. */
  useHostKey(which: 'first' | 'other'): void
}

/** One channel that was opened on a device: a command with its line, or one to the Docker engine. */
export type Channel = { readonly kind: 'command'; readonly line: string } | { readonly kind: 'engine' }

const refusalMs = 300

/** Opens the door of a device on a free port of loopback and tells `heard` of each channel. */
export async function openSshDoor(device: SimulatedDevice, heard: (channel: Channel) => void = () => undefined): Promise<SshDoor> {
  const keys = { first: newKey(), other: undefined as ReturnType<typeof newKey> | undefined }
  let current = keys.first
  let server = sshServer(device, current.private, heard)
  const sockets = new Set<Socket>()
  let hanging = false
  const hold = (socket: Socket, holds: boolean) => {
    if (holds) {
      socket.pause()
      socket.cork()
    } else {
      socket.uncork()
      socket.resume()
    }
  }
  const listener: NetServer = createServer({ noDelay: true }, socket => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    if (hanging) return hold(socket, true)
    server.injectSocket(socket)
  })
  const listen = (port: number) =>
    new Promise<void>((resolve, reject) => {
      listener.once('error', reject)
      listener.listen(port, '127.0.0.1', () => {
        listener.removeListener('error', reject)
        resolve()
      })
    })
  await listen(0)
  const address = listener.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    port,
    hostKey: () => current.fingerprint,
    open: () => (listener.listening ? Promise.resolve() : listen(port)),
    shut: () =>
      new Promise(resolve => {
        for (const socket of sockets) socket.destroy()
        if (listener.listening) listener.close(() => resolve())
        else resolve()
      }),
    hang: hangs => {
      hanging = hangs
      for (const socket of sockets) {
        // One that came while nothing was answered never met the SSH server.
        if (!hangs && socket.listenerCount('data') === 0) socket.destroy()
        else hold(socket, hangs)
      }
    },
    useHostKey: which => {
      keys.other ??= newKey()
      current = which === 'first' ? keys.first : keys.other
      server = sshServer(device, current.private, heard)
      for (const socket of sockets) socket.destroy()
    },
  }
}

function newKey() {
  let pair = ssh2.utils.generateKeyPairSync('ed25519')
  // One in 256 keys that ssh2 makes begins with a zero byte, which it loses: such a key cannot be read back.
  while (ssh2.utils.parseKey(pair.private) instanceof Error) pair = ssh2.utils.generateKeyPairSync('ed25519')
  const blob = Buffer.from(pair.public.split(' ')[1] ?? '', 'base64')
  return { private: pair.private, fingerprint: `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}` }
}

function sshServer(device: SimulatedDevice, hostKey: string, heard: (channel: Channel) => void): ssh2.Server {
  return new ssh2.Server({ hostKeys: [hostKey], ident: 'OpenSSH_9.6p1' }, connection => {
    connection.on('error', () => undefined)
    connection.on('authentication', context => authenticate(context, device))
    connection.on('ready', () => {
      connection.on('session', accept => serveSession(accept(), device, heard))
      serveSocket(connection, device, heard)
    })
  })
}

function authenticate(context: AuthContext, device: SimulatedDevice): void {
  const { user } = device
  const methods = ['publickey', 'password', 'keyboard-interactive'] as const
  const decide = (right: boolean) => {
    if (right) context.accept()
    else if (context.method === 'none' || context.method === 'publickey') context.reject([...methods])
    else
      device.time.pass(refusalMs).then(
        () => context.reject([...methods]),
        () => undefined,
      )
  }
  const known = context.username === user.name
  if (context.method === 'password') decide(known && context.password === user.password)
  else if (context.method === 'publickey') decide(known && authorizedKeys(device).some(line => keyFits(line, context)))
  else if (context.method === 'keyboard-interactive')
    context.prompt([{ prompt: 'Password: ', echo: false }], answers => decide(known && answers[0] === user.password))
  else decide(false)
}

function keyFits(line: string, context: PublicKeyAuthContext): boolean {
  const key = ssh2.utils.parseKey(line)
  if (key instanceof Error || !key.getPublicSSH().equals(context.key.data)) return false
  return !context.signature || key.verify(context.blob ?? Buffer.alloc(0), context.signature, context.hashAlgo) === true
}

function authorizedKeys(device: SimulatedDevice): readonly string[] {
  const path = `${device.user.home}/.ssh/authorized_keys`
  const node = device.files.stat(path)
  // As sshd with StrictModes: files that others may write are not believed.
  if (node?.kind !== 'file' || (node.mode & 0o022) !== 0) return []
  return node.content
    .toString()
    .split('\n')
    .filter(line => line.trim() !== '' && !line.startsWith('#'))
}

function serveSession(session: Session, device: SimulatedDevice, heard: (channel: Channel) => void): void {
  const environment = new Map([
    ['HOME', device.user.home],
    ['USER', device.user.name],
    ['LOGNAME', device.user.name],
    ['SHELL', '/bin/bash'],
    ['PATH', '/usr/local/bin:/usr/bin:/bin'],
    ['LANG', 'C.UTF-8'],
    ['PWD', device.user.home],
  ])
  session.on('env', (accept, _, info) => {
    if (/^(LANG|LC_.*)$/.test(info.key)) environment.set(info.key, info.val)
    accept?.()
  })
  session.on('pty', accept => accept?.())
  session.once('exec', (accept, _, info) => {
    heard({ kind: 'command', line: info.command })
    void serveCommand(accept(), info.command, environment, session, device)
  })
}

async function serveCommand(
  channel: ServerChannel,
  command: string,
  environment: ReadonlyMap<string, string>,
  session: Session,
  device: SimulatedDevice,
): Promise<void> {
  const closed = new AbortController()
  const stdin = byteQueue()
  channel.on('data', (chunk: Buffer) => stdin.write(chunk))
  channel.on('end', () => stdin.end())
  channel.on('close', () => closed.abort(new Error('the channel was closed')))
  channel.on('error', () => undefined)
  let ended = false
  session.on('signal', (accept, _, info) => {
    accept?.()
    if (info.name === 'TERM' || info.name === 'KILL' || info.name === 'INT' || info.name === 'HUP') closed.abort(new Error(info.name))
  })
  const { pid, signal } = device.processes.begin(closed.signal)
  const write = (data: string | Uint8Array, to: NodeJS.WritableStream) => {
    if (!ended && channel.writable) to.write(data)
  }
  const finish = (leave: () => void) => {
    ended = true
    device.processes.end(pid)
    if (!channel.writable) return
    leave()
    channel.end()
  }
  try {
    const code = await programs.run(['bash', '-c', command], {
      device,
      programs,
      user: device.user,
      pid,
      environment,
      directory: device.user.home,
      fileMask: 0o022,
      stdin,
      out: { write: data => write(device.troubles.garbage ? randomBytes(data.length) : data, channel) },
      err: { write: data => write(data, channel.stderr) },
      signal,
    })
    finish(() => channel.exit(code))
  } catch (error) {
    if (signal.aborted) finish(() => channel.exit('TERM', false, 'Terminated'))
    else {
      write(`the simulated device failed: ${error instanceof Error ? error.message : String(error)}\n`, channel.stderr)
      finish(() => channel.exit(70))
    }
  }
}

function serveSocket(connection: Connection, device: SimulatedDevice, heard: (channel: Channel) => void): void {
  connection.on('openssh.streamlocal', (accept, reject, info) => {
    heard({ kind: 'engine' })
    const open = info.socketPath === dockerSocket && device.docker.running && device.files.may(dockerSocket, device.user, 'write')
    if (open) serveEngineOn(accept(), device)
    else reject()
  })
}
