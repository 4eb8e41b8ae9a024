/** How much and how long a language model may answer. */
export interface ModelLimits {
  /** Between two parts of an answer, the first included: a model at home may have to be loaded first. */
  readonly silentMs: number
  readonly wholeMs: number
  readonly answerTokens: number
  readonly answerCharacters: number
  readonly bodyBytes: number
}

/** Generous for a small computer at home, and an end for what never ends. */
export const usualLimits: ModelLimits = {
  silentMs: 120_000,
  wholeMs: 600_000,
  answerTokens: 8192,
  answerCharacters: 100_000,
  bodyBytes: 16 * 1024 ** 2,
}
