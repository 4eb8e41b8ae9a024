/** The tag on guests that MycoPod made or was allowed to keep. */
export const ourTag = 'mycopod'

const madeBy = /^Made by MycoPod \(([^)]*)\)$/m

/** The line in a description by which a guest is found again by who made it: `marker` is the id of a job. */
export function markerLine(marker: string): string {
  return `Made by MycoPod (${marker})`
}

/** Whose marker a description bears. */
export function markerIn(description: string): string | undefined {
  return madeBy.exec(description)?.[1]
}

/** The description with this marker as its last line, in place of any other. */
export function withMarker(description: string, marker: string): string {
  const rest = description.replace(madeBy, '').trimEnd()
  return rest === '' ? markerLine(marker) : `${rest}\n\n${markerLine(marker)}`
}

/** Tags in Proxmox's order, each once. */
export function tagSet(tags: readonly string[]): readonly string[] {
  return [...new Set(tags.map(tag => tag.toLowerCase()))].sort()
}
