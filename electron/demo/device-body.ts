import type { DemoTime } from './demo-time.ts'
import type { DeviceProfile } from './device-profiles.ts'
import type { FileActor, FileSystem } from './file-system.ts'
import type { ImageFault, Troubles } from './troubles.ts'

/** Where the engine listens. */
export const dockerSocket = '/var/run/docker.sock'

/** Somebody who can log in. */
export interface SimulatedUser extends FileActor {
  readonly id: number
  readonly home: string
  readonly password: string
  readonly sudo: 'root' | 'free' | 'password'
  groups: readonly string[]
}

/** Running programs by their process id, so that they can be killed. */
export interface ProcessTable {
  begin(parent: AbortSignal): { readonly pid: number; readonly signal: AbortSignal }
  end(pid: number): void
  kill(pid: number): boolean
  /** A program is running until the answer is called. */
  list(argv: readonly string[]): () => void
  /** The command lines of all that run. */
  listed(): readonly string[]
}

/** One simulated device without its engine: its files, its people, its time and what is wrong with it. */
export interface DeviceBody {
  readonly profile: DeviceProfile
  readonly seed: string
  readonly time: DemoTime
  readonly files: FileSystem
  readonly processes: ProcessTable
  readonly user: SimulatedUser
  readonly root: SimulatedUser
  readonly troubles: Troubles
  readonly docker: { installed: boolean; compose: boolean; running: boolean }
  readonly packages: Set<string>
  bootedAt: number
  /** The time of its own clock, which may be wrong. */
  clock(): number
  /** Waits until a moment of the real clock; rejects with the signal's reason. */
  untilReal(at: number, signal: AbortSignal): Promise<void>
  diskUsedBytes(): number
  diskFreeBytes(): number
  listeningPrograms(): readonly { readonly port: number; readonly protocol: 'tcp' | 'udp' }[]
  imageFault(image: string): ImageFault | undefined
  /** Asks the homelab to restart this device. */
  reboot(): void
}
