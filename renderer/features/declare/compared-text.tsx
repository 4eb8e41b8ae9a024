import { classNames } from '../../lib/class-names.ts'
import { compareLines } from './compare-lines.ts'

/** Two texts as one: what went is struck through, what came is coloured. */
export function ComparedText({ from, to }: { readonly from: string; readonly to: string }) {
  const lines = compareLines(from, to)
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
