import { useEffect, useState } from 'react'

/** A part of the settings in the list at the left. */
export interface Part {
  readonly id: string
  readonly label: string
}

/** The list at the left of the settings: goes to a part, and marks the one that is read. */
export function SettingsList({ parts }: { readonly parts: readonly Part[] }) {
  const current = useReadPart(parts)
  const go = (id: string) => {
    const title = document.getElementById(`${id}-title`)
    document.getElementById(id)?.scrollIntoView({ block: 'start' })
    title?.focus({ preventScroll: true })
  }
  return (
    <nav aria-label="Settings" className="sticky top-0 flex flex-col gap-px">
      {parts.map(part => (
        <button
          key={part.id}
          type="button"
          aria-current={part.id === current ? 'true' : undefined}
          onClick={() => go(part.id)}
          className="moves-instant flex h-[30px] items-center rounded-sm px-2.5 text-left font-medium text-muted-foreground hover:bg-hover aria-[current]:bg-selected aria-[current]:text-foreground"
        >
          {part.label}
        </button>
      ))}
    </nav>
  )
}

/** The part at the top of what scrolls; the last one once its end is reached. */
function useReadPart(parts: readonly Part[]): string | undefined {
  const [current, setCurrent] = useState(parts[0]?.id)
  useEffect(() => {
    const scroller = document.getElementById(parts[0]?.id ?? '')?.closest('main')
    if (!scroller) return
    const read = () => {
      const top = scroller.getBoundingClientRect().top + readLine
      const atEnd = scroller.scrollTop > 0 && scroller.scrollTop + scroller.clientHeight >= scroller.scrollHeight - 2
      const passed = parts.filter(
        part => (document.getElementById(part.id)?.getBoundingClientRect().top ?? Number.POSITIVE_INFINITY) <= top,
      )
      setCurrent((atEnd ? parts : passed).at(-1)?.id ?? parts[0]?.id)
    }
    read()
    scroller.addEventListener('scroll', read, { passive: true })
    return () => scroller.removeEventListener('scroll', read)
  }, [parts])
  return current
}

const readLine = 96
