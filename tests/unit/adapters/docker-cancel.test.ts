import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { engineOver } from '../../../electron/adapters/docker/docker-engine.ts'
import { AppError } from '../../../shared/errors/app-error.ts'

/** An engine that answers a pull at once and wholly, so that nothing more comes when the first line is read. */
async function quickEngine() {
  const server = createServer((asked, answer) => {
    const lines = ['Pulling fs layer', 'Download complete', 'Pull complete'].map(status => JSON.stringify({ id: 'layer', status }))
    const version = JSON.stringify({ Version: '28.5.1', ApiVersion: '1.51', Arch: 'amd64' })
    answer.setHeader('Content-Type', 'application/json').end(asked.method === 'POST' ? lines.join('\n') : version)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => void server.close().closeAllConnections())
  const { port } = server.address() as AddressInfo
  const dial = async () => {
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    return socket
  }
  return engineOver({ device: 'box', dial, failure: async () => new AppError('DockerStopped', { device: 'box' }) })
}

test('a pull that is cancelled when its whole answer is there breaks nothing, and the engine is asked again', async () => {
  const engine = await quickEngine()
  const uncaught: unknown[] = []
  const hear = (error: unknown) => uncaught.push(error)
  process.on('uncaughtException', hear)
  onTestFinished(() => void process.off('uncaughtException', hear))
  for (let turn = 0; turn < 10; turn += 1) {
    const stop = new AbortController()
    const pull = engine.pull('hello:1', () => stop.abort(new Error('changed my mind')), stop.signal)
    await expect(pull).rejects.toThrow('changed my mind')
    expect(await engine.version()).toMatchObject({ version: '28.5.1' })
  }
  expect(uncaught).toEqual([])
})
