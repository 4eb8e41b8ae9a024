import { useEffect, useId } from 'react'
import { create } from 'zustand'
import type { PaletteCommand } from '../ui/command-palette.tsx'

interface Commands {
  readonly open: boolean
  readonly groups: Readonly<Record<string, readonly PaletteCommand[]>>
}

/** What the palette offers now and whether it is open. */
export const useCommandStore = create<Commands>(() => ({ open: false, groups: {} }))

/** Opens or closes the palette. */
export function openPalette(open = true): void {
  useCommandStore.setState({ open })
}

/** Adds commands to the palette while the part that calls it is shown. */
export function useCommands(commands: readonly PaletteCommand[]): void {
  const id = useId()
  useEffect(() => {
    useCommandStore.setState(now => ({ groups: { ...now.groups, [id]: commands } }))
  }, [id, commands])
  useEffect(
    () => () =>
      useCommandStore.setState(now => {
        const { [id]: _, ...groups } = now.groups
        return { groups }
      }),
    [id],
  )
}
