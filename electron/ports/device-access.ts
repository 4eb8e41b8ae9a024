import type { DeviceKind, Privilege } from '../../shared/model/device.ts'
import type { ContainerEngine } from './container-engine.ts'

/** A login with its secrets, made just before it is used. */
export type Login =
  | { readonly method: 'password'; readonly password: string }
  | { readonly method: 'key'; readonly privateKey: string; readonly passphrase?: string }
  | { readonly method: 'agent' }
  | { readonly method: 'none' }

/** All that is needed to reach a device. */
export interface DeviceTarget {
  /** One connection is kept for each id; the same id with another target replaces it. */
  readonly id: string
  /** For error sentences. */
  readonly name: string
  readonly kind: DeviceKind
  readonly address: string
  readonly port: number
  readonly user: string
  readonly login: Login
  readonly sudoPassword?: string
  /** The pinned key; without one connecting fails with HostKeyNotAccepted and the fingerprint seen. */
  readonly hostKey?: string
}

/** A program with its arguments: never a string for a shell, so nothing in it needs quoting by the caller. */
export interface Command {
  readonly argv: readonly [string, ...string[]]
  /** Run as root: directly, or through sudo. Fails with SudoMissing or SudoPasswordWrong where that is not possible. */
  readonly asRoot?: boolean
  readonly input?: string | Uint8Array
  readonly environment?: Readonly<Record<string, string>>
  /** Called for each whole line as it comes; the lines are in the result too. */
  readonly onLine?: (text: string, stream: 'out' | 'err') => void
  /** How much output is kept, in bytes; the rest is dropped from the front. 4 MiB when absent. */
  readonly keepBytes?: number
}

export interface CommandResult {
  readonly exitCode: number
  readonly out: string
  readonly err: string
}

/** What can be done on one device over its one connection. Every call connects when needed and may be cancelled. */
export interface DeviceSession {
  /** Logs in if not logged in, and says how MycoPod becomes root there. */
  connect(signal?: AbortSignal): Promise<{ readonly privilege: Privilege; readonly roundTripMs: number; readonly hostKey?: string }>
  /** Runs to the end; a non-zero exit code is a result, not an error. Cancelling ends the remote process. */
  run(command: Command, signal?: AbortSignal): Promise<CommandResult>
  /** The Docker engine of the device over the same connection. */
  engine(): ContainerEngine
  /** Connection changes: true when logged in, false when lost. Returns how to stop listening. */
  onConnected(listener: (connected: boolean) => void): () => void
}

/** Ways to devices. */
export interface DeviceAccess {
  /** The session of a target; made once, kept until forgotten. Makes no connection yet. */
  session(target: DeviceTarget): DeviceSession
  /** Tries a login on a connection of its own and closes it. */
  tryLogin(
    target: DeviceTarget,
    signal?: AbortSignal,
  ): Promise<{ readonly privilege: Privilege; readonly hostKey: string; readonly roundTripMs: number }>
  /** Closes the connection and forgets the target. */
  forget(id: string): void
  /** Makes a new ed25519 key pair; the public half in OpenSSH form. */
  makeKey(comment: string): { readonly privateKey: string; readonly publicKey: string }
  /** Whether this computer has a Docker socket that answers. */
  localDocker(signal?: AbortSignal): Promise<boolean>
  close(): Promise<void>
}
