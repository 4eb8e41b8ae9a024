import { calls, streamed } from './call.ts'

const { devices } = calls

/** Calls about devices. */
export const deviceHandlers = devices.router({
  list: devices.list.handler(({ context: { lab } }) => lab.services.monitoring.views()),
  get: devices.get.handler(({ context: { lab }, input }) => lab.services.monitoring.view(lab.services.inventory.resolve(input.device))),
  test: devices.test.handler(({ context: { lab }, input, signal }) => lab.services.inventory.test(input, signal)),
  add: devices.add.handler(async ({ context: { lab, person }, input, signal }) => {
    const device = await lab.services.inventory.add(input, person.name, signal)
    return lab.services.monitoring.pollNow(device, signal)
  }),
  addThisComputer: devices.addThisComputer.handler(async ({ context: { lab, person }, input, signal }) => {
    const device = await lab.services.inventory.addThisComputer(input, person.name, signal)
    return lab.services.monitoring.pollNow(device, signal)
  }),
  edit: devices.edit.handler(async ({ context: { lab, person }, input: { device, ...changes }, signal }) => {
    const edited = await lab.services.inventory.edit(device, changes, person.name, signal)
    return changes.connection === undefined ? lab.services.monitoring.view(edited) : lab.services.monitoring.pollNow(edited, signal)
  }),
  check: devices.check.handler(({ context: { lab }, input, signal }) =>
    lab.services.deviceChecks.run(lab.services.inventory.resolve(input.device), signal),
  ),
  installDocker: devices.installDocker.handler(async ({ context: { lab, person }, input }) => ({
    job: (await lab.services.dockerCare.install(input.device, input.source, person.name)).id,
  })),
  startDocker: devices.startDocker.handler(async ({ context: { lab, person }, input, signal }) => {
    await lab.services.dockerCare.start(input.device, person.name, signal)
    return lab.services.monitoring.pollNow(lab.services.inventory.resolve(input.device), signal)
  }),
  logInByKey: devices.logInByKey.handler(async ({ context: { lab, person }, input, signal }) =>
    lab.services.monitoring.view(await lab.services.inventory.useKey(input.device, person.name, signal)),
  ),
  maintenance: devices.maintenance.handler(async ({ context: { lab, person }, input }) =>
    lab.services.monitoring.view(await lab.services.inventory.setMaintenance(input.device, input.on, person.name)),
  ),
  restart: devices.restart.handler(async ({ context: { lab, person }, input }) => ({
    job: (await lab.services.dockerCare.restartDevice(input.device, person.name)).id,
  })),
  removalPreview: devices.removalPreview.handler(({ context: { lab }, input }) => lab.services.inventory.removalPreview(input.device)),
  remove: devices.remove.handler(({ context: { lab, person }, input }) =>
    lab.services.inventory.remove(input.device, { approved: input.approved }, person.name),
  ),
  history: devices.history.handler(({ context: { lab }, input }) =>
    lab.services.monitoring.history(lab.services.inventory.resolve(input.device), input.range),
  ),
  discover: devices.discover.handler(({ context: { lab }, input, signal }) =>
    streamed(lab, signal, until => lab.services.deviceSearch.search(input, until)),
  ),
})
