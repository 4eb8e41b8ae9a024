import { tooLong, type Unreadable } from '../../../shared/declarations/refuse-too-long.ts'
import { AppError } from '../../../shared/errors/app-error.ts'

/** What is wrong with a text as a declaration, if anything is. */
export function unreadable(text: string): Unreadable | undefined {
  const long = tooLong(text)
  if (long) return long
  if (text.includes('\0')) return { because: 'It is no text.', instead: 'Keep only plain text in it.' }
  if (/^<{7} /m.test(text) && /^>{7} /m.test(text)) {
    const because = 'It has the marks of a conflict in it (<<<<<<< and >>>>>>>).'
    return { because, instead: 'Keep one of the two texts between the marks and take the marks away.' }
  }
  return undefined
}

/** Errors: DeclarationUnreadable where the text of a declaration is wrong. */
export function refuseUnreadable(declaration: string, text: string): void {
  const wrong = unreadable(text)
  if (wrong) throw new AppError('DeclarationUnreadable', { declaration, ...wrong })
}
