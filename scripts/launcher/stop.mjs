/** A reason to stop that the person at the keyboard can act on: its message is shown without a stack. */
export class Stop extends Error {}
