import { calls, streamed } from './call.ts'

const { apps } = calls

/** Calls about apps. */
export const appHandlers = apps.router({
  list: apps.list.handler(({ context: { lab } }) => lab.services.apps.list()),
  get: apps.get.handler(({ context: { lab }, input }) => lab.services.apps.get(input.app)),
  preview: apps.preview.handler(({ context: { lab }, input, signal }) => lab.services.deployments.preview(input, signal)),
  deploy: apps.deploy.handler(({ context: { lab, person }, input }) => lab.services.deployments.deploy(input, person.name)),
  change: apps.change.handler(async ({ context: { lab, person }, input: { app, ...changes } }) => ({
    job: (await lab.services.deployments.change(app, changes, person.name)).id,
  })),
  start: apps.start.handler(async ({ context: { lab, person }, input }) => ({
    job: (await lab.services.deployments.start(input.app, person.name)).id,
  })),
  stop: apps.stop.handler(async ({ context: { lab, person }, input }) => ({
    job: (await lab.services.deployments.stop(input.app, person.name)).id,
  })),
  restart: apps.restart.handler(async ({ context: { lab, person }, input }) => ({
    job: (await lab.services.deployments.restart(input.app, person.name)).id,
  })),
  removalPreview: apps.removalPreview.handler(({ context: { lab }, input, signal }) =>
    lab.services.deployments.removalPreview(input.app, signal),
  ),
  remove: apps.remove.handler(async ({ context: { lab, person }, input: { app, ...how } }) => ({
    job: (await lab.services.deployments.remove(app, how, person.name)).id,
  })),
  logs: apps.logs.handler(({ context: { lab }, input: { app, ...options }, signal }) =>
    streamed(lab, signal, until => lab.services.apps.logs(app, options, until)),
  ),
  files: apps.files.handler(({ context: { lab }, input, signal }) => lab.services.apps.files(input.app, signal)),
  revealSecret: apps.revealSecret.handler(async ({ context: { lab, person }, input }) => ({
    value: await lab.services.apps.revealSecret(input.app, input.key, person.name),
  })),
})
