import { Activity, FilePenLine, Layers, LayoutDashboard, LayoutGrid, type LucideIcon, Server, Settings2 } from 'lucide-react'

/** The entries of the sidebar in their fixed order; the palette offers the same. */
export const entries: readonly { readonly to: string; readonly label: string; readonly icon: LucideIcon }[] = [
  { to: '/', label: 'Overview', icon: LayoutDashboard },
  { to: '/apps', label: 'Apps', icon: LayoutGrid },
  { to: '/devices', label: 'Devices', icon: Server },
  { to: '/declare', label: 'Declare', icon: FilePenLine },
  { to: '/proxmox', label: 'Proxmox', icon: Layers },
  { to: '/activity', label: 'Activity', icon: Activity },
  { to: '/settings', label: 'Settings', icon: Settings2 },
]
