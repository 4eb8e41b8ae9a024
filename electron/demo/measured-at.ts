import type { HistoryPoint } from '../../shared/model/device.ts'
import type { SimulatedDevice } from './simulated-device.ts'
import { flowAt } from './traffic.ts'
import { memoryAt, processorUse } from './virtual-files.ts'

/** What a poll would have measured on a device at a moment since its containers started, from the curves that make the present. */
export function measuredAt(device: SimulatedDevice, at: number): HistoryPoint {
  const { total, available } = memoryAt(device, at)
  return {
    at,
    cpuFraction: processorUse(device, at).busyCores / device.profile.cores,
    memoryUsedBytes: total - available,
    memoryTotalBytes: total,
    receivedBytesPerSecond: flowAt('received', device, at),
    sentBytesPerSecond: flowAt('sent', device, at),
    diskReadBytesPerSecond: flowAt('read', device, at),
    diskWrittenBytesPerSecond: flowAt('written', device, at),
  }
}
