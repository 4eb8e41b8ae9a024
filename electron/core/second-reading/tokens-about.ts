/** About how many tokens a text is, where nobody counts them. */
export function tokensAbout(text: string): number {
  return Math.ceil(text.length / 4)
}
