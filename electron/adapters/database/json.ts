/** A value that this program stored as JSON, read back as what it was. */
export function fromJson<T>(text: string): T {
  return JSON.parse(text)
}
