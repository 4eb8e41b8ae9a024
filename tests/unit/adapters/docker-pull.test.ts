import { describe, expect, it } from 'vitest'
import { pullError } from '../../../electron/adapters/docker/pull-error.ts'
import { createPullSum, type PullLine } from '../../../electron/adapters/docker/pull-progress.ts'

const sums = (lines: readonly PullLine[]) => {
  const sum = createPullSum('app:1')
  return { progress: lines.flatMap(line => sum.add(line) ?? []), somethingNew: sum.somethingNew() }
}
const at = (id: string, status: string, current?: number, total?: number): PullLine => ({
  id,
  status,
  ...(current !== undefined && { progressDetail: { current, ...(total !== undefined && { total }) } }),
})

describe('progress of a pull', () => {
  it('sums layers, knows the total once each told its size, and says when only unpacking is left', () => {
    const { progress, somethingNew } = sums([
      { id: '1', status: 'Pulling from app' },
      at('old', 'Already exists'),
      at('a', 'Pulling fs layer'),
      at('b', 'Pulling fs layer'),
      at('a', 'Downloading', 10, 100),
      at('b', 'Downloading', 5, 50),
      at('a', 'Downloading', 100, 100),
      at('a', 'Download complete'),
      at('a', 'Extracting', 1, 100),
      at('b', 'Download complete'),
      at('a', 'Pull complete'),
      at('b', 'Extracting', 1, 50),
      at('b', 'Pull complete'),
      { status: 'Status: Downloaded newer image for app:1' },
    ])
    expect(somethingNew).toBe(true)
    expect(progress[2]).toEqual({ image: 'app:1', doneBytes: 10, phase: 'downloading' })
    expect(progress[3]).toEqual({ image: 'app:1', doneBytes: 15, totalBytes: 150, phase: 'downloading' })
    expect(progress.at(-1)).toEqual({ image: 'app:1', doneBytes: 150, totalBytes: 150, phase: 'extracting' })
  })

  it('never goes back when the engine begins a layer again', () => {
    const { progress } = sums([
      at('a', 'Pulling fs layer'),
      at('a', 'Downloading', 80, 100),
      at('a', 'Retrying in 1 second'),
      at('a', 'Downloading', 0, 100),
      at('a', 'Downloading', 90, 100),
    ])
    expect(progress.map(({ doneBytes }) => doneBytes)).toEqual([0, 80, 80, 90])
  })

  it('knows an image that was there already', () => {
    expect(sums([{ status: 'Status: Image is up to date for app:1' }])).toEqual({ progress: [], somethingNew: false })
  })
})

describe('failed pulls', () => {
  it.each([
    ['(HTTP code 404) unexpected - manifest for app:9 not found: manifest unknown: manifest unknown', 'ImageNotFound'],
    [
      "pull access denied for app, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
      'ImageNotFound',
    ],
    ['no matching manifest for linux/arm64/v8 in the manifest list entries', 'ImageWrongPlatform'],
    ['failed to register layer: write /usr/lib/x: no space left on device', 'DiskFull'],
    ['toomanyrequests: You have reached your pull rate limit', 'RegistryUnreachable'],
    ['Get "https://registry.test/v2/": dial tcp: lookup registry.test: no such host', 'RegistryUnreachable'],
    ['dial tcp 10.0.0.1:443: connect: connection refused', 'RegistryUnreachable'],
    ['net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)', 'RegistryUnreachable'],
    ['unexpected EOF', 'RegistryUnreachable'],
    ['something nobody has seen before', 'RegistryUnreachable'],
  ] as const)('%s', (words, code) => {
    expect(pullError('nuc', 'app:9', words, 'amd64').code).toBe(code)
  })

  it('names the platform that was looked for', () => {
    const error = pullError('pi', 'app:9', 'no matching manifest for linux/arm64/v8 in the manifest list entries', 'aarch64')
    expect(error.data).toEqual({ device: 'pi', image: 'app:9', architecture: 'arm64/v8' })
  })
})
