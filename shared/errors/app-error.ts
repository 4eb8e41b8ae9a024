import { type Code, catalog, type DataOf } from './catalog.ts'
import type { Problem } from './problem.ts'
import type { WireError } from './wire-error.ts'

/** The one error type above adapters: a code of the catalogue with its data. */
export class AppError<C extends Code = Code> extends Error {
  override readonly name = 'AppError'
  readonly code: C
  readonly data: DataOf<C>
  constructor(code: C, data: DataOf<C>, options?: { readonly cause?: unknown }) {
    super(problemOf({ code, data } as WireError).title, options)
    this.code = code
    this.data = data
  }

  /** Whether this is the error of that code, narrowing its data. */
  is<K extends Code>(code: K): this is AppError<K> {
    return (this.code as Code) === code
  }

  /** Code and data, for the wire and for storing. */
  toWire(): WireError {
    return { code: this.code, data: this.data } as unknown as WireError
  }
}

/** The sentence, the reason and the fixes of an error. */
export function problemOf(error: WireError): Problem {
  return (catalog[error.code].problem as (data: unknown) => Problem)(error.data)
}
