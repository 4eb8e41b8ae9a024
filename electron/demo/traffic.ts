import { type LoadCurve, loadCurve } from './load-curve.ts'
import type { SimulatedDevice } from './simulated-device.ts'

/** What flows through a device, and how many bytes of it each second on average. */
const flows = { received: 110_000, sent: 64_000, read: 90_000, written: 140_000 } as const

/** Network as received and sent, disk as read and written. */
export type Flow = keyof typeof flows

/** Bytes of a flow each second at a moment. */
export function flowAt(flow: Flow, device: SimulatedDevice, at: number): number {
  return flows[flow] * curveOf(flow, device).at(at)
}

/** Bytes of a flow since the device started. */
export function flowSinceStart(flow: Flow, device: SimulatedDevice): number {
  const curve = curveOf(flow, device)
  return Math.floor(flows[flow] * (curve.area(device.time.now()) - curve.area(device.bootedAt)))
}

function curveOf(flow: Flow, device: SimulatedDevice): LoadCurve {
  return loadCurve(flow, device.profile.name)
}
