const never = '0001-01-01T00:00:00Z'

/** A moment as the engine writes it; what has not been yet is in the year 1. */
export function moment(at: number | undefined): string {
  return at === undefined ? never : new Date(at).toISOString()
}
