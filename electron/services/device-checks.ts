import { AppError } from '../../shared/errors/app-error.ts'
import type { Device, DeviceCheck } from '../../shared/model/device.ts'
import { checkDevice, checksOfFailure } from '../core/checks/check-device.ts'
import type { Monitoring } from './monitoring.ts'

/** Looks whether a device has all it needs. */
export interface DeviceChecks {
  /** Every check, freshly made; of a device that cannot be reached the ones that say so, the others unknown. */
  run(device: Device, signal?: AbortSignal): Promise<DeviceCheck[]>
}

/** Checks over one poll with facts. */
export function createDeviceChecks({ monitoring }: { readonly monitoring: Monitoring }): DeviceChecks {
  return {
    run: async (device, signal) => {
      try {
        return [...checkDevice(await monitoring.examine(device, signal))]
      } catch (error) {
        if (error instanceof AppError && !error.is('Cancelled')) return [...checksOfFailure(error.toWire())]
        throw error
      }
    },
  }
}
