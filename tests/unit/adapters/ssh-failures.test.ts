// Longer than 300 lines because every failure of a login stands in one list.
import { generateKeyPairSync } from 'node:crypto'
import { createServer, type Server, type Socket } from 'node:net'
import ssh2, { type Connection, type ServerChannel } from 'ssh2'
import { describe, expect, it, onTestFinished } from 'vitest'
import { fingerprint } from '../../../electron/adapters/ssh/open-connection.ts'
import type { Clock } from '../../../electron/ports/clock.ts'
import type { DeviceTarget } from '../../../electron/ports/device-access.ts'
import { realAccess } from '../../behaviour/device-access/real-access.ts'

const quick = { connectMs: 500, loginMs: 400, keepAliveMs: 50, keepAliveCount: 2 }
const hostKey = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  publicKeyEncoding: { type: 'pkcs1', format: 'pem' },
}).privateKey
const hostPrint = (() => {
  const key = ssh2.utils.parseKey(hostKey)
  if (key instanceof Error) throw key
  return fingerprint(key.getPublicSSH())
})()

async function listening(server: Server | InstanceType<typeof ssh2.Server>): Promise<number> {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const address = server.address()
  if (typeof address !== 'object' || !address) throw new Error('no port')
  return address.port
}

/** Something else that listens. */
function plainServer(greet: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>()
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
  })
  return listening(
    createServer(socket => {
      sockets.add(socket.on('error', () => {}))
      greet(socket)
    }),
  )
}

interface FakeDevice {
  readonly port: number
  readonly passwords: string[]
  readonly connections: Connection[]
}

/** An SSH server that takes one password and does what it is told with commands. */
async function fakeDevice(onCommand: (channel: ServerChannel, line: string, connection: Connection) => void): Promise<FakeDevice> {
  const passwords: string[] = []
  const connections: Connection[] = []
  const server = new ssh2.Server({ hostKeys: [hostKey] }, connection => {
    connections.push(connection)
    connection.on('error', () => {})
    connection.on('authentication', attempt => {
      if (attempt.method !== 'password') return attempt.reject(['password'])
      passwords.push(attempt.password)
      if (attempt.password === 'right') attempt.accept()
      else attempt.reject(['password'])
    })
    connection.on('session', accept => {
      accept().on('exec', (take, _refuse, { command }) => onCommand(take(), command, connection))
    })
  })
  onTestFinished(() => {
    for (const connection of connections) connection.end()
  })
  return { port: await listening(server), passwords, connections }
}

const answer = (channel: ServerChannel, text: string, code = 0) => {
  channel.write(text)
  channel.exit(code)
  channel.end()
}

const target = (port: number, more: Partial<DeviceTarget> = {}): DeviceTarget => ({
  id: 'box',
  name: 'box',
  kind: 'ssh',
  address: '127.0.0.1',
  port,
  user: 'pi',
  login: { method: 'password', password: 'right' },
  hostKey: hostPrint,
  ...more,
})

function opened(clock?: Clock) {
  const access = realAccess({ limits: quick, ...(clock && { clock }) })
  onTestFinished(() => access.close())
  return access
}

