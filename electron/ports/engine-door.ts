import type { AppError } from '../../shared/errors/app-error.ts'
import type { ContainerEngine } from './container-engine.ts'

/** The way to a device's Docker engine, whatever lies between: `Stream` carries its HTTP. */
export interface EngineDoor<Stream> {
  /** The device's name, for error sentences. */
  readonly device: string
  /** Opens a stream to the engine; rejects with a catalogue error. */
  dial(): Promise<Stream>
  /** Why the engine broke off or did not answer, looked up on the device. */
  failure(): Promise<AppError>
}

/** Makes an engine behind a door. */
export type EngineOver<Stream> = (door: EngineDoor<Stream>) => ContainerEngine
