import { create } from 'zustand'

/** Whether the palette is open. */
export const usePalette = create<{ readonly open: boolean }>(() => ({ open: false }))

/** Opens or closes the palette. */
export function openPalette(open = true): void {
  usePalette.setState({ open })
}
