import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { engineOver } from '../../../electron/adapters/docker/docker-engine.ts'
import { createLocalAccess } from '../../../electron/adapters/local/local-access.ts'
import { localSockets } from '../../../electron/adapters/local/local-door.ts'
import type { DeviceTarget } from '../../../electron/ports/device-access.ts'

const here: DeviceTarget = { id: 'here', name: 'here', kind: 'local', address: '', port: 22, user: '', login: { method: 'none' } }

async function socketPath(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'mycopod-local-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return join(folder, 'docker.sock')
}

const accessTo = (socket: string) => createLocalAccess({ engineOver, environment: { DOCKER_HOST: `unix://${socket}` } })

describe('commands on this computer', () => {
  it('get arguments, input and environment exactly, and give both outputs', async () => {
    const session = accessTo('/nowhere').session(here)
    const lines: string[] = []
    const result = await session.run({
      argv: ['sh', '-c', 'cat; printf %s "$1" >&2; printf %s "$GREETING" >&2; exit 7', 'sh', "it's *"],
      input: 'zwölf\n',
      environment: { GREETING: '$HOME' },
      onLine: (text, stream) => lines.push(`${stream} ${text}`),
    })
    expect(result).toEqual({ exitCode: 7, out: 'zwölf\n', err: "it's *$HOME" })
    expect(lines).toContain('out zwölf')
  })

  it('end with all they began when cancelled', async () => {
    const session = accessTo('/nowhere').session(here)
    const stop = new AbortController()
    const pids: number[] = []
    const running = session.run(
      {
        argv: ['sh', '-c', 'sleep 1000 & echo $!; wait'],
        onLine: text => {
          pids.push(Number(text))
          stop.abort(new Error('enough'))
        },
      },
      stop.signal,
    )
    await expect(running).rejects.toThrow('enough')
    // A process that has ended may still wait to be collected: state Z.
    const state = async () => (await session.run({ argv: ['ps', '-o', 'stat=', '-p', String(pids[0])] })).out.trim()
    await expect.poll(state).toMatch(/^(Z.*)?$/)
  })

  it('tell a program that is not there as a shell does', async () => {
    await expect(
      accessTo('/nowhere')
        .session(here)
        .run({ argv: ['mycopod-no-such-program'] }),
    ).resolves.toMatchObject({ exitCode: 127 })
  })
})

describe('the engine of this computer', () => {
  it('is sought where DOCKER_HOST says, else in the usual places', () => {
    expect(localSockets({ DOCKER_HOST: 'unix:///run/mine.sock' })).toEqual(['/run/mine.sock'])
    expect(localSockets({ XDG_RUNTIME_DIR: '/run/user/1000' })).toEqual(['/var/run/docker.sock', '/run/user/1000/docker.sock'])
  })

  it('answers, also to many calls at once over few connections', async () => {
    const socket = await socketPath()
    let connections = 0
    const server = createServer((request, response) => {
      response.setHeader('Content-Type', 'application/json')
      const version = { Version: '28.0.0', ApiVersion: '1.48', Arch: 'amd64' }
      response.end(JSON.stringify(request.url?.endsWith('/version') ? version : { DockerRootDir: '/var/lib/docker' }))
    }).on('connection', () => {
      connections += 1
    })
    await new Promise<void>(resolve => server.listen(socket, resolve))
    onTestFinished(() => void server.close())
    const access = accessTo(socket)
    await expect(access.docker()).resolves.toBe(true)
    connections = 0
    const engine = access.session(here).engine()
    const versions = await Promise.all(Array.from({ length: 20 }, () => engine.version()))
    expect(versions[19]).toEqual({ version: '28.0.0', apiVersion: '1.48', rootDir: '/var/lib/docker', architecture: 'amd64' })
    expect(connections).toBe(2)
    server.closeAllConnections()
  })

  it('that answers nonsense is garbled', async () => {
    const socket = await socketPath()
    const server = createServer((_request, response) => response.socket?.end('SSH-2.0-surprise\r\n'))
    await new Promise<void>(resolve => server.listen(socket, resolve))
    onTestFinished(() => void server.close())
    await expect(accessTo(socket).session(here).engine().version()).rejects.toMatchObject({ code: 'DeviceGarbled' })
  })

  it('that is not there is missing', async () => {
    const access = accessTo(join(await socketPath(), 'none'))
    await expect(access.docker()).resolves.toBe(false)
    await expect(access.session(here).engine().version()).rejects.toMatchObject({
      code: expect.stringMatching(/^Docker(Missing|Stopped)$/),
    })
  })
})
