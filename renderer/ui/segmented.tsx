import { ToggleGroup } from 'radix-ui'

/** Switches between a few views of the same thing. */
export function Segmented<T extends string>({
  label,
  value,
  onValueChange,
  options,
}: {
  readonly label: string
  readonly value: T
  readonly onValueChange: (value: T) => void
  readonly options: readonly { readonly value: T; readonly label: string }[]
}) {
  return (
    <ToggleGroup.Root
      type="single"
      aria-label={label}
      value={value}
      onValueChange={next => {
        if (next !== '') onValueChange(next as T)
      }}
      className="inline-flex h-7 flex-none rounded-sm bg-muted p-0.5"
    >
      {options.map(option => (
        <ToggleGroup.Item
          key={option.value}
          value={option.value}
          className="moves-instant relative inline-flex h-6 cursor-default items-center gap-1.5 rounded-xs px-2.5 font-medium text-muted-foreground text-xs after:absolute after:inset-x-0 after:-inset-y-0.5 data-[state=on]:bg-card data-[state=on]:text-foreground data-[state=on]:shadow-[0_0_0_1px_var(--border),0_1px_2px_rgb(0_0_0/0.05)] dark:data-[state=on]:bg-border-strong dark:data-[state=on]:shadow-none"
        >
          {option.label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  )
}
