import type { PlacementAsk } from '../../../shared/model/placement.ts'
import type { Manifest } from '../../../shared/model/recipe.ts'

const MiB = 1024 ** 2
const GiB = 1024 ** 3

/** What a recipe asks of a device, whose compose file names these images. */
export function askOf(manifest: Manifest, images: readonly string[]): PlacementAsk {
  return {
    app: manifest.name,
    recipe: manifest.slug,
    memoryBytes: { minimum: manifest.memoryMiB.minimum * MiB, typical: manifest.memoryMiB.typical * MiB },
    storageBytes: { minimum: manifest.storageGiB.minimum * GiB, typical: manifest.storageGiB.typical * GiB },
    cpu: manifest.cpu,
    architectures: manifest.architectures,
    hardware: manifest.hardware,
    ports: manifest.ports.map(port => ({ id: port.id, port: port.host, protocol: port.protocol, fixed: port.fixed })),
    images: [...images],
    ...(manifest.database !== undefined && { database: manifest.database }),
    rules: [],
    excluded: [],
    profile: 'balanced',
  }
}
