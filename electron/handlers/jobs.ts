import { calls, streamed } from './call.ts'

const { jobs, audit } = calls

/** Calls about jobs. */
export const jobHandlers = jobs.router({
  list: jobs.list.handler(({ context: { lab }, input }) => lab.services.jobs.list(input)),
  get: jobs.get.handler(({ context: { lab }, input }) => lab.services.jobs.view(input.job)),
  follow: jobs.follow.handler(({ context: { lab }, input, signal }) =>
    streamed(lab, signal, async until => {
      await lab.services.jobs.view(input.job)
      return lab.services.jobs.follow(input.job, input.after, until)
    }),
  ),
  cancel: jobs.cancel.handler(({ context: { lab, person }, input }) => lab.services.jobs.cancel(input.job, person.name)),
  whatIDid: jobs.whatIDid.handler(({ context: { lab }, input }) => lab.services.jobs.whatIDid(input.job)),
})

/** Calls about who changed what. */
export const auditHandlers = audit.router({
  list: audit.list.handler(({ context: { lab }, input }) => lab.services.audit.list(input)),
  verify: audit.verify.handler(({ context: { lab }, input }) => lab.services.auditChain.verify(input)),
})
