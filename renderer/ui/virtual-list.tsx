import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useRef } from 'react'
import { classNames } from '../lib/class-names.ts'

/** A scrolling region has to be reachable by keyboard. */
export const scrollable = { tabIndex: 0 } as const

/** A list of any length of which only what is seen is drawn; rows may differ in height. Give it a height by `className`. */
export function VirtualList<Item>({
  label,
  items,
  itemKey,
  rowHeight = 52,
  className,
  children,
}: {
  readonly label: string
  readonly items: readonly Item[]
  readonly itemKey: (item: Item) => string
  /** The height of most rows; each is measured once it is drawn. */
  readonly rowHeight?: number
  readonly className?: string
  readonly children: (item: Item, index: number) => ReactNode
}) {
  const frame = useRef<HTMLDivElement>(null)
  const rows = useVirtualizer({
    count: items.length,
    getScrollElement: () => frame.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    getItemKey: index => {
      const item = items[index]
      return item === undefined ? index : itemKey(item)
    },
  })
  return (
    <div ref={frame} {...scrollable} className={classNames('overflow-y-auto outline-offset-[-3px]', className)}>
      <ul aria-label={label} className="relative" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(row => {
          const item = items[row.index]
          return item === undefined ? null : (
            <li
              key={row.key}
              ref={rows.measureElement}
              data-index={row.index}
              aria-setsize={items.length}
              aria-posinset={row.index + 1}
              className="absolute inset-x-0 top-0"
              style={{ transform: `translateY(${row.start}px)` }}
            >
              {children(item, row.index)}
            </li>
          )
        })}
      </ul>
    </div>
  )
}
