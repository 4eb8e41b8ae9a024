import { classNames } from '../../lib/class-names.ts'
import { compareLines } from './compare-lines.ts'

/** Two texts as one: what went is struck through, what came is coloured; whole, or only what differs with the lines around it. */
export function ComparedText({ from, to, brief = false }: { readonly from: string; readonly to: string; readonly brief?: boolean }) {
  const all = compareLines(from, to)
  const lines = brief ? all.filter((_, at) => all.slice(Math.max(0, at - 1), at + 2).some(near => near.is !== 'same')) : all
  if (lines.every(line => line.is === 'same')) return <p className="text-muted-foreground">The text is the same.</p>
  return (
    <div className="rounded-md border px-3 py-2">
      {lines.map(line => (
        <div
          key={line.key}
          className={classNames(
            'min-h-5 whitespace-pre-wrap break-words px-1',
            line.is === 'added' && 'bg-ok-soft',
            line.is === 'removed' && 'bg-bad-soft',
          )}
        >
          <span className="sr-only">{line.is === 'added' ? 'Added: ' : line.is === 'removed' ? 'Removed: ' : ''}</span>
          {line.is === 'removed' ? <s>{line.text}</s> : line.text}
        </div>
      ))}
    </div>
  )
}
