import { calls, streamed } from './call.ts'

const { system } = calls

/** Calls about this MycoPod as a whole. */
export const systemHandlers = system.router({
  info: system.info.handler(({ context: { lab, person } }) => lab.info(person)),
  overview: system.overview.handler(({ context: { lab } }) => lab.services.overview.read()),
  changes: system.changes.handler(({ context: { lab }, signal }) => streamed(lab, signal, until => lab.services.changes.watch(until))),
  settings: system.settings.handler(({ context: { lab } }) => lab.services.settings.get()),
  changeSettings: system.changeSettings.handler(({ context: { lab, person }, input }) => lab.services.settings.change(input, person.name)),
  startDemo: system.startDemo.handler(async ({ context: { lab, person } }) => {
    await lab.startDemo()
    return lab.info(person)
  }),
  leaveDemo: system.leaveDemo.handler(async ({ context: { lab, person } }) => {
    await lab.leaveDemo()
    return lab.info(person)
  }),
})
