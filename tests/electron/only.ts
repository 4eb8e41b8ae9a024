/** The one thing in a list that should hold exactly one. */
export function only<T>(things: readonly T[]): T {
  const [first] = things
  if (first === undefined || things.length !== 1) throw new Error(`expected one, found ${things.length}`)
  return first
}
