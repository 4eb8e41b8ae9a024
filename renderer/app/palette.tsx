import { useMemo } from 'react'
import { useNavigate } from 'react-router'
import { openPalette, useCommandStore } from '../lib/commands.ts'
import { CommandPalette, type PaletteCommand } from '../ui/command-palette.tsx'
import { entries } from './entries.ts'

/** The palette with what the screens offer and the way to every screen. */
export function Palette() {
  const { open, groups } = useCommandStore()
  const navigate = useNavigate()
  const commands = useMemo<readonly PaletteCommand[]>(
    () => [
      ...Object.values(groups).flat(),
      ...entries.map(({ to, label, icon: Icon }) => ({
        id: `go ${to}`,
        group: 'Go to',
        label,
        icon: <Icon />,
        run: () => void navigate(to),
      })),
    ],
    [groups, navigate],
  )
  return <CommandPalette open={open} onOpenChange={openPalette} commands={commands} />
}
