/** One word for a POSIX shell, exactly as given whatever is in it; a NUL character is refused because no program can receive one. */
export function quote(word: string): string {
  if (word.includes('\0')) throw new TypeError('an argument holds a NUL character')
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}

/** A command line that a POSIX shell splits into exactly these words. */
export function commandLine(argv: readonly string[]): string {
  return argv.map(quote).join(' ')
}
