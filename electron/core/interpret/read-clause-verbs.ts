import type { Chunk } from './chunks.ts'
import type { Clause } from './clause.ts'
import type { ClauseReading } from './clause-reading.ts'

/** A deed: the first one is the wish, those after it are part of it or make it one that cannot be read. */
export function readVerb(reading: ClauseReading, chunk: Extract<Chunk, { readonly kind: 'verb' }>): void {
  const { clause } = reading
  if (chunk.past && !clause.modal && !clause.wants && !clause.polite) {
    // "two VMs called a and b, kept apart"
    if (clause.newNames.length === 0) clause.told = true
    else if (chunk.verb !== 'keep') clause.leftovers.push(chunk.text)
    return
  }
  if (clause.verb === 'remove' && / want/.test(clause.word)) clause.negated = true
  if (chunk.verb === 'back-up' && clause.verb === 'switch') {
    // "bring jellyfin back up"
    clause.particle = true
    return
  }
  if (chunk.verb === 'point') reading.pointing = /(?:at|to)$/.test(chunk.word)
  if (
    chunk.verb === 'unsupported' &&
    clause.verb !== undefined &&
    clause.verb !== 'unsupported' &&
    clause.verb !== 'want' &&
    clause.verb !== 'back-up'
  )
    clause.condition ??= chunk.text
  else if (
    clause.verb === undefined ||
    clause.verb === 'want' ||
    chunk.verb === 'unsupported' ||
    (clause.verb === 'keep' && chunk.verb === 'back-up') ||
    (clause.verb === 'stop' && chunk.verb === 'back-up')
  ) {
    if (chunk.verb === 'want') clause.wants = true
    if (
      chunk.verb === 'back-up' &&
      (clause.verb === 'remove' || clause.verb === 'stop' || (clause.verb === 'keep' && /^backups?$/.test(chunk.word)))
    )
      clause.nouns.push('backup')
    else {
      clause.verb = chunk.verb
      clause.word = chunk.word
    }
  } else if (chunk.verb === 'back-up') clause.nouns.push('backup')
  else if (clause.verb === 'back-up' && chunk.verb === 'move') return
  else if (chunk.verb === 'leave' || chunk.verb === 'keep') return
  else if (chunk.verb === 'start' && /^run/.test(chunk.word)) return
  else if (chunk.verb === 'point' || chunk.verb === 'put' || chunk.verb === 'create' || chunk.verb === 'set') return
  else clause.leftovers.push(chunk.text)
}

/** "web-01: off". */
export function isTold(segment: readonly Chunk[], index: number): boolean {
  const before = segment[index - 1]
  return before?.kind === 'sign' && /^(?:[:=]|->|=>|→)$/.test(before.sign) && segment[index + 1] === undefined
}

/** "should be off", "keep it off". */
export function isHeld(clause: Clause): boolean {
  return clause.verb === 'keep' || clause.verb === 'leave' || (clause.verb === undefined && clause.modal)
}
