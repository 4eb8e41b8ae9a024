import type { RecipeSetting } from '../../../shared/model/recipe.ts'
import { Field } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'
import { PasswordInput } from '../../ui/password-input.tsx'
import { Select } from '../../ui/select.tsx'
import { SwitchLine } from '../../ui/switch.tsx'

const inputs = { text: 'text', number: 'text', email: 'email', url: 'url' } as const
const zones = Intl.supportedValuesOf('timeZone')

/** One setting of a recipe as the field of its kind; `note` stands below in place of its help. */
export function SettingField({
  setting,
  value,
  onValue,
  error,
  note,
}: {
  readonly setting: RecipeSetting
  /** What was typed; absent while it is as the recipe has it. */
  readonly value: string | undefined
  readonly onValue: (value: string) => void
  readonly error: string | undefined
  readonly note?: string | undefined
}) {
  const { kind, label, generate, options = [] } = setting
  const shown = value ?? setting.default ?? ''
  const hint = note ?? setting.help
  if (kind === 'switch')
    return (
      <div className="grid grid-cols-[148px_minmax(0,1fr)] items-center gap-x-4">
        <span />
        <div>
          <SwitchLine label={label} checked={shown === 'true'} onCheckedChange={on => onValue(String(on))} />
          {hint === undefined ? null : <p className="text-muted-foreground text-xs">{hint}</p>}
        </div>
      </div>
    )
  return (
    <Field label={label} hint={hint} error={error}>
      {control => {
        if (kind === 'choice') return <Select {...control} value={shown} onValueChange={onValue} options={options} placeholder="Choose" />
        if (kind === 'time-zone')
          return (
            <>
              <Input {...control} list={`${control.id}-zones`} value={shown} onChange={event => onValue(event.target.value)} />
              <datalist id={`${control.id}-zones`}>
                {zones.map(zone => (
                  <option key={zone} value={zone} />
                ))}
              </datalist>
            </>
          )
        if (kind === 'password')
          return (
            <PasswordInput
              {...control}
              copyable
              autoComplete="new-password"
              placeholder={generate === undefined ? '' : 'Made for you, kept safe'}
              value={value ?? ''}
              onChange={event => onValue(event.target.value)}
            />
          )
        return (
          <Input
            {...control}
            type={inputs[kind]}
            inputMode={kind === 'number' ? 'decimal' : undefined}
            placeholder={generate === undefined ? '' : 'Made for you, kept safe'}
            autoComplete="off"
            value={shown}
            onChange={event => onValue(event.target.value)}
          />
        )
      }}
    </Field>
  )
}
