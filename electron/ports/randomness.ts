/** The only source of randomness; cryptographically strong in the real program, seeded in tests. */
export interface Randomness {
  /** A sortable id of 20 lower-case characters. */
  id(): string
  /** `length` characters of the alphabet, each equally likely. */
  text(length: number, alphabet: string): string
  /** 0 (inclusive) to 1, for jitter. */
  fraction(): number
}
