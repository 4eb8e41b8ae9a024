import { mostDeclarationCharacters } from '../../../shared/api/declarations.ts'
import { AppError } from '../../../shared/errors/app-error.ts'

/** Where a file's text is wrong as a declaration: why, and what to do. */
export interface Unreadable {
  readonly because: string
  readonly instead: string
}

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

/** Errors: DeclarationUnreadable where a text that belongs to no declaration is too long to be read. */
export function refuseTooLong(text: string): void {
  const wrong = tooLong(text)
  if (wrong) throw new AppError('DeclarationUnreadable', { declaration: 'The text', ...wrong })
}

function tooLong(text: string): Unreadable | undefined {
  if (text.length <= mostDeclarationCharacters) return undefined
  const because = `It has ${text.length.toLocaleString('en')} characters, and at most ${mostDeclarationCharacters.toLocaleString('en')} are read.`
  return { because, instead: 'Split it into several declarations.' }
}
