import { useState } from 'react'
import { Field } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'

/** A port to type; what is no port stays in the field and is told, and is not handed on. */
export function PortField({
  label,
  hint,
  port,
  fixed,
  error,
  onPort,
}: {
  readonly label: string
  readonly hint: string
  readonly port: number
  readonly fixed: boolean
  readonly error?: string | undefined
  readonly onPort: (port: number) => void
}) {
  const [typed, setTyped] = useState<string>()
  const wrong = typed !== undefined && !isPort(typed) ? 'It must be a whole number from 1 to 65535.' : error
  return (
    <Field label={label} hint={fixed ? `${hint} It works on this port only.` : hint} error={wrong}>
      {control => (
        <Input
          {...control}
          inputMode="numeric"
          disabled={fixed}
          className="w-36"
          value={typed !== undefined && !isPort(typed) ? typed : String(port)}
          onChange={event => {
            setTyped(event.target.value)
            if (isPort(event.target.value)) onPort(Number(event.target.value))
          }}
        />
      )}
    </Field>
  )
}

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535
}
