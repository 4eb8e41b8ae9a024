/** Fingerprints of texts. */
export interface Hash {
  /** SHA-256 of the UTF-8 text in lower-case hex. */
  sha256(text: string): string
}
