import { createServer } from 'node:http'
import { Duplex } from 'node:stream'
import type { Process } from '../shell/process.ts'
import type { SimulatedDevice } from '../simulated-device.ts'
import { answerEngineCall } from './engine-api.ts'

const devices = new WeakMap<object, SimulatedDevice>()
// It listens nowhere: connections come in over SSH channels.
const server = createServer((request, response) => {
  const device = devices.get(request.socket)
  if (!device) return void response.destroy()
  answerEngineCall(device, request, response).catch(() => response.destroy())
})
server.keepAliveTimeout = 0

/** Serves the engine of a device over a connection that has come in. */
export function serveEngineOn(stream: Duplex, device: SimulatedDevice): void {
  devices.set(stream, device)
  device.engine.connections.add(stream)
  stream.once('close', () => device.engine.connections.delete(stream))
  for (const name of ['setKeepAlive', 'setNoDelay', 'setTimeout', 'ref', 'unref'] as const)
    if (!(name in stream)) Object.defineProperty(stream, name, { value: () => stream })
  stream.on('error', () => undefined)
  server.emit('connection', stream)
}

/** Serves the engine over the input and output of a program, until the input ends. */
export async function serveEngine({ device, stdin, out, signal }: Process): Promise<void> {
  const stream = new Duplex({
    read: () => undefined,
    write: (chunk: Buffer, _, done) => {
      out.write(chunk)
      done()
    },
  })
  serveEngineOn(stream, device)
  const closed = new Promise<void>(resolve => stream.once('close', resolve))
  const end = () => void stream.destroy()
  signal.addEventListener('abort', end, { once: true })
  try {
    for (let chunk = await stdin.read(signal); chunk && !stream.destroyed; chunk = await stdin.read(signal)) stream.push(chunk)
  } finally {
    signal.removeEventListener('abort', end)
    stream.destroy()
    await closed
  }
}
