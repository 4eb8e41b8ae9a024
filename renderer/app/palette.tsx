import { useMemo } from 'react'
import { useNavigate } from 'react-router'
import { openPalette, usePalette } from '../lib/commands.ts'
import { CommandPalette, type PaletteCommand } from '../ui/command-palette.tsx'
import { entries } from './entries.ts'
import { usePaletteCommands } from './palette-commands.tsx'

/** The palette with the way to every screen, and what can be done with each thing. */
export function Palette() {
  const { open } = usePalette()
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
      ...things,
    ],
    [things, navigate],
  )
  return <CommandPalette open={open} onOpenChange={openPalette} commands={commands} />
}
