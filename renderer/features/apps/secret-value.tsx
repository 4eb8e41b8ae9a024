import { useMutation } from '@tanstack/react-query'
import { Eye } from 'lucide-react'
import { problemFrom } from '../../lib/errors.ts'
import { api } from '../../lib/query.ts'
import { Button } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'

/** A kept password, fetched and shown only when asked for; that it was read is written into the activity. */
export function SecretValue({ app, name, label }: { readonly app: string; readonly name: string; readonly label: string }) {
  const reveal = useMutation(api.apps.revealSecret.mutationOptions({ gcTime: 0 }))
  if (reveal.data !== undefined)
    return (
      <span className="inline-flex min-w-0 items-center gap-1">
        <code className="mono min-w-0 break-all rounded-xs bg-muted px-1.5 py-0.5 text-foreground text-xs">{reveal.data.value}</code>
        <CopyButton text={reveal.data.value} label={`Copy ${label}`} />
        <Button size="sm" variant="ghost" onClick={() => reveal.reset()}>
          Hide
        </Button>
      </span>
    )
  return (
    <span className="inline-flex min-w-0 items-center gap-2">
      <span aria-hidden="true" className="text-muted-foreground tracking-tighter">
        ••••••••••••
      </span>
      <Button
        size="sm"
        icon={<Eye className="size-3.5" />}
        aria-label={`Show ${label}`}
        pending={reveal.isPending ? 'Fetching' : undefined}
        onClick={() => reveal.mutate({ app, key: name })}
      >
        Show
      </Button>
      {reveal.error === null ? null : (
        <span role="alert" className="text-bad text-xs">
          {problemFrom(reveal.error).title}
        </span>
      )}
    </span>
  )
}
