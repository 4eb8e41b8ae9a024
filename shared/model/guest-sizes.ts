import type { GuestType } from './guest.ts'

/** How large a guest is, in a word. */
export type GuestSize = 'small' | 'medium' | 'large'

/** What a guest of a size has. */
export interface GuestAmounts {
  readonly cores: number
  readonly memoryMiB: number
  readonly diskGiB: number
}

/** The sizes that are offered; a container needs less than a whole machine for the same work. */
export const guestSizes: Readonly<Record<GuestType, Readonly<Record<GuestSize, GuestAmounts>>>> = {
  lxc: {
    small: { cores: 1, memoryMiB: 512, diskGiB: 8 },
    medium: { cores: 2, memoryMiB: 2048, diskGiB: 16 },
    large: { cores: 4, memoryMiB: 4096, diskGiB: 32 },
  },
  vm: {
    small: { cores: 1, memoryMiB: 2048, diskGiB: 16 },
    medium: { cores: 2, memoryMiB: 4096, diskGiB: 32 },
    large: { cores: 4, memoryMiB: 8192, diskGiB: 64 },
  },
}
