import { classNames } from '../lib/class-names.ts'
import { Tooltip } from './tooltip.tsx'

/** One part of a whole. */
export interface BarPart {
  readonly id: string
  readonly name: string
  readonly amount: number
  /** The amount in words, for the legend and the tooltip. */
  readonly text: string
  readonly tone: 'strong' | 'neutral'
}

/** A whole (22 high) and its parts side by side, with their names below and what is free at the end. */
export function StackedBar({
  label,
  parts,
  total,
  freeText,
}: {
  readonly label: string
  readonly parts: readonly BarPart[]
  readonly total: number
  readonly freeText: string
}) {
  return (
    <figure aria-label={label} className="m-0">
      <div className="flex h-[22px] gap-0.5" aria-hidden="true">
        {parts.map(part => (
          <Tooltip key={part.id} text={`${part.name}, ${part.text}`}>
            <span
              className={classNames(
                'moves-progress block min-w-[3px] rounded-[3px]',
                part.tone === 'strong' ? 'bg-map-app' : 'bg-map-service',
              )}
              style={{ width: `${(part.amount / total) * 100}%` }}
            />
          </Tooltip>
        ))}
        <span className="block min-w-0 flex-1 rounded-[3px] border bg-map-free" />
      </div>
      <figcaption className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-xs tabular-nums">
        {parts.map(part => (
          <span key={part.id} className="flex items-center gap-2">
            <i className={classNames('block size-2.5 rounded-[3px]', part.tone === 'strong' ? 'bg-map-app' : 'bg-map-service')} />
            {part.name}
            <span>{part.text}</span>
          </span>
        ))}
        <span className="ml-auto text-muted-foreground">{freeText}</span>
      </figcaption>
    </figure>
  )
}
