/** The page of a declaration; the usual one without a name. */
export function declarationAddress(name?: string): string {
  return name === undefined ? '/declare' : `/declare/${name}`
}

/** The declaration that everybody begins with. */
export const usualName = 'home'
