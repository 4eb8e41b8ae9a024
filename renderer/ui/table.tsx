import type { ReactNode } from 'react'
import { classNames } from '../lib/class-names.ts'
import { type MenuItem, RightClickMenu } from './menu.tsx'

/** One column: numbers stand at the `end`; `width` is a CSS length, the rest share what is left. */
export interface Column<Row> {
  readonly id: string
  readonly head: ReactNode
  readonly align?: 'start' | 'end'
  readonly width?: string
  /** Whether and how the rows are ordered by it, where its head orders them. */
  readonly sort?: 'ascending' | 'descending' | 'none'
  readonly cell: (row: Row) => ReactNode
}

/** How one row looks beside its cells: chosen, or grey because it is stopped or ruled out. */
export interface RowLook {
  readonly selected?: boolean
  readonly off?: boolean
}

/** What a table shows. */
export interface TableProps<Row> {
  readonly label: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly rowKey: (row: Row) => string
  readonly look?: (row: Row) => RowLook
  /** Opens on right click; the last column offers the same by a button. */
  readonly menu?: (row: Row) => readonly MenuItem[]
  /** Cells stand closer, for tables of many columns. */
  readonly tight?: boolean
  readonly className?: string
}

/** A table of a few hundred rows at most; longer ones are a VirtualTable. */
export function Table<Row>({ label, columns, rows, rowKey, look, menu, tight = false, className }: TableProps<Row>) {
  return (
    <table aria-label={label} className={classNames('w-full border-separate border-spacing-0', className)}>
      <thead className="bg-muted">
        <HeadRow columns={columns} tight={tight} />
      </thead>
      <tbody>
        {rows.map(row => (
          <Line key={rowKey(row)} row={row} columns={columns} look={look?.(row)} items={menu?.(row)} tight={tight} />
        ))}
      </tbody>
    </table>
  )
}

const closer = 'pr-[7px] pl-1.5'

/** The heads of all columns. */
export function HeadRow<Row>({ columns, tight }: { readonly columns: readonly Column<Row>[]; readonly tight: boolean }) {
  return (
    <tr>
      {columns.map(column => (
        <th
          key={column.id}
          scope="col"
          aria-sort={column.sort}
          style={{ width: column.width }}
          className={classNames(
            'h-[30px] border-b px-2 text-left font-medium text-muted-foreground text-xs whitespace-nowrap',
            tight && closer,
            'first:pl-4 last:pr-4',
            column.align === 'end' && 'text-right',
          )}
        >
          {column.head}
        </th>
      ))}
    </tr>
  )
}

/** One row; `index` counts from 1 with the head, for tables of which only a part is drawn. */
export function Line<Row>({
  row,
  columns,
  look = {},
  items = [],
  height,
  index,
  tight,
}: {
  readonly row: Row
  readonly columns: readonly Column<Row>[]
  readonly look?: RowLook | undefined
  readonly items?: readonly MenuItem[] | undefined
  readonly height?: number
  readonly index?: number
  readonly tight: boolean
}) {
  const line = (
    <tr
      aria-rowindex={index}
      aria-current={look.selected ? 'true' : undefined}
      className={classNames(
        'group/row relative',
        look.selected ? 'bg-primary-soft' : 'hover:bg-hover',
        look.off && 'text-muted-foreground',
      )}
    >
      {columns.map(column => (
        <td
          key={column.id}
          style={{ height }}
          className={classNames(
            'h-9 border-b px-2 whitespace-nowrap group-last/row:border-b-0',
            tight && closer,
            'first:pl-4 last:pr-4',
            height !== undefined && 'truncate py-0',
            column.align === 'end' && 'text-right',
          )}
        >
          {column.cell(row)}
        </td>
      ))}
    </tr>
  )
  return items.length === 0 ? line : <RightClickMenu items={items}>{line}</RightClickMenu>
}
