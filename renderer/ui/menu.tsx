import { ContextMenu, DropdownMenu } from 'radix-ui'
import { Fragment, type ReactElement, type ReactNode } from 'react'
import { classNames } from '../lib/class-names.ts'

/** One thing a menu can do; `group` starts a new group with a line above. */
export interface MenuItem {
  readonly label: string
  readonly icon?: ReactNode
  readonly note?: string | undefined
  readonly danger?: boolean
  readonly disabled?: boolean
  readonly group?: boolean
  readonly onSelect: () => void
}

const surface = 'z-50 min-w-44 animate-popover rounded-md bg-popover p-1 shadow-popover'
const row =
  'flex min-h-8 cursor-default select-none items-center gap-2.5 rounded-sm px-2.5 outline-none data-disabled:text-disabled-foreground data-highlighted:bg-hover'

function ItemBody({ item }: { readonly item: MenuItem }) {
  return (
    <>
      {item.icon === undefined ? null : <span className={item.danger ? undefined : 'text-subtle-foreground'}>{item.icon}</span>}
      <span className="flex-1">{item.label}</span>
      {item.note === undefined ? null : <span className="ml-4 text-muted-foreground text-xs">{item.note}</span>}
    </>
  )
}

/** A menu that opens below its child, a button. */
export function Menu({
  items,
  align = 'end',
  children,
}: {
  readonly items: readonly MenuItem[]
  readonly align?: 'start' | 'end'
  readonly children: ReactElement
}) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{children}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <section aria-label="Menu">
          <DropdownMenu.Content align={align} sideOffset={4} collisionPadding={8} className={surface}>
            {items.map(item => (
              <Fragment key={item.label}>
                {item.group ? <DropdownMenu.Separator className="mx-1 my-1 h-px bg-border" /> : null}
                <DropdownMenu.Item
                  disabled={item.disabled ?? false}
                  onSelect={item.onSelect}
                  className={classNames(row, item.danger && 'text-bad data-disabled:text-disabled-foreground')}
                >
                  <ItemBody item={item} />
                </DropdownMenu.Item>
              </Fragment>
            ))}
          </DropdownMenu.Content>
        </section>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

/** A menu of which one entry is in force. */
export function ChoiceMenu<T extends string>({
  label,
  value,
  onValueChange,
  options,
  children,
}: {
  readonly label: string
  readonly value: T
  readonly onValueChange: (value: T) => void
  readonly options: readonly { readonly value: T; readonly label: string; readonly note?: string }[]
  readonly children: ReactElement
}) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{children}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <section aria-label="Menu">
          <DropdownMenu.Content align="end" sideOffset={4} collisionPadding={8} className={classNames(surface, 'w-64')}>
            <DropdownMenu.Label className="px-2.5 pt-1.5 pb-1 font-medium text-subtle-foreground text-xs">{label}</DropdownMenu.Label>
            <DropdownMenu.RadioGroup value={value} onValueChange={next => onValueChange(next as T)}>
              {options.map(option => (
                <DropdownMenu.RadioItem
                  key={option.value}
                  value={option.value}
                  className={classNames(row, 'group/item items-start py-1.5')}
                >
                  <span className="mt-0.5 block size-4 flex-none rounded-full border-[1.5px] border-control bg-card group-data-[state=checked]/item:border-[5px] group-data-[state=checked]/item:border-primary" />
                  <span>
                    <span className="block font-medium">{option.label}</span>
                    {option.note === undefined ? null : <span className="block text-muted-foreground text-xs">{option.note}</span>}
                  </span>
                </DropdownMenu.RadioItem>
              ))}
            </DropdownMenu.RadioGroup>
          </DropdownMenu.Content>
        </section>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

/** The same items on right click of its child; the child keeps its own button for them as well. */
export function RightClickMenu({ items, children }: { readonly items: readonly MenuItem[]; readonly children: ReactElement }) {
  return (
    <ContextMenu.Root modal={false}>
      <ContextMenu.Trigger asChild>{children}</ContextMenu.Trigger>
      <ContextMenu.Portal>
        <section aria-label="Menu">
          <ContextMenu.Content collisionPadding={8} className={surface}>
            {items.map(item => (
              <Fragment key={item.label}>
                {item.group ? <ContextMenu.Separator className="mx-1 my-1 h-px bg-border" /> : null}
                <ContextMenu.Item
                  disabled={item.disabled ?? false}
                  onSelect={item.onSelect}
                  className={classNames(row, item.danger && 'text-bad data-disabled:text-disabled-foreground')}
                >
                  <ItemBody item={item} />
                </ContextMenu.Item>
              </Fragment>
            ))}
          </ContextMenu.Content>
        </section>
      </ContextMenu.Portal>
    </ContextMenu.Root>
  )
}
