import fc from 'fast-check'
import type { PlacementAsk, PlacementDevice } from '../../../shared/model/placement.ts'

const MiB = 1024 ** 2
const GiB = 1024 ** 3

/** An ordinary small app; override what a test is about. */
export function anAsk(changes: Partial<PlacementAsk> = {}): PlacementAsk {
  return {
    app: 'Nextcloud',
    recipe: 'nextcloud',
    memoryBytes: { minimum: 512 * MiB, typical: 1024 * MiB },
    storageBytes: { minimum: 5 * GiB, typical: 100 * GiB },
    cpu: { minimum: 0.2, typical: 1 },
    architectures: ['amd64', 'arm64'],
    hardware: [],
    ports: [{ id: 'web', port: 8080, protocol: 'tcp', fixed: false }],
    images: ['nextcloud:32'],
    rules: [],
    excluded: [],
    profile: 'balanced',
    ...changes,
  }
}

/** An ordinary idle mini PC; override what a test is about. */
export function aDevice(name: string, changes: Partial<PlacementDevice> = {}): PlacementDevice {
  return {
    name,
    state: 'online',
    maintenance: false,
    sampleAgeMs: 1000,
    architecture: 'amd64',
    memoryTotalBytes: 16 * GiB,
    memoryAvailableBytes: 12 * GiB,
    storageTotalBytes: 500 * GiB,
    storageFreeBytes: 400 * GiB,
    cores: 4,
    coreSpeed: 1,
    cpuFraction: 0.1,
    answeredFraction: 1,
    failedDeploys: 0,
    docker: true,
    compose: true,
    takenPorts: [],
    hardware: [],
    apps: [],
    imagesPresent: [],
    databases: [],
    metal: null,
    ...changes,
  }
}

/** Devices of every sort, with distinct names. */
export const devicesArbitrary: fc.Arbitrary<PlacementDevice[]> = fc.uniqueArray(
  fc
    .record({
      name: fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/),
      state: fc.constantFrom('online', 'online', 'online', 'degraded', 'offline', 'unknown'),
      maintenance: fc.boolean().map(Boolean),
      sampleAgeMs: fc.option(fc.integer({ min: 0, max: 900_000 })),
      architecture: fc.constantFrom('amd64', 'arm64', 'arm', null),
      memory: fc.tuple(fc.integer({ min: 256, max: 131_072 }), fc.double({ min: 0, max: 1, noNaN: true })),
      storage: fc.tuple(fc.integer({ min: 4, max: 20_000 }), fc.double({ min: 0, max: 1, noNaN: true })),
      cores: fc.integer({ min: 1, max: 32 }),
      coreSpeed: fc.double({ min: 0.1, max: 4, noNaN: true }),
      cpuFraction: fc.double({ min: 0, max: 1, noNaN: true }),
      answeredFraction: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
      failedDeploys: fc.integer({ min: 0, max: 8 }),
      docker: fc.constantFrom(true, true, true, false),
      taken: fc.subarray([8080, 8081, 53, 443]),
      databases: fc.subarray<'postgresql' | 'mariadb'>(['postgresql', 'mariadb']),
      apps: fc.uniqueArray(
        fc.record({
          name: fc.stringMatching(/^[a-z]{1,6}$/),
          recipe: fc.constantFrom('nextcloud', 'gitea'),
          memoryBytes: fc.integer({ min: 0, max: 4 * GiB }),
        }),
        { selector: app => app.name, maxLength: 4 },
      ),
    })
    .map(({ memory, storage, taken, ...rest }) =>
      aDevice(rest.name, {
        ...rest,
        compose: rest.docker,
        memoryTotalBytes: memory[0] * MiB,
        memoryAvailableBytes: Math.floor(memory[0] * MiB * memory[1]),
        storageTotalBytes: storage[0] * GiB,
        storageFreeBytes: Math.floor(storage[0] * GiB * storage[1]),
        takenPorts: taken.map(port => ({ port, protocol: 'tcp' as const, by: 'something' })),
      }),
    ),
  { selector: device => device.name, maxLength: 12 },
)

/** Asks of every sort. */
export const askArbitrary: fc.Arbitrary<PlacementAsk> = fc
  .record({
    memory: fc.tuple(fc.integer({ min: 16, max: 8192 }), fc.integer({ min: 0, max: 8192 })),
    storage: fc.tuple(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 0, max: 500 })),
    typicalCpu: fc.double({ min: 0.05, max: 8, noNaN: true }),
    profile: fc.constantFrom('balanced' as const, 'save-power' as const, 'performance' as const, 'keep-together' as const),
    database: fc.constantFrom(undefined, 'postgresql' as const, 'mariadb' as const),
    fixed: fc.boolean(),
  })
  .map(({ memory, storage, typicalCpu, profile, database, fixed }) =>
    anAsk({
      memoryBytes: { minimum: memory[0] * MiB, typical: (memory[0] + memory[1]) * MiB },
      storageBytes: { minimum: storage[0] * GiB, typical: (storage[0] + storage[1]) * GiB },
      cpu: { minimum: typicalCpu / 4, typical: typicalCpu },
      profile,
      ...(database !== undefined && { database }),
      ports: [{ id: 'web', port: 8080, protocol: 'tcp', fixed }],
    }),
  )
