/** A piece of a text that reads otherwise than it looks. */
export interface StrangePiece {
  readonly from: number
  readonly to: number
  readonly says: string
  /** What is shown in its place. */
  readonly shown: string
}

/** Turn the direction of what follows, or take no room at all. */
const unseen = /[\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/gu
const word = /[\p{L}\p{M}\p{N}_.-]+/gu
const latin = /\p{Script=Latin}/u
const lookalike = /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}]/u

/** Finds letters that cannot be seen, and words of two alphabets, which look like a name and are none. */
export function strangePieces(text: string): readonly StrangePiece[] {
  const found: StrangePiece[] = []
  for (const { 0: letters, index } of text.matchAll(unseen))
    found.push({
      from: index,
      to: index + letters.length,
      says: `Letters that cannot be seen: ${codesOf(letters)}`,
      shown: codesOf(letters),
    })
  for (const { 0: letters, index } of text.matchAll(word)) {
    if (!lookalike.test(letters) || !latin.test(letters)) continue
    const foreign = [...letters].filter(letter => lookalike.test(letter)).join('')
    found.push({
      from: index,
      to: index + letters.length,
      says: `Letters of another alphabet that look like usual ones: ${foreign}`,
      shown: letters,
    })
  }
  return found.sort((a, b) => a.from - b.from)
}

/** Letters that cannot be seen, as what they are: “U+202E”. */
function codesOf(letters: string): string {
  return [...letters].map(letter => `U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`).join(' ')
}
