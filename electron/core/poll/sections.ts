/** The lines of each `@@name` section; what stands before the first head is left out. */
export function splitSections(text: string): ReadonlyMap<string, readonly string[]> {
  const sections = new Map<string, string[]>()
  let current: string[] | undefined
  for (const raw of text.split('\n')) {
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw
    const name = /^@@([a-z][a-z-]*)$/.exec(line)?.[1]
    if (name !== undefined) {
      current = sections.get(name) ?? []
      sections.set(name, current)
    } else if (line !== '') current?.push(line)
  }
  return sections
}

/** A whole number of at least 0 that arithmetic holds exactly, else undefined. */
export function wholeNumber(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{1,19}$/.test(text)) return undefined
  const value = Number(text)
  return value <= Number.MAX_SAFE_INTEGER ? value : undefined
}

/** A decimal number of at least 0, else undefined. */
export function decimalNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}(?:\.\d{1,9})?$/.test(text) ? Number(text) : undefined
}

const longestText = 256

/** A text from a device made harmless: without control characters, and not too long. */
export function harmless(text: string): string {
  return text
    .replace(/\p{Cc}/gu, '')
    .trim()
    .slice(0, longestText)
}
