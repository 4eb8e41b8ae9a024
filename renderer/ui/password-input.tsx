import { Eye, EyeOff } from 'lucide-react'
import { useState } from 'react'
import { IconButton } from './button.tsx'
import { CopyButton } from './copy-button.tsx'
import { Input, type InputProps } from './input.tsx'

/** A field for a secret: hidden until the eye is pressed, copied without being shown when `copyable`. */
export function PasswordInput({ copyable, className, ...rest }: Omit<InputProps, 'type' | 'trailing'> & { readonly copyable?: boolean }) {
  const [shown, setShown] = useState(false)
  const value = typeof rest.value === 'string' ? rest.value : ''
  return (
    <Input
      {...rest}
      type={shown ? 'text' : 'password'}
      autoComplete={rest.autoComplete ?? 'off'}
      spellCheck={false}
      className={className}
      trailing={
        <span className="-mr-1.5 flex">
          <IconButton
            label={shown ? 'Hide' : 'Show'}
            variant="ghost"
            size="sm"
            aria-pressed={shown}
            disabled={rest.disabled}
            onClick={() => setShown(!shown)}
          >
            {shown ? <EyeOff className="size-3.5" /> : <Eye className="size-3.5" />}
          </IconButton>
          {copyable && value !== '' ? <CopyButton text={value} /> : null}
        </span>
      }
    />
  )
}
