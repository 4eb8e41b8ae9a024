import { calls } from './call.ts'

const { declarations } = calls

/** Calls about declarations. */
export const declarationHandlers = declarations.router({
  interpret: declarations.interpret.handler(async ({ context: { lab }, input }) => {
    const { entries, questions, unread, spans } = await lab.services.declarations.interpret(input.text, input.inventory)
    return { entries: [...entries], questions: [...questions], unread: [...unread], spans: spans.map(of => [...of]) }
  }),
})
