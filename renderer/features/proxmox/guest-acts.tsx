import { Archive, Camera, FileText, MonitorOff, MoveRight, Play, Plus, Power, RotateCw, Server, Trash2 } from 'lucide-react'
import type { ReactNode } from 'react'
import { useNavigate } from 'react-router'
import type { GuestView } from '../../../shared/model/guest.ts'
import { client } from '../../lib/client.ts'
import { guestAddress } from '../../lib/guest-address.ts'
import type { MenuItem } from '../../ui/menu.tsx'
import type { AskedOfGuest } from './guest-dialogs.tsx'
import { newGuestAddress } from './proxmox-addresses.ts'
import { tellStarted, useCommand } from './use-command.tsx'

/** What can be done with guests at once, and what went wrong with the last of it. */
export interface GuestActs {
  readonly start: (guest: GuestView) => void
  readonly pending: boolean
  readonly panel: ReactNode
  readonly items: (guest: GuestView) => readonly MenuItem[]
  /** The same without the way to the page. */
  readonly itemsOnPage: (guest: GuestView) => readonly MenuItem[]
}

/** Starts guests and lists what can be done with them for menus; what needs a word first is asked by whoever shows the menu. */
export function useGuestActs(cluster: string, onAsk: (asked: AskedOfGuest) => void): GuestActs {
  const navigate = useNavigate()
  const command = useCommand<GuestView>({
    cluster,
    run: guest => client.proxmox.power({ guest: String(guest.vmid), cluster: guest.cluster, action: 'start' }),
    onStarted: (job, guest) => tellStarted(`Starting ${guest.name}.`, job),
  })
  const itemsOnPage = (guest: GuestView): readonly MenuItem[] => {
    const ask = (question: AskedOfGuest['question']) => () => onAsk({ guest, question })
    const remove = { label: 'Delete', icon: <Trash2 />, danger: true, group: true, onSelect: ask('remove') }
    if (guest.template)
      return [
        { label: 'New guest from it', icon: <Plus />, onSelect: () => void navigate(newGuestAddress(guest.cluster, guest.vmid)) },
        remove,
      ]
    const running = guest.state === 'running' || guest.state === 'paused'
    return [
      ...(running
        ? [
            { label: 'Shut down', icon: <Power />, group: true, onSelect: ask('shut-down') },
            { label: 'Restart', icon: <RotateCw />, onSelect: ask('reboot') },
            { label: 'Switch off', icon: <MonitorOff />, onSelect: ask('stop') },
          ]
        : [{ label: 'Start', icon: <Play />, group: true, onSelect: () => command.send(guest) }]),
      { label: 'Take a snapshot', icon: <Camera />, group: true, onSelect: ask('snapshot') },
      { label: 'Back it up', icon: <Archive />, onSelect: ask('back-up') },
      { label: 'Move to another node', icon: <MoveRight />, onSelect: ask('move') },
      ...(guest.device === undefined ? [{ label: 'Make it a device', icon: <Server />, onSelect: ask('make-device') }] : []),
      remove,
    ]
  }
  return {
    start: command.send,
    pending: command.pending,
    panel: command.panel,
    items: guest => [
      { label: 'Show its page', icon: <FileText />, onSelect: () => void navigate(guestAddress(guest)) },
      ...itemsOnPage(guest),
    ],
    itemsOnPage: guest => itemsOnPage(guest).map((item, index) => (index === 0 ? { ...item, group: false } : item)),
  }
}
