import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Rectangle } from 'electron'
import { z } from 'zod'

const smallest = { width: 1024, height: 640 }
const usual = { width: 1280, height: 800 }

const whole = z.number().int()
const windowState = z.object({
  bounds: z.object({ x: whole, y: whole, width: whole.min(1), height: whole.min(1) }),
  maximized: z.boolean(),
})

/** Where the window was when it was last closed, in device-independent pixels. */
export type WindowState = z.infer<typeof windowState>

/** The size and, unless the system should choose, the place of a window about to open. */
export type WindowPlace = { readonly width: number; readonly height: number; readonly x?: number; readonly y?: number }

/** The smallest size the screens are drawn for. */
export const smallestWindow = smallest

/** The remembered state, or undefined on the first start and when the file cannot be understood. */
export function readWindowState(file: string): WindowState | undefined {
  try {
    return windowState.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return undefined
  }
}

/** Remembers the state for the next start. */
export function writeWindowState(file: string, state: WindowState): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, JSON.stringify(state))
}

/** Where to open: as remembered, cut to the display it was on; centred by the system when that display is gone or nothing is remembered. */
export function placeWindow(state: WindowState | undefined, workAreas: readonly Rectangle[]): WindowPlace {
  const remembered = state?.bounds
  if (!remembered) return usual
  const display = workAreas.find(area => overlap(area, remembered) * 2 >= remembered.width * remembered.height)
  const room = display ?? workAreas[0]
  const width = Math.max(smallest.width, room ? Math.min(remembered.width, room.width) : remembered.width)
  const height = Math.max(smallest.height, room ? Math.min(remembered.height, room.height) : remembered.height)
  return display ? { width, height, x: remembered.x, y: remembered.y } : { width, height }
}

function overlap(a: Rectangle, b: Rectangle): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y)
  return Math.max(0, width) * Math.max(0, height)
}
