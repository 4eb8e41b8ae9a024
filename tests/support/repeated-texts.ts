/** Pieces that a reader may trip over when each is said very often: what it is, and the piece. */
export const pieces = [
  ['commas', ','],
  ['one word', 'a'],
  ['words', 'blah '],
  ['names', 'build-box and '],
  ['numbers', '1 '],
  ['amounts', '2 cores, '],
  ['quotation marks', '"'],
  ['open comments', '<!--'],
  ['names that are given', 'called x and '],
  ['what is kept', 'keep 7 daily and '],
  ['dots', 'a.'],
] as const

/** A piece said again and again, of 20,000 characters. */
export function repeated(piece: string): string {
  return piece.repeat(Math.ceil(20_000 / piece.length))
}
