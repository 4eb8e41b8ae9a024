import { mostDeclarationCharacters } from '../api/declarations.ts'
import { AppError } from '../errors/app-error.ts'

/** Why a text cannot be read as a declaration, and what to do. */
export interface Unreadable {
  readonly because: string
  readonly instead: string
}

/** What is said of a text with more characters than are read; undefined where it has not. */
export function tooLong(text: string): Unreadable | undefined {
  if (text.length <= mostDeclarationCharacters) return undefined
  const because = `It has ${text.length.toLocaleString('en')} characters, and at most ${mostDeclarationCharacters.toLocaleString('en')} are read.`
  return { because, instead: 'Split it into several declarations.' }
}

/** Errors: DeclarationUnreadable where a text is too long to be read; `declaration` names it. */
export function refuseTooLong(text: string, declaration = 'The text'): void {
  const wrong = tooLong(text)
  if (wrong) throw new AppError('DeclarationUnreadable', { declaration, ...wrong })
}
