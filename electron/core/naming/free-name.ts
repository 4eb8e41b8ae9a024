const longest = 40

/** A text as a name: lower-case letters, digits and hyphens, at most 40; `fallback` where nothing of it is left. */
export function nameFrom(text: string, fallback: string): string {
  const name = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, longest)
    .replace(/-+$/, '')
  return name === '' ? fallback : name
}

/** The name itself, or with the smallest number behind it that makes it free: nuc, nuc-2, nuc-3. */
export function freeName(name: string, taken: Iterable<string>): string {
  const used = new Set(taken)
  if (!used.has(name)) return name
  for (let number = 2; ; number += 1) {
    const suffix = `-${number}`
    const candidate = `${name.slice(0, longest - suffix.length).replace(/-+$/, '')}${suffix}`
    if (!used.has(candidate)) return candidate
  }
}
