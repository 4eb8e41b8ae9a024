import { classNames } from '../../lib/class-names.ts'
import { Tooltip } from '../../ui/tooltip.tsx'
import type { MarkedLine } from './document-marks.ts'

const bars: Readonly<Record<MarkedLine['mark'], string>> = {
  read: 'border-primary text-primary-text',
  doubt: 'border-warn-dot text-warn',
  unread: 'border-border-strong text-muted-foreground',
  none: 'border-transparent',
}

/** A declaration as people read it: headings, numbers of what was read in the margin, and a line under what is in doubt. */
export function DocumentView({ lines }: { readonly lines: readonly MarkedLine[] }) {
  return (
    <div className="min-h-0 flex-1 overflow-y-auto py-3.5 pr-[18px] pl-2.5 text-md leading-6">
      {lines.map(line => (
        <div
          key={line.at}
          className={classNames('grid grid-cols-[24px_minmax(0,1fr)] gap-x-3.5', line.kind === 'heading' && 'mt-3.5 first:mt-0')}
        >
          <span
            aria-hidden="true"
            className={classNames(
              'border-r-2 pr-1.5 text-right font-semibold text-2xs tabular-nums leading-6',
              line.kind === 'text' ? bars[line.mark] : bars.none,
            )}
          >
            {line.kind !== 'text' ? '' : line.mark === 'doubt' ? '?' : line.mark === 'read' ? line.number : ''}
          </span>
          {line.kind === 'heading' ? (
            <h3 className="font-semibold">{line.text}</h3>
          ) : line.kind === 'empty' ? (
            <span className="h-2" />
          ) : (
            <LineText line={line} />
          )}
        </div>
      ))}
    </div>
  )
}

function LineText({ line }: { readonly line: MarkedLine }) {
  const text = (
    <p>
      {line.parts.map(part =>
        part.mark === 'none' ? (
          part.text
        ) : (
          <Tooltip key={part.at} text={part.says ?? ''}>
            <mark
              className={classNames(
                'border-b-2 bg-transparent text-inherit',
                part.mark === 'doubt' ? 'border-warn-dot' : 'border-border-strong border-dotted',
              )}
            >
              {part.text}
            </mark>
          </Tooltip>
        ),
      )}
    </p>
  )
  return line.says === undefined || line.parts.length > 1 ? text : <Tooltip text={line.says}>{text}</Tooltip>
}
