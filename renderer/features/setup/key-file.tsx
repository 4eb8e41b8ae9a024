import { FileKey } from 'lucide-react'
import { useId, useRef, useState } from 'react'
import { formatBytes } from '../../lib/format.ts'
import { Button } from '../../ui/button.tsx'

const largestKeyBytes = 64 * 1024

/** Lets the person choose the file of a security key and reads it; it is not sent anywhere by itself. */
export function KeyFile({ name, onRead }: { readonly name: string; readonly onRead: (name: string, text: string) => void }) {
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const [error, setError] = useState<string>()
  const read = (file: File | undefined) => {
    if (file === undefined) return
    if (file.size > largestKeyBytes) return setError(`${file.name} has ${formatBytes(file.size)}, which is too large for a key.`)
    const reader = new FileReader()
    reader.onload = () => {
      setError(undefined)
      onRead(file.name, typeof reader.result === 'string' ? reader.result : '')
    }
    reader.onerror = () => setError(`${file.name} cannot be read.`)
    reader.readAsText(file)
  }
  return (
    <div className="grid grid-cols-[148px_minmax(0,1fr)] items-center gap-x-4 gap-y-1">
      <label htmlFor={id} className="font-medium">
        Key file
      </label>
      <div className="flex min-w-0 items-center gap-3">
        <input
          id={id}
          ref={input}
          type="file"
          className="sr-only"
          tabIndex={-1}
          aria-describedby={`${id}-below`}
          onChange={event => {
            read(event.target.files?.[0])
            event.target.value = ''
          }}
        />
        <Button icon={<FileKey className="size-4" />} onClick={() => input.current?.click()}>
          {name === '' ? 'Choose the file' : 'Choose another file'}
        </Button>
        <span className="truncate text-muted-foreground">{name}</span>
      </div>
      <p
        id={`${id}-below`}
        role={error === undefined ? undefined : 'alert'}
        className={`col-start-2 text-xs ${error === undefined ? 'text-muted-foreground' : 'text-bad'}`}
      >
        {error ?? 'The one without .pub at the end, often called id_ed25519. Stored encrypted on this computer.'}
      </p>
    </div>
  )
}
