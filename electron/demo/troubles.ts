/** What is wrong with one device at present; faults switch it on and off. */
export interface Troubles {
  /** Connections are taken and never answered. */
  hang: boolean
  /** Every answer is unreadable. */
  garbage: boolean
  registry: 'there' | 'gone' | 'gone-mid-pull'
  /** How many times slower pulls are; 1 is as usual. */
  slowPull: number
  /** Bytes left on the disk, when it is full. */
  diskLeftBytes: number | undefined
  clockSkewMs: number
  noSudo: boolean
  takenPorts: readonly { readonly port: number; readonly protocol: 'tcp' | 'udp' }[]
}

/** What is wrong with an image wherever it runs. */
export type ImageFault = 'neverHealthy' | 'outOfMemory' | 'crash'

/** Nothing wrong. */
export function noTroubles(): Troubles {
  return {
    hang: false,
    garbage: false,
    registry: 'there',
    slowPull: 1,
    diskLeftBytes: undefined,
    clockSkewMs: 0,
    noSudo: false,
    takenPorts: [],
  }
}
