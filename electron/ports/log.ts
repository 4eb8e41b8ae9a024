/** The program's log. Secrets that were registered are masked in everything written. */
export interface Log {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void
  info(message: string, fields?: Readonly<Record<string, unknown>>): void
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void
  error(message: string, fields?: Readonly<Record<string, unknown>>): void
  /** A log that adds these fields to each line. */
  with(fields: Readonly<Record<string, unknown>>): Log
}

/** Values that must never be seen: whatever is shown, stored or logged passes through `mask`. */
export interface Redaction {
  /** From now on this value is masked wherever it turns up; values shorter than 4 characters are refused silently. */
  register(secret: string): void
  /** The text with every registered value, also in its JSON, URL, base64 and shell-quoted forms, replaced by ••••••. */
  mask(text: string): string
  /** The same for every string inside a JSON value. */
  maskDeep<T>(value: T): T
}
