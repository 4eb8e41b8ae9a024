import { calls } from './call.ts'

const { session } = calls

/** Calls about signing in. */
export const sessionHandlers = session.router({
  link: session.link.handler(({ context: { lab } }) => lab.signInLink()),
})
