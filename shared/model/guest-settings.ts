/** Settings to change; what is absent stays as it is. */
export interface GuestSettings {
  readonly name?: string
  readonly cores?: number
  readonly memoryMiB?: number
  readonly tags?: readonly string[]
  readonly bootOrder?: readonly string[]
  readonly startOnBoot?: boolean
  readonly description?: string
  readonly protected?: boolean
  /** Parts of one network card; its hardware address and whatever is not named here stay. */
  readonly network?: {
    readonly slot: string
    readonly bridge?: string
    readonly vlan?: number | null
    readonly address?: string
    readonly gateway?: string
  }
  /** Cloud-init's first login of a copied machine, and its keys. */
  readonly login?: { readonly user: string; readonly keys: readonly string[]; readonly password?: string }
}
