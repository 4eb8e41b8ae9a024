import { Link } from 'react-router'
import { usePage } from '../lib/page.ts'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'

/** What an address without a screen shows. */
export function NoScreen() {
  usePage('Nothing here')
  return (
    <EmptyState
      title="There is no screen at this address"
      action={
        <Button variant="primary" asChild>
          <Link to="/">Go to the overview</Link>
        </Button>
      }
    >
      What it showed may have been removed or renamed.
    </EmptyState>
  )
}
