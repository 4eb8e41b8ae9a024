/** The mode that chmod's words make of a mode. */
export function modeOf(text: string | undefined, before: number): number {
  if (text === undefined) return before
  if (/^[0-7]+$/.test(text)) return Number.parseInt(text, 8)
  let mode = before
  for (const clause of text.split(',')) {
    const [, who = '', sign, letters = ''] = /^([ugoa]*)([-+=])([rwxXst]*)$/.exec(clause) ?? []
    const bits = (letters.includes('r') ? 4 : 0) + (letters.includes('w') ? 2 : 0) + (/[xX]/.test(letters) ? 1 : 0)
    for (const [letter, shift] of [
      ['u', 6],
      ['g', 3],
      ['o', 0],
    ] as const) {
      if (who && !who.includes(letter) && !who.includes('a')) continue
      if (sign === '=') mode = (mode & ~(7 << shift)) | (bits << shift)
      else mode = sign === '+' ? mode | (bits << shift) : mode & ~(bits << shift)
    }
  }
  return mode
}

/** A mode as `ls -l` shows it. */
export function modeLetters(kind: string, mode: number): string {
  const letters = [6, 3, 0].map(shift =>
    ['r', 'w', 'x'].map((letter, index) => (((mode >> shift) & (4 >> index)) !== 0 ? letter : '-')).join(''),
  )
  return `${kind === 'directory' ? 'd' : '-'}${letters.join('')}`
}
