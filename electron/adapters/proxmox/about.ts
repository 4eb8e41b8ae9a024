/** What a call is about, for the sentences of errors. */
export interface About {
  /** The cluster as the person calls it. */
  readonly cluster: string
  /** A noun phrase: "the start of web-01", "its nodes and guests". */
  readonly doing: string
  readonly guest?: string
  readonly vmid?: number
  readonly node?: string
  readonly storage?: string
  /** Whether the call changes something: then a lost answer leaves its outcome unknown. */
  readonly writes: boolean
}
