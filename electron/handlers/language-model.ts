import { calls, streamed } from './call.ts'

const { languageModel } = calls

/** Calls about the language model that reads too. */
export const languageModelHandlers = languageModel.router({
  get: languageModel.get.handler(async ({ context: { lab } }) => (await lab.services.languageModel.get()) ?? null),
  set: languageModel.set.handler(
    async ({ context: { lab, person }, input, signal }) =>
      (await lab.services.languageModel.set(input.model ?? undefined, person.name, signal)) ?? null,
  ),
  models: languageModel.models.handler(({ context: { lab }, input, signal }) => lab.services.languageModel.models(input, signal)),
  read: languageModel.read.handler(({ context: { lab }, input, signal }) =>
    streamed(lab, signal, until => lab.services.languageModel.read(input, until)),
  ),
})
