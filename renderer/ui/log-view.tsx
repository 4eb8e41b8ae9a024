import { useVirtualizer } from '@tanstack/react-virtual'
import { ArrowDown, Search } from 'lucide-react'
import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react'
import { classNames } from '../lib/class-names.ts'
import { Button } from './button.tsx'
import { CopyButton } from './copy-button.tsx'
import { Input } from './input.tsx'
import { scrollable } from './virtual-list.tsx'

/** One line of a log; `prefix` (a time, a source) is muted, `tone` colours what stands out. */
export interface LogLine {
  readonly id: string | number
  readonly prefix?: string | undefined
  readonly text: string
  readonly tone?: 'plain' | 'strong' | 'warn' | 'bad' | undefined
}

const lineHeight = 18
const tones = { plain: '', strong: 'text-foreground', warn: 'text-warn', bad: 'text-bad' } as const

/** A log of any length: searched as typed, following its end until someone scrolls up. `note` says what is missing, for example dropped lines. */
export function LogView({
  lines,
  label = 'Log',
  note,
  className,
}: {
  readonly lines: readonly LogLine[]
  readonly label?: string
  readonly note?: string | undefined
  /** Give the height of the lines' frame here; 320 px without. */
  readonly className?: string
}) {
  const [search, setSearch] = useState('')
  const [following, setFollowing] = useState(true)
  const wanted = useDeferredValue(search.trim().toLowerCase())
  const shown = useMemo(
    () => (wanted === '' ? lines : lines.filter(line => `${line.prefix ?? ''} ${line.text}`.toLowerCase().includes(wanted))),
    [lines, wanted],
  )
  const frame = useRef<HTMLDivElement>(null)
  const rows = useVirtualizer({ count: shown.length, getScrollElement: () => frame.current, estimateSize: () => lineHeight, overscan: 30 })
  const last = shown.length - 1

  useEffect(() => {
    const element = frame.current
    if (following && element && last >= 0) element.scrollTop = element.scrollHeight
  }, [following, last])

  return (
    <div className="flex min-w-0 flex-col gap-2">
      <div className="flex items-center gap-2">
        <Input
          size="sm"
          icon={<Search className="size-3.5" />}
          placeholder="Search"
          aria-label={`Search in ${label}`}
          value={search}
          onChange={event => setSearch(event.target.value)}
          className="w-52"
        />
        <span role="status" className="text-subtle-foreground text-xs tabular-nums">
          {wanted === ''
            ? `${lines.length.toLocaleString('en-GB')} lines`
            : `${shown.length.toLocaleString('en-GB')} of ${lines.length.toLocaleString('en-GB')} lines`}
          {note === undefined ? null : `, ${note}`}
        </span>
        <span className="ml-auto flex items-center gap-1">
          {following ? null : (
            <Button size="sm" variant="ghost" icon={<ArrowDown className="size-3.5" />} onClick={() => setFollowing(true)}>
              Follow
            </Button>
          )}
          <CopyButton
            label="Copy what is shown"
            text={shown.map(line => (line.prefix === undefined ? line.text : `${line.prefix} ${line.text}`)).join('\n')}
          />
        </span>
      </div>
      <div
        ref={frame}
        {...scrollable}
        role="log"
        aria-label={label}
        aria-live="off"
        onScroll={event => {
          const element = event.currentTarget
          setFollowing(element.scrollHeight - element.scrollTop - element.clientHeight < lineHeight)
        }}
        className={classNames(
          'h-80 overflow-auto rounded-md bg-muted px-3 py-2.5 font-mono text-muted-foreground text-xs leading-[18px] outline-offset-[-3px]',
          className,
        )}
      >
        {shown.length === 0 ? (lines.length === 0 ? 'Nothing was written yet.' : `No line holds “${search.trim()}”.`) : null}
        <div className="relative" style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map(row => {
            const line = shown[row.index]
            return line === undefined ? null : (
              <div
                key={line.id}
                className="absolute top-0 left-0 whitespace-pre"
                style={{ height: lineHeight, transform: `translateY(${row.start}px)` }}
              >
                {line.prefix === undefined ? null : `${line.prefix} `}
                <span className={tones[line.tone ?? 'plain']}>{line.text}</span>
              </div>
            )
          })}
        </div>
      </div>
    </div>
  )
}
