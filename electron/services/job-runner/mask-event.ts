import { type WireError, wireErrorSchema } from '../../../shared/errors/wire-error.ts'
import type { Deed, JobEventBody } from '../../../shared/model/job.ts'
import type { Redaction } from '../../ports/log.ts'

/**
 * The event with registered secrets masked in everything meant for reading. Words the program itself needs (types, ids,
 * an undo's data, what a job keeps) stay, so that a password that happens to be "done" breaks nothing.
 */
export function maskEvent(event: JobEventBody, { mask, maskDeep }: Redaction): JobEventBody {
  switch (event.type) {
    case 'queued':
      return { ...event, title: mask(event.title), steps: event.steps.map(step => ({ ...step, title: mask(step.title) })) }
    case 'step-started':
    case 'undo-registered':
      return { ...event, title: mask(event.title) }
    case 'step-progress':
      return {
        ...event,
        ...(event.title !== undefined && { title: mask(event.title) }),
        ...(event.note !== undefined && { note: mask(event.note) }),
        ...(event.bars !== undefined && { bars: event.bars.map(bar => ({ ...bar, label: mask(bar.label) })) }),
      }
    case 'step-ended':
      return { ...event, ...(event.note !== undefined && { note: mask(event.note) }) }
    case 'line':
      return { ...event, text: mask(event.text) }
    case 'did':
      return { ...event, deed: maskDeed(event.deed, mask) }
    case 'checked':
      return { ...event, sentence: mask(event.sentence) }
    case 'state':
    case 'undo-ended':
      return { ...event, ...(event.error !== undefined && { error: maskError(event.error, maskDeep) }) }
    case 'ended':
      return {
        ...event,
        ...(event.error !== undefined && { error: maskError(event.error, maskDeep) }),
        ...(event.result !== undefined && { result: maskDeep(event.result) }),
      }
    case 'started':
    case 'undo-started':
    case 'kept':
    case 'cancel-asked':
    case 'interrupted':
    case 'resumed':
      return event
  }
}

function maskDeed(deed: Deed, mask: (text: string) => string): Deed {
  switch (deed.kind) {
    case 'command':
      return { ...deed, command: mask(deed.command) }
    case 'api':
      return { ...deed, call: mask(deed.call) }
    case 'file':
      return { ...deed, path: mask(deed.path), content: mask(deed.content) }
  }
}

/** Masking may touch a word of a fixed set; such an error can only be told as an internal one. */
function maskError(error: WireError, maskDeep: Redaction['maskDeep']): WireError {
  const masked = wireErrorSchema.safeParse({ code: error.code, data: maskDeep(error.data) })
  return masked.success ? masked.data : { code: 'Internal', data: { ref: 'masked' } }
}
