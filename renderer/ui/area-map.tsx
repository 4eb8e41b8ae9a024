import { type ReactNode, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { Link } from 'react-router'
import { classNames } from '../lib/class-names.ts'
import { headerHeight, layOutAreas, type Rect } from './area-map-layout.ts'
import { Tooltip } from './tooltip.tsx'

/** A part of a box; `text` is its amount with the unit, `shortText` the number alone for the list beside. */
export interface AreaMapItem {
  readonly id: string
  readonly name: string
  readonly amount: number
  readonly text: string
  readonly shortText: string
  readonly tone: 'strong' | 'neutral'
  readonly icon?: ReactNode
  readonly to?: string | undefined
  /** Lit: the thing just pointed at elsewhere, or just moved. */
  readonly hot?: boolean
}

/** A box of the map: its name, its whole, the words for both, and what is in it. */
export interface AreaMapBox {
  readonly id: string
  readonly name: string
  readonly total: number
  readonly usedText: string
  readonly freeText: string
  readonly to?: string | undefined
  readonly items: readonly AreaMapItem[]
}

/** Boxes with what is in them; inside every box a square pixel is the same amount. Names stand in their tile if they fit, else beside with the same icon. */
export function AreaMap({
  label,
  boxes,
  height = 178,
}: {
  readonly label: string
  readonly boxes: readonly AreaMapBox[]
  readonly height?: number
}) {
  const frame = useRef<HTMLElement>(null)
  const [width, setWidth] = useState(0)
  useLayoutEffect(() => {
    const element = frame.current
    if (!element) return
    setWidth(element.clientWidth)
    const observer = new ResizeObserver(() => setWidth(element.clientWidth))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  const layout = useMemo(() => layOutAreas(boxes, width, height), [boxes, width, height])
  return (
    <figure ref={frame} aria-label={label} className="relative m-0" style={{ height: width === 0 ? height : layout.height }}>
      {layout.boxes.map(placed => {
        const box = boxes.find(each => each.id === placed.id)
        return box === undefined ? null : (
          <Box key={box.id} box={box} rect={placed.rect} usedWidth={placed.usedWidth} tiles={placed.items} />
        )
      })}
    </figure>
  )
}

function Box({
  box,
  rect,
  usedWidth,
  tiles,
}: {
  readonly box: AreaMapBox
  readonly rect: Rect
  readonly usedWidth: number
  readonly tiles: readonly { readonly id: string; readonly rect: Rect }[]
}) {
  const drawn = tiles.flatMap(tile => {
    const item = box.items.find(each => each.id === tile.id)
    return item === undefined ? [] : [{ item, rect: tile.rect, room: roomFor(item, tile.rect) }]
  })
  const beside = drawn.filter(tile => tile.room !== 'name')
  const inner = rect.height - headerHeight
  const small = inner < 60
  const lines = Math.max(0, Math.floor((inner - (small ? 2 : 6)) / (small ? 18 : 19)))
  const fits = rect.width - usedWidth > (small ? 96 : 110)
  const listed = fits ? (beside.length <= lines ? beside : beside.slice(0, Math.max(0, lines - 1))) : []
  const more = fits && lines > 0 ? beside.length - listed.length : 0
  const name = <b className="truncate font-semibold text-foreground normal-nums">{box.name}</b>
  return (
    <section
      aria-label={`${box.name}, ${box.usedText}, ${box.freeText}`}
      className="absolute overflow-hidden rounded-sm border border-border-strong bg-map-free"
      style={{ left: rect.left, top: rect.top, width: rect.width, height: rect.height }}
    >
      <header className="absolute inset-x-0 top-0 flex h-[22px] items-center gap-1.5 border-b bg-card px-2 text-xs whitespace-nowrap tabular-nums">
        {box.to === undefined ? (
          name
        ) : (
          <Link to={box.to} className="min-w-0 truncate rounded-xs hover:underline">
            {name}
          </Link>
        )}
        <span className="text-muted-foreground">{box.usedText}</span>
        {rect.width >= 220 ? <span className="ml-auto text-subtle-foreground">{box.freeText}</span> : null}
      </header>
      {drawn.map(tile => (
        <Tile key={tile.item.id} item={tile.item} rect={tile.rect} room={tile.room} />
      ))}
      {listed.length === 0 && more === 0 ? null : (
        <ul
          className={classNames(
            'absolute text-muted-foreground whitespace-nowrap tabular-nums',
            small ? 'text-2xs leading-[18px]' : 'text-xs leading-[19px]',
          )}
          style={{ left: usedWidth + 10, top: headerHeight + (small ? 1 : 5), maxWidth: rect.width - usedWidth - 16 }}
        >
          {listed.map(tile => (
            <li key={tile.item.id} className={classNames('flex items-center', small ? 'gap-[5px]' : 'gap-[7px]')}>
              <span aria-hidden="true" className="[&_svg]:size-3.5">
                {tile.item.icon}
              </span>
              <span className="truncate normal-nums">{tile.item.name}</span>
              {small ? null : <span className="text-subtle-foreground">{tile.item.shortText}</span>}
            </li>
          ))}
          {more > 0 ? <li className="text-subtle-foreground">{listed.length === 0 ? `${more} inside` : `and ${more} more`}</li> : null}
        </ul>
      )}
    </section>
  )
}

function Tile({ item, rect, room }: { readonly item: AreaMapItem; readonly rect: Rect; readonly room: Room }) {
  const classes = classNames(
    'absolute overflow-hidden rounded-[3px] text-2xs whitespace-nowrap transition-[left,top,width,height] duration-(--duration-base) ease-out outline-offset-[-3px]',
    item.tone === 'strong' ? 'bg-map-app text-map-app-foreground' : 'bg-map-service text-map-service-foreground',
    item.hot && 'bg-map-app-strong shadow-[inset_0_0_0_1.5px_var(--primary)]',
    room === 'name' ? 'px-1.5 py-1' : 'grid place-items-center',
  )
  const style = {
    left: rect.left + 1,
    top: headerHeight + rect.top + 1,
    width: Math.max(1, rect.width - 2),
    height: Math.max(1, rect.height - 2),
  }
  const body =
    room === 'name' ? (
      <>
        <b className="block truncate font-medium">{item.name}</b> <span className="tabular-nums">{item.text}</span>
      </>
    ) : room === 'icon' ? (
      <span aria-hidden="true" className="[&_svg]:size-3.5">
        {item.icon}
      </span>
    ) : null
  const words = `${item.name}, ${item.text}`
  return (
    <Tooltip text={words}>
      {item.to === undefined ? (
        <div role="img" aria-label={words} className={classes} style={style}>
          {body}
        </div>
      ) : (
        <Link to={item.to} aria-label={words} className={classes} style={style}>
          {body}
        </Link>
      )}
    </Tooltip>
  )
}

type Room = 'name' | 'icon' | 'nothing'

/** Letters of the tile type are about 6 px wide. */
function roomFor(item: AreaMapItem, rect: Rect): Room {
  const widest = Math.max(item.name.length, item.text.length) * 6.1 + 14
  if (rect.width >= widest && rect.height >= 38) return 'name'
  return rect.width >= 18 && rect.height >= 16 ? 'icon' : 'nothing'
}
