import { CloudOff } from 'lucide-react'
import { connection, useConnection } from '../lib/client.ts'
import { useNow } from '../lib/now.ts'
import { Button } from '../ui/button.tsx'

/** Says that the connection is lost and when the next try is. */
export function ConnectionBar() {
  const state = useConnection()
  const now = useNow()
  if (state.phase !== 'lost') return null
  const seconds = state.retryAt === undefined ? 0 : Math.max(0, Math.ceil((state.retryAt - now) / 1000))
  return (
    <div role="status" className="flex h-10 flex-none animate-appear items-center gap-3 border-warn-border border-b bg-warn-soft px-6">
      <CloudOff aria-hidden="true" className="text-warn" />
      <span className="tabular-nums">
        <b className="font-medium">Connection lost.</b>{' '}
        {seconds > 0 ? `Trying again in ${seconds}\u00a0${seconds === 1 ? 'second' : 'seconds'}.` : 'Trying again now.'} What is shown may
        be old.
      </span>
      <Button size="sm" className="ml-auto" disabled={seconds === 0} onClick={connection.retryNow}>
        Try now
      </Button>
    </div>
  )
}
