import { type ReactNode, useEffect, useState } from 'react'
import { classNames } from '../lib/class-names.ts'

/** One grey line of something that is still to come; size it with a class. */
export function Bone({ className }: { readonly className?: string }) {
  return <span className={classNames('block h-2.5 rounded-xs bg-muted dark:bg-border', className)} />
}

/** Shows `children` (bones) only when the wait takes longer than 150 ms, and says to a screen reader what is awaited. */
export function Waiting({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  const [late, setLate] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 150)
    return () => clearTimeout(timer)
  }, [])
  return (
    <div role="status" aria-label={label}>
      {late ? <div className="animate-fade">{children}</div> : null}
    </div>
  )
}

/** Bones in the shape of a list of rows. */
export function ListBones({ rows = 4, label }: { readonly rows?: number; readonly label: string }) {
  return (
    <Waiting label={label}>
      {Array.from({ length: rows }, (_, row) => `row ${row}`).map(row => (
        <div key={row} className="flex items-center gap-3 border-t px-4 py-3.5 first:border-t-0">
          <Bone className="size-8 flex-none rounded-md" />
          <div className="flex flex-1 flex-col gap-2">
            <Bone className="w-[42%]" />
            <Bone className="w-[68%]" />
          </div>
        </div>
      ))}
    </Waiting>
  )
}
