import { memo, useEffect, useRef, useState } from 'react'
import { classNames } from '../../lib/class-names.ts'
import { Tooltip } from '../../ui/tooltip.tsx'
import type { MarkedLine } from './document-marks.ts'

const bars: Readonly<Record<MarkedLine['mark'], string>> = {
  read: 'border-primary text-primary-text',
  doubt: 'border-warn-dot text-warn',
  unread: 'border-border-strong text-muted-foreground',
  none: 'border-transparent',
}

const names: Readonly<Record<MarkedLine['mark'], string>> = { read: 'Read', doubt: 'A question', unread: 'Not understood', none: '' }

/** A declaration as people read it: headings, what was read in the margin, a line under what is in doubt. A press anywhere begins writing there. */
export const DocumentView = memo(function DocumentView({
  lines,
  onEdit,
}: {
  readonly lines: readonly MarkedLine[]
  /** With the place in the text that was pressed. */
  readonly onEdit: (place: number) => void
}) {
  const page = useRef<HTMLDivElement>(null)
  // The pencil and the marks are the way for the keyboard; this is one more for the pointer.
  useEffect(() => {
    const shown = page.current
    if (!shown) return
    const press = (event: MouseEvent) => {
      if (event.button !== 0 || !getSelection()?.isCollapsed || (event.target instanceof Element && event.target.closest('button'))) return
      onEdit(placeAt(event, lines))
    }
    shown.addEventListener('click', press)
    return () => shown.removeEventListener('click', press)
  }, [lines, onEdit])
  return (
    <div ref={page} className="min-h-0 flex-1 cursor-text overflow-y-auto py-3.5 pr-[18px] pl-2.5 text-md leading-6">
      {blocksOf(lines).map(block => (
        <Block key={block.from} {...block} onEdit={onEdit} />
      ))}
    </div>
  )
})

/** So many lines are marked together. */
const blockLines = 60

interface LineBlock {
  /** The number of its first line. */
  readonly from: number
  readonly lines: readonly MarkedLine[]
}

function blocksOf(lines: readonly MarkedLine[]): readonly LineBlock[] {
  const count = Math.ceil(lines.length / blockLines)
  return Array.from({ length: count }, (_, block) => {
    const from = block * blockLines
    return { from, lines: lines.slice(from, from + blockLines) }
  })
}

/** Lines with their marks; plain text while they are far from what is seen. */
function Block({ from, lines, onEdit }: LineBlock & { readonly onEdit: (place: number) => void }) {
  const place = useRef<HTMLDivElement>(null)
  const [near, setNear] = useState(from === 0)
  useEffect(() => {
    if (!place.current) return
    const observer = new IntersectionObserver(entries => setNear(entries.at(-1)?.isIntersecting ?? true), { rootMargin: '600px' })
    observer.observe(place.current)
    return () => observer.disconnect()
  }, [])
  return (
    <div ref={place}>
      {near ? (
        lines.map((line, index) => <Line key={line.at} line={line} index={from + index} onEdit={onEdit} />)
      ) : (
        <p className="whitespace-pre-wrap break-words pl-[38px]">{lines.map(line => line.text).join('\n')}</p>
      )}
    </div>
  )
}

function Line({ line, index, onEdit }: { readonly line: MarkedLine; readonly index: number; readonly onEdit: (place: number) => void }) {
  return (
    <div
      data-line={index}
      className={classNames('grid grid-cols-[24px_minmax(0,1fr)] gap-x-3.5', line.kind === 'heading' && index > 0 && 'mt-3.5')}
    >
      <span
        className={classNames(
          'border-r-2 text-right font-semibold text-2xs tabular-nums leading-6',
          line.kind === 'text' ? bars[line.mark] : bars.none,
        )}
      >
        {line.kind === 'text' && line.mark !== 'none' ? <MarkButton line={line} onPress={() => onEdit(line.at)} /> : null}
      </span>
      {line.kind === 'heading' ? (
        <h3 className="font-semibold">
          <Parts line={line} />
        </h3>
      ) : line.kind === 'empty' ? (
        <span className="h-2" />
      ) : (
        <p dir="auto" className="break-words">
          <Parts line={line} />
        </p>
      )}
    </div>
  )
}

/** What a line became: told by its mark in the margin to who points at it, goes to it with the keyboard, or hears it. */
function MarkButton({ line, onPress }: { readonly line: MarkedLine; readonly onPress: () => void }) {
  const sign = line.mark === 'read' ? line.number : line.mark === 'doubt' ? '?' : '–'
  return (
    <Tooltip text={line.says ?? ''} side="right">
      <button
        type="button"
        aria-label={line.mark === 'read' ? `${names.read} ${line.number}` : names[line.mark]}
        aria-description={line.says}
        onClick={onPress}
        className="moves-instant w-full rounded-l-xs pr-1.5 text-right hover:bg-hover"
      >
        {sign}
      </button>
    </Tooltip>
  )
}

function Parts({ line }: { readonly line: MarkedLine }) {
  return line.parts.map(part => (
    <span key={part.at} data-from={part.at}>
      {part.mark === 'none' ? (
        part.text
      ) : (
        <mark
          title={part.says}
          className={classNames(
            'border-b-2 bg-transparent text-inherit',
            part.mark === 'unread' ? 'border-border-strong border-dotted' : 'border-warn-dot',
          )}
        >
          {part.text}
        </mark>
      )}
    </span>
  ))
}

/** The place in the text below the pointer. */
function placeAt(event: MouseEvent, lines: readonly MarkedLine[]): number {
  const caret = document.caretPositionFromPoint(event.clientX, event.clientY)
  const node = caret?.offsetNode
  const element = node instanceof Element ? node : node?.parentElement
  const line = lines[Number(element?.closest('[data-line]')?.getAttribute('data-line') ?? lines.length - 1)]
  if (!line) return 0
  const from = element?.closest('[data-from]')?.getAttribute('data-from')
  return from === null || from === undefined ? line.at + line.text.length : line.at + Number(from) + (caret?.offset ?? 0)
}
