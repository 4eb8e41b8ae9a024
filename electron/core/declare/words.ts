/** "a, b and c". */
export function list(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`
}

/** A name that could be a word of the language stands in quotation marks. */
export function quoted(name: string): string {
  return /^[a-z]+$/i.test(name) ? `'${name}'` : name
}
