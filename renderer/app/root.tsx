import { Outlet } from 'react-router'
import { useConnection } from '../lib/client.ts'
import { Toaster } from '../ui/toast.tsx'
import { ConnectionBar } from './connection-bar.tsx'
import { useFirstRun } from './first-run.ts'
import { FirstWait } from './first-wait.tsx'
import { useFollowedChanges } from './followed-changes.ts'
import { useFollowedSettings } from './followed-settings.ts'
import { SignInScreen } from './sign-in-screen.tsx'

/** Decides by the connection what the window shows: the app, the wait for its first answer, or how to sign in. */
export function Root() {
  const connection = useConnection()
  if (connection.phase === 'signed-out') return <SignInScreen />
  const known = connection.phase === 'connected' || (connection.phase === 'lost' && connection.round > 0)
  if (known) return <Connected lost={connection.phase === 'lost'} />
  return (
    <>
      {connection.phase === 'lost' ? <ConnectionBar /> : null}
      <FirstWait />
    </>
  )
}

function Connected({ lost }: { readonly lost: boolean }) {
  useFollowedSettings()
  useFollowedChanges()
  useFirstRun()
  return (
    <div className="flex h-full flex-col">
      {lost ? <ConnectionBar /> : null}
      <div className="min-h-0 flex-1">
        <Outlet />
      </div>
      <Toaster />
    </div>
  )
}
