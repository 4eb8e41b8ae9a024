import type { Risk } from '../../../shared/model/plan.ts'
import type { GuestSync } from '../guest/diff-guest.ts'
import { type GuestNow, isOn } from '../guest/known-cluster.ts'
import type { FieldChange } from '../guest/plan-change.ts'
import { listed } from '../guest/takes-effect.ts'
import { downtimeInWords } from './entry-words.ts'

/** What a change means for who uses a thing. */
export interface Effect {
  readonly risk: Risk
  readonly downtime: string
  readonly downSeconds: number
  /** Whole sentences, none where there is nothing to say. */
  readonly because: string
}

/** What these take from shutting down to running again on ordinary hardware: a machine has to boot, a container only starts. */
export const restartSeconds = { vm: 40, lxc: 10 } as const
/** Disks between nodes and storages go at about what gigabit Ethernet carries. */
const copiedBytesPerSecond = 110 * 1024 ** 2

/** What bringing a guest to a wish means for who uses it; `copied` are the bytes that its move takes along. */
export function guestEffect(fields: readonly FieldChange[], sync: GuestSync, now: GuestNow, copied: number): Effect {
  const { type } = now
  if (!isOn(now)) return calm(sync.state === 'running' ? 'It is started.' : 'It is switched off, so nothing is interrupted.')
  if (sync.state === 'stopped') {
    return { risk: 'disruptive', downtime: 'Switched off', downSeconds: 0, because: 'It is shut down, as declared.' }
  }
  const waiting = fields.filter(field => field.when === 'at-restart').map(({ field }) => field)
  const moves = sync.node !== undefined || sync.storage !== undefined
  if (type === 'lxc' && moves) {
    return down(restartSeconds.lxc + copied / copiedBytesPerSecond, 'It is shut down while it moves, and started again.')
  }
  if (waiting.length > 0) return down(restartSeconds[type], `It has to restart to see the new ${sizeOr(waiting)}.`)
  if (sync.node !== undefined) return calm('It keeps running while it moves.')
  if (sync.storage) return calm('It keeps running while its disk moves.')
  if (sync.grow.length > 0 && fields.length === sync.grow.length) return calm('It can grow while running.')
  return calm('It keeps running.')
}

/** A state that nobody notices. */
function calm(because: string): Effect {
  return { risk: 'safe', downtime: downtimeInWords(0), downSeconds: 0, because }
}

function down(seconds: number, because: string): Effect {
  const downSeconds = Math.ceil(seconds)
  return { risk: 'disruptive', downtime: downtimeInWords(downSeconds), downSeconds, because }
}

function sizeOr(fields: readonly string[]): string {
  return fields.every(field => field === 'cores' || field === 'memory') ? 'size' : listed(fields)
}
