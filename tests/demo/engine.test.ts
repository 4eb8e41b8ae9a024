import { Agent, type IncomingMessage, request } from 'node:http'
import { type Duplex, duplexPair } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDevice } from '../../electron/demo/create-device.ts'
import { demoTime, machineClock } from '../../electron/demo/demo-time.ts'
import { fourDevices } from '../../electron/demo/device-profiles.ts'
import { serveEngineOn } from '../../electron/demo/engine/serve-engine.ts'
import type { SimulatedDevice } from '../../electron/demo/simulated-device.ts'

interface Answer {
  readonly status: number
  readonly type: string
  readonly text: string
  readonly bytes: Buffer
}

describe('the simulated engine, asked over HTTP', () => {
  let device: SimulatedDevice
  let agent: Agent
  beforeAll(() => {
    const [, tower] = fourDevices
    if (!tower) throw new Error('the demo has no second device')
    device = createDevice({
      profile: tower,
      seed: 'test',
      time: demoTime(machineClock(), 1000),
      imageFault: () => undefined,
      reboot: () => undefined,
    })
    agent = new Agent({ keepAlive: false })
    agent.createConnection = () => {
      const [near, far] = duplexPair()
      serveEngineOn(far, device)
      for (const name of ['setKeepAlive', 'setNoDelay', 'setTimeout', 'ref', 'unref'])
        Object.defineProperty(near, name, { value: () => near })
      return near as Duplex
    }
  })
  afterAll(() => device.engine.close())

  const ask = (method: string, path: string): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const asked = request({ agent, method, path, host: 'engine' }, (response: IncomingMessage) => {
        const chunks: Buffer[] = []
        response.on('data', chunk => chunks.push(chunk))
        response.on('end', () => {
          const bytes = Buffer.concat(chunks)
          resolve({ status: response.statusCode ?? 0, type: response.headers['content-type'] ?? '', text: bytes.toString(), bytes })
        })
      })
      asked.on('error', reject)
      asked.end()
    })
  const read = async (path: string) => JSON.parse((await ask('GET', path)).text)
  const pull = async (image: string) =>
    (await ask('POST', `/images/create?fromImage=${encodeURIComponent(image)}`)).text
      .trim()
      .split('\r\n')
      .map(line => JSON.parse(line))

  it('takes a version before the path, or none', async () => {
    expect((await ask('GET', '/_ping')).text).toBe('OK')
    expect((await ask('GET', '/v1.41/_ping')).text).toBe('OK')
    expect(await read('/v1.51/version')).toMatchObject({ Version: '28.5.1', ApiVersion: '1.51', Os: 'linux', Arch: 'amd64' })
    expect(await read('/info')).toMatchObject({ DockerRootDir: '/var/lib/docker', MemoryLimit: true, NCPU: 8, OSType: 'linux' })
  })

  it('refuses in the words of the engine', async () => {
    const refusals: readonly (readonly [string, string, number, RegExp])[] = [
      ['GET', '/nowhere', 404, /^page not found$/],
      ['GET', '/containers/absent/json', 404, /^No such container: absent$/],
      ['POST', '/containers/absent/start', 404, /^No such container: absent$/],
      ['GET', '/images/absent:1/json', 404, /^No such image: absent:1$/],
      ['DELETE', '/networks/absent', 404, /^network absent not found$/],
      ['DELETE', '/networks/bridge', 403, /pre-defined network and cannot be removed/],
      ['DELETE', '/volumes/absent', 404, /no such volume/],
      ['DELETE', '/volumes/media_config', 409, /volume is in use - \[[0-9a-f]{64}\]/],
      ['DELETE', '/containers/media-sonarr-1', 409, /cannot remove container "\/media-sonarr-1": container is running/],
      ['GET', '/containers/json?filters=%7Bbroken', 400, /invalid/],
      ['GET', '/containers/media-sonarr-1/logs', 400, /you must choose at least one stream/],
      ['POST', '/images/create?fromImage=ghcr.io%2Fmycopod-lab%2Fabsent&tag=1', 404, /manifest unknown/],
    ]
    for (const [method, path, status, words] of refusals) {
      const answer = await ask(method, path)
      expect({ path, status: answer.status, type: answer.type }).toEqual({ path, status, type: 'application/json' })
      expect(JSON.parse(answer.text)).toEqual({ message: expect.stringMatching(words) })
    }
  })

  it('pulls layer by layer: every byte is told, sums agree, a second time nothing comes', async () => {
    const lines = await pull('grafana/grafana:12.2.0')
    expect(lines[0]).toEqual({ status: 'Pulling from grafana/grafana', id: '12.2.0' })
    expect(lines.at(-1)).toEqual({ status: 'Status: Downloaded newer image for grafana/grafana:12.2.0' })
    const layers = new Set(lines.filter(line => line.status === 'Pulling fs layer').map(line => line.id))
    for (const id of layers) {
      const own = lines.filter(line => line.id === id)
      const downloads = own.filter(line => line.status === 'Downloading').map(line => line.progressDetail)
      expect(downloads.map(detail => detail.current)).toEqual(downloads.map(detail => detail.current).toSorted((a, b) => a - b))
      expect(downloads.at(-1).current).toBe(downloads.at(-1).total)
      expect(own.at(-1).status).toBe('Pull complete')
    }
    const image = await read('/images/grafana/grafana:12.2.0/json')
    expect(image).toMatchObject({
      Os: 'linux',
      Architecture: 'amd64',
      RepoTags: ['grafana/grafana:12.2.0'],
      Id: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    })
    expect((await pull('grafana/grafana:12.2.0')).at(-1)).toEqual({ status: 'Status: Image is up to date for grafana/grafana:12.2.0' })
    expect((await ask('DELETE', '/images/grafana/grafana:12.2.0')).status).toBe(200)
    expect((await ask('GET', '/images/grafana/grafana:12.2.0/json')).status).toBe(404)
  })

  it('describes a container as the engine does, in lists and alone', async () => {
    const [entry] = await read('/containers/json')
    expect(entry).toMatchObject({
      Id: expect.stringMatching(/^[0-9a-f]{64}$/),
      Names: ['/media-sonarr-1'],
      State: 'running',
      Status: 'Up 11 days',
      Ports: [{ IP: '0.0.0.0', PrivatePort: 8989, PublicPort: 8989, Type: 'tcp' }],
    })
    const one = await read(`/containers/${entry.Id.slice(0, 12)}/json`)
    expect(one).toMatchObject({
      Id: entry.Id,
      Name: '/media-sonarr-1',
      RestartCount: 0,
      State: { Status: 'running', Running: true, OOMKilled: false, ExitCode: 0, FinishedAt: '0001-01-01T00:00:00Z' },
      Config: { Tty: false, Labels: entry.Labels },
      HostConfig: { RestartPolicy: { Name: 'unless-stopped' }, Memory: 0 },
      Mounts: [{ Type: 'volume', Name: 'media_config', Destination: '/config' }],
    })
    expect(one.State.Health).toBeUndefined()
    const stats = await read(`/containers/${entry.Id}/stats?stream=false`)
    expect(stats.cpu_stats.cpu_usage.total_usage).toBeGreaterThan(stats.precpu_stats.cpu_usage.total_usage)
  })

  it('narrows lists by every filter it is given', async () => {
    const filtered = async (filters: object, all = false) =>
      (await read(`/containers/json?all=${all}&filters=${encodeURIComponent(JSON.stringify(filters))}`)).length
    expect(await filtered({ label: ['com.docker.compose.project=media'] })).toBe(1)
    expect(await filtered({ label: { 'com.docker.compose.project=media': true } })).toBe(1)
    expect(await filtered({ label: ['com.docker.compose.project=media', 'absent'] })).toBe(0)
    expect(await filtered({ name: ['sonarr'], status: ['running'] })).toBe(1)
    expect(await filtered({ status: ['exited'] }, true)).toBe(0)
    expect(await filtered({ network: ['media_default'] })).toBe(1)
  })

  it('frames log lines by their stream, with times to the nanosecond, the last ones when asked', async () => {
    const { bytes, type } = await ask('GET', '/containers/media-sonarr-1/logs?stdout=1&stderr=1&timestamps=1&tail=3')
    expect(type).toBe('application/vnd.docker.multiplexed-stream')
    const lines: string[] = []
    for (let at = 0; at < bytes.length; ) {
      expect([1, 2]).toContain(bytes[at])
      const length = bytes.readUInt32BE(at + 4)
      lines.push(bytes.subarray(at + 8, at + 8 + length).toString())
      at += 8 + length
    }
    expect(lines).toHaveLength(3)
    for (const line of lines) expect(line).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z .+\n$/)
    expect(lines).toEqual(lines.toSorted())
  })
})
