import type { GuestType } from '../../shared/model/guest.ts'

/** A network card to be. Address and gateway reach containers at once and virtual machines through cloud-init. */
export interface NewNetwork {
  readonly bridge: string
  readonly vlan?: number
  readonly address?: string
  readonly gateway?: string
}

/** A guest to be made, in full. */
export interface NewGuest {
  readonly vmid: number
  readonly type: GuestType
  readonly node: string
  readonly name: string
  readonly cores: number
  readonly memoryMiB: number
  readonly diskGiB: number
  readonly storage: string
  readonly network?: NewNetwork
  readonly source:
    | { readonly kind: 'container-template'; readonly volume: string }
    | { readonly kind: 'disk-image'; readonly volume: string }
    | { readonly kind: 'iso'; readonly volume: string }
  readonly login?: { readonly user: string; readonly keys: readonly string[]; readonly password?: string }
  readonly startOnBoot: boolean
  readonly tags: readonly string[]
  /** Its description: says that MycoPod made it and bears the marker by which it is found again. */
  readonly description: string
  readonly nesting: boolean
  readonly unprivileged: boolean
}
