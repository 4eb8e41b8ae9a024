import { useVirtualizer } from '@tanstack/react-virtual'
import { memo, type ReactElement, useRef } from 'react'
import { classNames } from '../lib/class-names.ts'
import { HeadRow, Line, type TableProps } from './table.tsx'
import { scrollable } from './virtual-list.tsx'

/** A table of any length with rows of one height, of which only what is seen is drawn. Give it a height by `className`. */
export function VirtualTable<Row>({ rowHeight = 36, className, ...table }: TableProps<Row> & { readonly rowHeight?: number }) {
  const { label, columns, rows, rowKey, look, menu, tight = false } = table
  const frame = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => frame.current, estimateSize: () => rowHeight, overscan: 12 })
  const drawn = virtual.getVirtualItems()
  const before = drawn[0]?.start ?? 0
  const after = virtual.getTotalSize() - (drawn.at(-1)?.end ?? 0)
  return (
    <div ref={frame} {...scrollable} className={classNames('overflow-y-auto outline-offset-[-3px]', className)}>
      <table aria-label={label} aria-rowcount={rows.length + 1} className="w-full table-fixed border-separate border-spacing-0">
        <thead className="sticky top-0 z-1 bg-muted">
          <HeadRow columns={columns} tight={tight} />
        </thead>
        <tbody>
          <Gap height={before} />
          {drawn.map(item => {
            const row = rows[item.index]
            return row === undefined ? null : (
              <DrawnLine
                key={rowKey(row)}
                row={row}
                columns={columns}
                look={look}
                menu={menu}
                height={rowHeight}
                index={item.index + 2}
                tight={tight}
              />
            )
          })}
          <Gap height={after} />
        </tbody>
      </table>
    </div>
  )
}

interface DrawnLineProps<Row> extends Pick<TableProps<Row>, 'columns'> {
  readonly row: Row
  readonly look: TableProps<Row>['look'] | undefined
  readonly menu: TableProps<Row>['menu'] | undefined
  readonly height: number
  readonly index: number
  readonly tight: boolean
}

/** Scrolling draws only the rows that come into sight: those that stay are kept as they are. */
const DrawnLine = memo(function DrawnLine<Row>({ row, columns, look, menu, height, index, tight }: DrawnLineProps<Row>) {
  return <Line row={row} columns={columns} look={look?.(row)} items={menu?.(row)} height={height} index={index} tight={tight} />
}) as <Row>(props: DrawnLineProps<Row>) => ReactElement

function Gap({ height }: { readonly height: number }) {
  return height > 0 ? <tr style={{ height }} /> : null
}
