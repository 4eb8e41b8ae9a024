import { Box } from 'lucide-react'
import { pictureAddress } from '../../lib/picture-address.ts'
import { Glyph } from '../../ui/glyph.tsx'

/** The tile with the icon that a recipe brings, or a neutral box. */
export function AppIcon({ icon, size }: { readonly icon: string | undefined; readonly size?: 'sm' | 'md' | 'lg' }) {
  return (
    <Glyph src={pictureAddress(icon)} {...(size === undefined ? {} : { size })}>
      <Box />
    </Glyph>
  )
}
