import type { Declarations } from '../services/declarations/declarations-service.ts'
import { calls } from './call.ts'

const { declarations } = calls

/** Calls about declarations, plans and drift. */
export const declarationHandlers = declarations.router({
  interpret: declarations.interpret.handler(async ({ context: { lab }, input }) =>
    readingOf(await lab.services.declarations.interpret(input.text, input.inventory)),
  ),
  list: declarations.list.handler(({ context: { lab } }) => lab.services.declarations.list()),
  get: declarations.get.handler(({ context: { lab }, input }) => lab.services.declarations.get(input.name, input.revision)),
  save: declarations.save.handler(({ context: { lab, person }, input }) => lab.services.declarations.save(input, person.name)),
  preview: declarations.preview.handler(async ({ context: { lab }, input, signal }) => {
    const { reading, plan } = await lab.services.declarations.preview(input, signal)
    return { reading: readingOf(reading), plan }
  }),
  reword: declarations.reword.handler(({ context: { lab }, input }) => lab.services.declarations.reword(input)),
  remove: declarations.remove.handler(({ context: { lab, person }, input }) => lab.services.declarations.remove(input.name, person.name)),
  setPolicy: declarations.setPolicy.handler(({ context: { lab, person }, input }) =>
    lab.services.declarations.setPolicy(input.name, input.policy, person.name),
  ),
  history: declarations.history.handler(({ context: { lab }, input }) => lab.services.declarations.history(input)),
  compare: declarations.compare.handler(({ context: { lab }, input }) =>
    lab.services.declarations.compare(input.name, input.from, input.to),
  ),
  restore: declarations.restore.handler(({ context: { lab, person }, input }) =>
    lab.services.declarations.restore(input.name, input.revision, person.name),
  ),
  plan: declarations.plan.handler(({ context: { lab, person }, input, signal }) =>
    lab.services.declarations.plan(input.name, person.name, signal),
  ),
  plans: declarations.plans.handler(({ context: { lab } }) => lab.services.declarations.plans()),
  getPlan: declarations.getPlan.handler(({ context: { lab }, input }) => lab.services.declarations.getPlan(input.plan)),
  apply: declarations.apply.handler(async ({ context: { lab, person }, input }) => ({
    job: (await lab.services.declarations.apply(input.plan, input.confirmed, person.name)).id,
  })),
  rollback: declarations.rollback.handler(({ context: { lab, person }, input, signal }) =>
    lab.services.declarations.rollback(input.revision, person.name, signal),
  ),
  undo: declarations.undo.handler(({ context: { lab, person }, input, signal }) =>
    lab.services.declarations.undo(input.plan, person.name, signal),
  ),
  drift: declarations.drift.handler(({ context: { lab }, input, signal }) => lab.services.declarations.drift(input.fresh, signal)),
  putBack: declarations.putBack.handler(({ context: { lab, person }, input, signal }) =>
    lab.services.declarations.putBack(input.drift, person.name, signal),
  ),
  acceptDrift: declarations.acceptDrift.handler(({ context: { lab, person }, input }) =>
    lab.services.declarations.acceptDrift(input.drift, person.name),
  ),
  ignoreDrift: declarations.ignoreDrift.handler(({ context: { lab, person }, input }) =>
    lab.services.declarations.ignoreDrift(input.drift, input.until, person.name),
  ),
  unignoreDrift: declarations.unignoreDrift.handler(({ context: { lab, person }, input }) =>
    lab.services.declarations.unignoreDrift(input.drift, person.name),
  ),
  remote: declarations.remote.handler(async ({ context: { lab } }) => (await lab.services.declarations.remote()) ?? null),
  setRemote: declarations.setRemote.handler(
    async ({ context: { lab, person }, input, signal }) =>
      (await lab.services.declarations.setRemote(input.remote ?? undefined, person.name, signal)) ?? null,
  ),
  sync: declarations.sync.handler(({ context: { lab, person }, signal }) => lab.services.declarations.sync(person.name, signal)),
  settle: declarations.settle.handler(({ context: { lab, person }, input, signal }) =>
    lab.services.declarations.settle(input.texts, person.name, signal),
  ),
})

function readingOf({ entries, questions, unread, spans }: Awaited<ReturnType<Declarations['interpret']>>) {
  return { entries: [...entries], questions: [...questions], unread: [...unread], spans: spans.map(of => [...of]) }
}
