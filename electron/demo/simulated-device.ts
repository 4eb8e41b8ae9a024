import type { DeviceBody } from './device-body.ts'
import type { Engine } from './engine/engine.ts'

/** One simulated device. */
export interface SimulatedDevice extends DeviceBody {
  readonly engine: Engine
}
