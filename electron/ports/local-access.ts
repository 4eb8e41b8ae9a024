import type { DeviceSession, DeviceTarget } from './device-access.ts'

/** Ways to this computer. */
export interface LocalAccess {
  /** A session on this computer, known by the target's name. */
  session(target: DeviceTarget): DeviceSession
  /** Whether this computer has a Docker socket that answers. */
  docker(signal?: AbortSignal): Promise<boolean>
}
