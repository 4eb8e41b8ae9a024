import { useMemo } from 'react'
import { useNavigate } from 'react-router'
import { openPalette, useCommandStore } from '../lib/commands.ts'
import { CommandPalette, type PaletteCommand } from '../ui/command-palette.tsx'
import { entries } from './entries.ts'
import { usePaletteCommands } from './palette-commands.tsx'

/** The palette with what the screens offer and the way to every screen. */
export function Palette() {
  const { open, groups } = useCommandStore()
  const navigate = useNavigate()
  const things = usePaletteCommands()
  const commands = useMemo<readonly PaletteCommand[]>(
    () => [
      ...entries.map(({ to, label, icon: Icon }) => ({
        id: `go ${to}`,
        group: 'Go to',
        label,
        icon: <Icon />,
        run: () => void navigate(to),
      })),
      ...Object.values(groups).flat(),
      ...things,
    ],
    [groups, things, navigate],
  )
  return <CommandPalette open={open} onOpenChange={openPalette} commands={commands} />
}
