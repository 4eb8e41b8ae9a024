import { useRouteError } from 'react-router'
import { problemFrom } from '../lib/errors.ts'
import { usePage } from '../lib/page.ts'
import { ErrorPanel } from '../ui/error-panel.tsx'

/** Stands in the place of a screen that could not be shown. */
export function ScreenError() {
  const problem = problemFrom(useRouteError())
  usePage('This screen could not be shown')
  return (
    <div className="mx-auto w-full max-w-[720px] p-6">
      <ErrorPanel problem={problem} onFix={() => location.reload()} />
    </div>
  )
}
