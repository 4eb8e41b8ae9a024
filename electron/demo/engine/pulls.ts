import type { SimulatedDevice } from '../simulated-device.ts'
import { EngineError } from './engine-things.ts'
import { rememberImage } from './images.ts'
import { imageId, imageLayers, imageTraits, isAbsent, type Layer, readReference } from './known-images.ts'

/** One line of the engine's answer to a pull. */
export interface PullLine {
  readonly status?: string
  readonly id?: string
  readonly progressDetail?: { readonly current?: number; readonly total?: number }
  readonly progress?: string
  readonly error?: string
  readonly errorDetail?: { readonly message: string }
}

const tickMs = 100
const atOnce = 3
const unpackBytesPerSecond = 90 * 1024 * 1024

/** Pulls an image as the engine does; a failure after the first line is a line with `error`. Throws EngineError before it. */
export async function* pullImage(
  device: SimulatedDevice,
  reference: string,
  signal: AbortSignal,
  platform?: string,
): AsyncGenerator<PullLine> {
  const { registry, repository, tag, familiar } = readReference(reference)
  await device.time.pass(350, signal)
  const host = registry === 'docker.io' ? 'registry-1.docker.io' : registry
  if (device.troubles.registry === 'gone')
    throw new EngineError(500, `Get "https://${host}/v2/": dial tcp 203.0.113.7:443: connect: connection refused`)
  if (isAbsent(reference))
    throw new EngineError(
      404,
      registry === 'docker.io' ? `manifest for ${familiar} not found: manifest unknown: manifest unknown` : 'manifest unknown',
    )
  const architecture = device.profile.dockerArchitecture
  const wanted = platform?.split('/')[1] ?? architecture
  if (!imageTraits(reference).architectures.includes(wanted))
    throw new EngineError(
      404,
      `no matching manifest for linux/${wanted === 'arm64' ? 'arm64/v8' : wanted} in the manifest list entries: no match for platform in manifest: not found`,
    )
  yield { status: `Pulling from ${repository}`, id: tag }
  const present = device.engine.image(reference)
  const id = imageId(reference, architecture)
  if (!present) {
    try {
      yield* bringLayers(device, reference, signal)
    } catch (error) {
      if (!(error instanceof EngineError)) throw error
      yield { errorDetail: { message: error.message }, error: error.message }
      return
    }
    rememberImage(device, reference, device.time.now())
    device.engine.tell({ type: 'image', action: 'pull', id: familiar, attributes: { name: familiar.split(':')[0] ?? familiar } })
  }
  yield { status: `Digest: ${id}` }
  yield { status: `Status: ${present ? 'Image is up to date for' : 'Downloaded newer image for'} ${familiar}` }
}

async function* bringLayers(device: SimulatedDevice, reference: string, signal: AbortSignal): AsyncGenerator<PullLine> {
  const layers = imageLayers(reference, device.profile.dockerArchitecture)
  const have = new Set([...device.engine.images.values()].flatMap(image => image.layers))
  const wanted = layers.filter(layer => !have.has(layer.digest))
  for (const layer of layers)
    yield have.has(layer.digest)
      ? { status: 'Already exists', progressDetail: {}, id: layer.id }
      : { status: 'Pulling fs layer', progressDetail: {}, id: layer.id }
  for (const layer of wanted.slice(atOnce)) yield { status: 'Waiting', progressDetail: {}, id: layer.id }
  const done = new Map<Layer, number>()
  const total = wanted.reduce((sum, layer) => sum + layer.compressedBytes, 0)
  let brought = 0
  let unpacked = 0
  while (unpacked < wanted.length) {
    const active = wanted.filter(layer => (done.get(layer) ?? 0) < layer.compressedBytes).slice(0, atOnce)
    await device.time.pass(tickMs * device.time.speed, signal)
    const seconds = (tickMs / 1000) * device.time.speed
    const rate = (device.profile.downloadBytesPerSecond / device.troubles.slowPull) * seconds
    if (device.troubles.registry === 'gone' || (device.troubles.registry === 'gone-mid-pull' && brought > total * 0.4))
      throw new EngineError(
        500,
        'error pulling image configuration: download failed after attempts=1: dial tcp 203.0.113.7:443: connect: connection refused',
      )
    for (const layer of active) {
      const before = done.get(layer) ?? 0
      const now = Math.min(layer.compressedBytes, before + Math.round(rate / active.length))
      done.set(layer, now)
      brought += now - before
      yield progress('Downloading', layer.id, now, layer.compressedBytes)
      if (now === layer.compressedBytes) {
        yield { status: 'Verifying Checksum', progressDetail: {}, id: layer.id }
        yield { status: 'Download complete', progressDetail: {}, id: layer.id }
      }
    }
    for (let layer = wanted[unpacked]; layer && done.get(layer) === layer.compressedBytes; layer = wanted[unpacked]) {
      const written = wanted.slice(0, unpacked).reduce((sum, one) => sum + one.sizeBytes, 0)
      if (written + layer.sizeBytes > device.diskFreeBytes())
        throw new EngineError(500, `failed to register layer: write /usr/lib/${layer.id}/content: no space left on device`)
      yield progress('Extracting', layer.id, Math.round(layer.compressedBytes / 2), layer.compressedBytes)
      await device.time.pass((layer.sizeBytes / unpackBytesPerSecond / device.profile.coreSpeed) * 1000, signal)
      yield progress('Extracting', layer.id, layer.compressedBytes, layer.compressedBytes)
      yield { status: 'Pull complete', progressDetail: {}, id: layer.id }
      unpacked += 1
    }
  }
}

function progress(status: string, id: string, current: number, total: number): PullLine {
  const filled = Math.round((current / total) * 50)
  const bar = `[${'='.repeat(Math.max(0, filled - 1))}>${' '.repeat(50 - Math.max(1, filled))}]`
  const size = (bytes: number) => (bytes >= 1e6 ? `${(bytes / 1e6).toPrecision(4)}MB` : `${(bytes / 1e3).toPrecision(4)}kB`)
  return { status, progressDetail: { current, total }, progress: `${bar}  ${size(current)}/${size(total)}`, id }
}

/** Pulls an image to its end and tells nobody how far it is; throws EngineError. */
export async function pullQuietly(
  device: SimulatedDevice,
  reference: string,
  signal: AbortSignal,
  onLine?: (line: PullLine) => void,
): Promise<void> {
  for await (const line of pullImage(device, reference, signal)) {
    onLine?.(line)
    if (line.error) throw new EngineError(500, line.error)
  }
}
