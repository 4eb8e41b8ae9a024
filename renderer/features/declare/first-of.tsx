import { type ReactNode, useState } from 'react'
import { formatCount } from '../../lib/format.ts'
import { Button } from '../../ui/button.tsx'

/** The first hundred of many rows, and the others when they are asked for. */
export function FirstOf<Row>({ rows, children }: { readonly rows: readonly Row[]; readonly children: (row: Row) => ReactNode }) {
  const [all, setAll] = useState(false)
  const more = all ? 0 : rows.length - most
  return (
    <>
      {(more > 0 ? rows.slice(0, most) : rows).map(children)}
      {more > 0 ? (
        <li className="border-t px-4 py-2.5">
          <Button size="sm" onClick={() => setAll(true)}>
            Show {formatCount(more)} more
          </Button>
        </li>
      ) : null}
    </>
  )
}

const most = 100
