/** What one box of the map holds: its whole and the parts in use, all in one unit. */
export interface AreaBox {
  readonly id: string
  readonly total: number
  readonly items: readonly { readonly id: string; readonly amount: number }[]
}

/** A place in pixels. */
export interface Rect {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** Where a box and its parts are drawn; the parts' places count from the box's inner corner below its header. */
export interface PlacedBox {
  readonly id: string
  readonly rect: Rect
  /** The width that the parts in use take, from the left. */
  readonly usedWidth: number
  readonly items: readonly { readonly id: string; readonly rect: Rect }[]
}

/** The header line of a box, not counted as area. */
export const headerHeight = 22
const gap = 8
/** Both edges of a box's frame. */
const border = 2
const smallestWidth = 200
const smallestInner = 16

/**
 * Places boxes so that below the headers one square pixel is the same amount in every box: columns of boxes whose widths are solved from their sums.
 * The height grows from `height` only when a box would become too low to read.
 */
export function layOutAreas(
  boxes: readonly AreaBox[],
  width: number,
  height: number,
): { readonly height: number; readonly boxes: readonly PlacedBox[] } {
  const sorted = boxes.filter(box => box.total > 0).sort((one, other) => other.total - one.total || (one.id < other.id ? -1 : 1))
  if (sorted.length === 0 || width <= 0) return { height: 0, boxes: [] }
  const tallest = Math.max(640, sorted.length * (headerHeight + gap + smallestInner))
  let tall = height
  let best = bestColumns(sorted, width, tall)
  while (!best.readable && tall < tallest) {
    tall = Math.min(tallest, tall + 30)
    best = bestColumns(sorted, width, tall)
  }
  const placed: PlacedBox[] = []
  let left = 0
  for (const column of best.columns) {
    let top = 0
    for (const box of column.boxes) {
      const inner = (best.pixelsPerUnit * box.total) / column.width
      placed.push(placeBox(box, { left, top, width: column.width, height: headerHeight + inner }))
      top += headerHeight + inner + gap
    }
    left += column.width + gap
  }
  return { height: tall, boxes: placed }
}

interface Columns {
  readonly columns: readonly { readonly boxes: readonly AreaBox[]; readonly width: number }[]
  readonly pixelsPerUnit: number
  readonly readable: boolean
}

function bestColumns(sorted: readonly AreaBox[], width: number, height: number): Columns {
  const most = Math.max(1, Math.min(sorted.length, Math.floor((width + gap) / (smallestWidth + gap))))
  let fallback: Columns | undefined
  for (let count = most; count >= 1; count -= 1) {
    let best: Columns | undefined
    for (const split of splits(sorted, count)) {
      const solved = solve(split, width, height)
      if (!solved) continue
      if (solved.readable && (!best || narrowest(solved) > narrowest(best))) best = solved
      if (count === 1 || narrowest(solved) >= smallestWidth) fallback ??= solved
    }
    if (best) return best
  }
  return fallback ?? { columns: [], pixelsPerUnit: 0, readable: false }
}

/** The ways to cut an ordered row of boxes into columns: all of them while they are few, else even ones. */
function splits(sorted: readonly AreaBox[], count: number): readonly (readonly (readonly AreaBox[])[])[] {
  if (sorted.length > 14) {
    const even: AreaBox[][] = Array.from({ length: count }, () => [])
    sorted.forEach((box, index) => {
      even[index % count]?.push(box)
    })
    return [even]
  }
  if (count === 1) return [[sorted]]
  const found: (readonly AreaBox[])[][] = []
  for (let first = 1; first <= sorted.length - count + 1; first += 1)
    for (const rest of splits(sorted.slice(first), count - 1)) found.push([sorted.slice(0, first), ...rest])
  return found
}

function solve(split: readonly (readonly AreaBox[])[], width: number, height: number): Columns | undefined {
  const shares = split.map(boxes => sum(boxes) / (height - gap * (boxes.length - 1) - headerHeight * boxes.length))
  if (shares.some(share => share <= 0)) return undefined
  const pixelsPerUnit = (width - gap * (split.length - 1)) / shares.reduce((total, share) => total + share, 0)
  const columns = split.map((boxes, index) => ({ boxes, width: pixelsPerUnit * (shares[index] ?? 0) }))
  const readable = columns.every(
    column =>
      column.width >= Math.min(smallestWidth, width) &&
      column.boxes.every(box => (pixelsPerUnit * box.total) / column.width >= smallestInner),
  )
  return { columns, pixelsPerUnit, readable }
}

const sum = (boxes: readonly { readonly total: number }[]) => boxes.reduce((total, box) => total + box.total, 0)
const narrowest = (columns: Columns) => Math.min(...columns.columns.map(column => column.width))

function placeBox(box: AreaBox, rect: Rect): PlacedBox {
  const used = box.items.reduce((total, item) => total + Math.max(0, item.amount), 0)
  const usedWidth = rect.width * Math.min(1, used / box.total)
  const items = squarify(
    box.items.filter(item => item.amount > 0),
    { left: 0, top: 0, width: (usedWidth / rect.width) * (rect.width - border), height: rect.height - headerHeight - border },
  )
  return { id: box.id, rect, usedWidth, items }
}

/** Fills a rectangle with parts whose areas are as their amounts, each as near to a square as can be (Bruls, Huizing, van Wijk). */
export function squarify(
  items: readonly { readonly id: string; readonly amount: number }[],
  space: Rect,
): readonly { readonly id: string; readonly rect: Rect }[] {
  const total = items.reduce((all, item) => all + item.amount, 0)
  if (total <= 0 || space.width <= 0 || space.height <= 0) return []
  const scale = (space.width * space.height) / total
  const waiting = [...items].sort((one, other) => other.amount - one.amount).map(item => ({ id: item.id, area: item.amount * scale }))
  const placed: { id: string; rect: Rect }[] = []
  let free = space
  while (waiting.length > 0) {
    const side = Math.min(free.width, free.height)
    let count = 1
    while (count < waiting.length && worst(waiting.slice(0, count + 1), side) <= worst(waiting.slice(0, count), side)) count += 1
    const strip = waiting.splice(0, count)
    const thickness = strip.reduce((all, item) => all + item.area, 0) / side
    const upright = free.height <= free.width
    let along = upright ? free.top : free.left
    for (const item of strip) {
      const length = item.area / thickness
      placed.push({
        id: item.id,
        rect: upright
          ? { left: free.left, top: along, width: thickness, height: length }
          : { left: along, top: free.top, width: length, height: thickness },
      })
      along += length
    }
    free = upright
      ? { ...free, left: free.left + thickness, width: Math.max(0, free.width - thickness) }
      : { ...free, top: free.top + thickness, height: Math.max(0, free.height - thickness) }
  }
  return placed
}

function worst(strip: readonly { readonly area: number }[], side: number): number {
  const total = strip.reduce((all, item) => all + item.area, 0)
  return Math.max(...strip.map(item => Math.max((side * side * item.area) / (total * total), (total * total) / (side * side * item.area))))
}
