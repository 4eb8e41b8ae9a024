import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { Drift } from '../../../shared/model/plan.ts'
import { problemFrom } from '../../lib/errors.ts'
import { formatMoment } from '../../lib/format.ts'
import { api } from '../../lib/query.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { TextLink } from '../../ui/text-link.tsx'

/** How many differences nothing is said of, and each with the day it is said again, or at once. */
export function IgnoredDrift({ ignored }: { readonly ignored: readonly Drift[] }) {
  const [open, setOpen] = useState(false)
  const unignore = useMutation(api.declarations.unignoreDrift.mutationOptions())
  if (ignored.length === 0) return null
  return (
    <div className="mx-4 mb-3">
      <p className="text-muted-foreground text-xs">
        {ignored.length === 1 ? 'One difference is ignored. ' : `${ignored.length} differences are ignored. `}
        <TextLink onClick={() => setOpen(!open)}>{open ? 'Hide' : 'Show'}</TextLink>
      </p>
      {open ? (
        <ul aria-label="Ignored differences" className="mt-2 flex flex-col gap-2 rounded-lg border p-4">
          {ignored.map(({ id, sentence, ignoredUntil }) => (
            <li key={id} className="flex items-center gap-3">
              <p className="min-w-0 flex-1">
                {sentence}
                {ignoredUntil === undefined ? null : (
                  <span className="block text-muted-foreground text-xs">Until {formatMoment(ignoredUntil, Date.now())}</span>
                )}
              </p>
              <Button size="sm" disabled={unignore.isPending} onClick={() => unignore.mutate({ drift: id })}>
                Say it again
              </Button>
            </li>
          ))}
        </ul>
      ) : null}
      {unignore.error === null ? null : <ErrorPanel problem={problemFrom(unignore.error)} className="mt-2" />}
    </div>
  )
}
