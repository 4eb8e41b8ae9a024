import type { GuestView } from '../../../shared/model/guest.ts'
import { BackUpDialog } from './back-up-dialog.tsx'
import { MakeDeviceDialog } from './make-device-dialog.tsx'
import { MakeTemplateDialog } from './make-template-dialog.tsx'
import { MigrateDialog } from './migrate-dialog.tsx'
import { RestartDialog, SwitchOffDialog } from './power-dialog.tsx'
import { RemoveGuestDialog } from './remove-guest-dialog.tsx'
import { ShutDownDialog } from './shut-down-dialog.tsx'
import { SnapshotDialog } from './snapshot-dialog.tsx'

/** What is to be done with a guest, before it is. */
export interface AskedOfGuest {
  readonly guest: GuestView
  readonly question: 'shut-down' | 'reboot' | 'stop' | 'snapshot' | 'back-up' | 'move' | 'make-device' | 'template' | 'remove'
}

/** The dialog for what was asked of a guest; nothing when nothing was. */
export function GuestDialogs({ asked, onClose }: { readonly asked: AskedOfGuest | undefined; readonly onClose: () => void }) {
  if (asked === undefined) return null
  const { guest, question } = asked
  switch (question) {
    case 'shut-down':
      return <ShutDownDialog guest={guest} onClose={onClose} />
    case 'reboot':
      return <RestartDialog guest={guest} onClose={onClose} />
    case 'stop':
      return <SwitchOffDialog guest={guest} onClose={onClose} />
    case 'snapshot':
      return <SnapshotDialog guest={guest} onClose={onClose} />
    case 'back-up':
      return <BackUpDialog guest={guest} onClose={onClose} />
    case 'move':
      return <MigrateDialog guest={guest} onClose={onClose} />
    case 'make-device':
      return <MakeDeviceDialog guest={guest} onClose={onClose} />
    case 'template':
      return <MakeTemplateDialog guest={guest} onClose={onClose} />
    case 'remove':
      return <RemoveGuestDialog guest={guest} onClose={onClose} />
  }
}