describe('what answers is no device', () => {
  it('a web server is not SSH', async () => {
    const port = await plainServer(socket => socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')))
    await expect(opened().tryLogin(target(port))).rejects.toMatchObject({ code: 'NotSsh' })
  })

  it('endless garbage is not SSH', async () => {
    const port = await plainServer(socket => {
      const babble = () => {
        while (socket.write(Buffer.alloc(65_536, 'x')));
      }
      socket.on('drain', babble)
      babble()
    })
    await expect(opened().tryLogin(target(port))).rejects.toMatchObject({ code: 'NotSsh' })
  })

  it('silence is silence', async () => {
    const port = await plainServer(() => {})
    await expect(opened().tryLogin(target(port))).rejects.toMatchObject({ code: 'DeviceSilent' })
  })

  it('a connection that breaks at once is a broken one', async () => {
    const port = await plainServer(socket => socket.destroy())
    await expect(opened().tryLogin(target(port))).rejects.toMatchObject({ code: 'DeviceConnectionLost' })
  })

  it('nobody there is a closed door', async () => {
    await expect(opened().tryLogin(target(1))).rejects.toMatchObject({ code: 'PortClosed' })
  })

  it('a login that is given up stops at once', async () => {
    const stop = new AbortController()
    const port = await plainServer(() => stop.abort(new Error('given up')))
    await expect(opened().tryLogin(target(port), stop.signal)).rejects.toThrow('given up')
  })
})

describe('secrets', () => {
  it('no password is sent to a device with no key or another key pinned', async () => {
    const device = await fakeDevice(() => {})
    const { hostKey: _, ...unpinned } = target(device.port)
    await expect(opened().tryLogin(unpinned)).rejects.toMatchObject({ code: 'HostKeyNotAccepted', data: { fingerprint: hostPrint } })
    const other = target(device.port, { hostKey: `SHA256:${'A'.repeat(43)}` })
    await expect(opened().tryLogin(other)).rejects.toMatchObject({ code: 'HostKeyChanged', data: { seen: hostPrint } })
    expect(device.passwords).toEqual([])
  })

  it('a wrong password is tried once', async () => {
    const device = await fakeDevice(() => {})
    const wrong = target(device.port, { login: { method: 'password', password: 'wrong' } })
    await expect(opened().tryLogin(wrong)).rejects.toMatchObject({ code: 'LoginRefused', data: { user: 'pi', method: 'password' } })
    expect(device.passwords).toEqual(['wrong'])
  })

  it('a device that takes passwords only by asking for them is answered', async () => {
    const asked: string[] = []
    const server = new ssh2.Server({ hostKeys: [hostKey] }, connection => {
      connection.on('error', () => {})
      connection.on('authentication', attempt => {
        asked.push(attempt.method)
        if (attempt.method !== 'keyboard-interactive') return attempt.reject(['keyboard-interactive'])
        attempt.prompt([{ prompt: 'Password: ', echo: false }], ([given]) => {
          if (given === 'right') attempt.accept()
          else attempt.reject()
        })
      })
      connection.on('session', accept => {
        accept().on('exec', take => answer(take(), '@@privilege\nroot\nroot\n'))
      })
    })
    const port = await listening(server)
    await expect(opened().tryLogin(target(port))).resolves.toMatchObject({ privilege: 'root' })
    expect(asked).toEqual(['password', 'keyboard-interactive'])
  })

  it('no password is written to a command that does not ask', async () => {
    let heard = ''
    const device = await fakeDevice((channel, line) => {
      channel.on('data', (bytes: Buffer) => {
        heard += bytes.toString()
      })
      answer(channel, line.includes('mycopod-privilege') ? '@@privilege\nsudo\npi sudo\n' : 'root\n')
    })
    const session = opened().session(target(device.port))
    await expect(session.run({ argv: ['id', '-un'], asRoot: true })).resolves.toMatchObject({ out: 'root\n' })
    expect(heard).toBe('')
  })

  it('a second question for the password means that it was wrong', async () => {
    const heard: string[] = []
    const device = await fakeDevice((channel, line) => {
      if (line.includes('mycopod-privilege')) return answer(channel, '@@privilege\nsudo-password\npi sudo\n')
      const ask = () => channel.stderr.write(`${/-p (\S+)/.exec(line)?.[1]}`)
      channel.on('data', (bytes: Buffer) => {
        heard.push(bytes.toString())
        ask()
      })
      channel.once('end', () => answer(channel, '', 1))
      ask()
    })
    const session = opened().session(target(device.port))
    await expect(session.run({ argv: ['id'], asRoot: true, input: 'not for sudo' })).rejects.toMatchObject({ code: 'SudoPasswordWrong' })
    expect(heard).toEqual(['right\n'])
  })
})

describe('a connection', () => {
  it('is one, however many ask at once, with at most eight commands on it', async () => {
    let running = 0
    let most = 0
    const held: (() => void)[] = []
    const device = await fakeDevice(channel => {
      running += 1
      most = Math.max(most, running)
      held.push(() => {
        running -= 1
        answer(channel, 'done')
      })
      if (held.length === 8)
        setImmediate(() => {
          for (const release of held.splice(0)) release()
        })
    })
    const session = opened().session(target(device.port))
    const results = await Promise.all(Array.from({ length: 24 }, () => session.run({ argv: ['true'] })))
    expect(results.every(({ out }) => out === 'done')).toBe(true)
    expect(most).toBe(8)
    expect(device.connections).toHaveLength(1)
  })

  it('to a device that allows fewer channels uses fewer', async () => {
    let running = 0
    const server = new ssh2.Server({ hostKeys: [hostKey] }, connection => {
      connection.on('error', () => {})
      connection.on('authentication', attempt => attempt.accept())
      connection.on('session', (accept, refuse) => {
        if (running === 2) return refuse()
        running += 1
        accept().on('exec', take => {
          const channel = take()
          setImmediate(() => {
            running -= 1
            answer(channel, 'done')
          })
        })
      })
    })
    const session = opened().session(target(await listening(server)))
    const results = await Promise.all(Array.from({ length: 12 }, () => session.run({ argv: ['true'] })))
    expect(results.every(({ out }) => out === 'done')).toBe(true)
  })

  it('that breaks ends its commands, tells, and is made anew by the next call', async () => {
    let first = true
    const device = await fakeDevice((channel, _line, connection) => {
      if (!first) return answer(channel, 'back')
      first = false
      connection.end()
    })
    const session = opened().session(target(device.port))
    const changes: boolean[] = []
    session.onConnected(connected => changes.push(connected))
    await expect(session.run({ argv: ['true'] })).rejects.toMatchObject({ code: 'DeviceConnectionLost' })
    await expect(session.run({ argv: ['true'] })).resolves.toMatchObject({ out: 'back' })
    expect(changes).toEqual([true, false, true])
  })

  it('fails fast with the same error while it is too early to try again, then tries again', async () => {
    let ms = 0
    const clock: Clock = { now: () => ms, monotonic: () => ms, wait: async () => {}, every: () => () => {} }
    let tried = 0
    const port = await plainServer(socket => {
      tried += 1
      socket.destroy()
    })
    const session = opened(clock).session(target(port))
    const failure = () => session.run({ argv: ['true'] }).catch((error: unknown) => error)
    const first = await failure()
    expect(await failure()).toBe(first)
    ms = 999
    expect(await failure()).toBe(first)
    expect(tried).toBe(1)
    ms = 1000
    expect(await failure()).not.toBe(first)
    ms = 2999
    await failure()
    expect(tried).toBe(2)
    ms = 3000
    await failure()
    expect(tried).toBe(3)
  })

  it('is replaced when the same device gets another target', async () => {
    const device = await fakeDevice(channel => answer(channel, 'ok'))
    const access = opened()
    const session = access.session(target(device.port))
    expect(access.session(target(device.port))).toBe(session)
    await session.run({ argv: ['true'] })
    expect(access.session(target(device.port, { name: 'other' }))).not.toBe(session)
    await expect(session.run({ argv: ['true'] })).rejects.toMatchObject({ code: 'DeviceConnectionLost' })
  })

  it('to a device that babbles about who is there is garbled', async () => {
    const device = await fakeDevice(channel => answer(channel, 'Welcome to the best box!\n'))
    await expect(opened().tryLogin(target(device.port))).rejects.toMatchObject({ code: 'DeviceGarbled' })
  })

  it('on which a probe hangs is silent', async () => {
    const device = await fakeDevice(() => {})
    await expect(opened().tryLogin(target(device.port))).rejects.toMatchObject({ code: 'DeviceSilent' })
  })
})
