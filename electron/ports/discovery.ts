import type { FoundDevice } from '../../shared/model/discovery.ts'

export type Found = Omit<FoundDevice, 'alreadyAdded'>

/** Looking around on the local network. */
export interface Discovery {
  /**
   * Browses mDNS, then, with `sweep`, reads the neighbour table and asks doors 22, 8006, 443 and 80 of the subnet at a
   * bounded rate. Yields each thing as soon as it is known, again when more is known of it (same address), until
   * `seconds` have passed or it is cancelled. Only private addresses are asked; `subnet` may be at most a /22.
   */
  discover(
    options: { readonly seconds: number; readonly subnet?: string; readonly sweep: boolean },
    signal: AbortSignal,
  ): AsyncIterable<Found>
  /** What a typed address seems to be: which doors are open and what the SSH banner says. */
  look(address: string, port: number, signal?: AbortSignal): Promise<Found | undefined>
}
