/** A line of two texts laid over each other. */
export interface ComparedLine {
  readonly key: string
  readonly text: string
  readonly is: 'same' | 'added' | 'removed'
}

/** Beyond so many lines a side only the differing middle is shown as removed and added. */
const mostLines = 2000

/** What differs between two texts, line by line: the longest common lines stay. */
export function compareLines(from: string, to: string): readonly ComparedLine[] {
  const [before, after] = [linesOf(from), linesOf(to)]
  const found: ComparedLine[] = []
  const tell = (text: string, is: ComparedLine['is']) => found.push({ key: `${found.length}`, text, is })
  if (before.length > mostLines || after.length > mostLines) {
    for (const line of before) tell(line, 'removed')
    for (const line of after) tell(line, 'added')
    return found
  }
  const common = commonFrom(before, after)
  let [at, next] = [0, 0]
  while (at < before.length || next < after.length) {
    const [old, now] = [before[at], after[next]]
    if (old !== undefined && old === now) {
      tell(old, 'same')
      at += 1
      next += 1
    } else if (now === undefined || (old !== undefined && (common[at + 1]?.[next] ?? 0) >= (common[at]?.[next + 1] ?? 0))) {
      tell(old ?? '', 'removed')
      at += 1
    } else {
      tell(now, 'added')
      next += 1
    }
  }
  return found
}

/** How many lines the rests of both texts have in common, from every pair of places. */
function commonFrom(before: readonly string[], after: readonly string[]): readonly Uint16Array[] {
  const table = Array.from({ length: before.length + 1 }, () => new Uint16Array(after.length + 1))
  for (let at = before.length - 1; at >= 0; at -= 1)
    for (let next = after.length - 1; next >= 0; next -= 1) {
      const row = table[at]
      if (row)
        row[next] =
          before[at] === after[next] ? (table[at + 1]?.[next + 1] ?? 0) + 1 : Math.max(table[at + 1]?.[next] ?? 0, row[next + 1] ?? 0)
    }
  return table
}

function linesOf(text: string): readonly string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n')
}
