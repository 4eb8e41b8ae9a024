import type { Job } from '../../shared/model/job.ts'
import { calls } from './call.ts'

const { proxmox } = calls

/** Calls about Proxmox: clusters and their guests. */
export const proxmoxHandlers = proxmox.router({
  list: proxmox.list.handler(({ context: { lab } }) => lab.services.clusters.views()),
  add: proxmox.add.handler(async ({ context: { lab, person }, input, signal }) =>
    lab.services.clusters.view(await lab.services.clusters.add(input, person.name, signal)),
  ),
  edit: proxmox.edit.handler(async ({ context: { lab, person }, input: { cluster, ...changes }, signal }) =>
    lab.services.clusters.view(await lab.services.clusters.edit(cluster, changes, person.name, signal)),
  ),
  useToken: proxmox.useToken.handler(async ({ context: { lab, person }, input, signal }) =>
    lab.services.clusters.view(await lab.services.clusters.useToken(input.cluster, person.name, signal)),
  ),
  remove: proxmox.remove.handler(({ context: { lab, person }, input }) => lab.services.clusters.remove(input.cluster, person.name)),
  refresh: proxmox.refresh.handler(({ context: { lab }, input, signal }) =>
    lab.services.clusters.refresh(lab.services.clusters.resolve(input.cluster), signal),
  ),
  tasks: proxmox.tasks.handler(({ context: { lab }, input }) => lab.services.clusters.tasks(input.cluster)),
  taskLog: proxmox.taskLog.handler(({ context: { lab }, input, signal }) =>
    lab.services.clusters.taskLog(input.cluster, input.task, input.after, signal),
  ),
  abortTask: proxmox.abortTask.handler(async ({ context: { lab, person }, input, signal }) => {
    await lab.services.clusters.abortTask(input.cluster, input.task, person.name, signal)
    return {}
  }),
  bridges: proxmox.bridges.handler(({ context: { lab }, input, signal }) => lab.services.clusters.bridges(input.cluster, signal)),
  images: proxmox.images.handler(({ context: { lab }, input, signal }) => lab.services.clusters.images(input.cluster, input.node, signal)),
  backups: proxmox.backups.handler(({ context: { lab }, input, signal }) => lab.services.clusters.clusterBackups(input.cluster, signal)),
  nodeLoad: proxmox.nodeLoad.handler(({ context: { lab }, input, signal }) =>
    lab.services.clusters.nodeLoad(input.cluster, input.node, input.range, signal),
  ),

  guests: proxmox.guests.handler(({ context: { lab }, input }) =>
    lab.services.clusters.guests(input.cluster === undefined ? undefined : lab.services.clusters.resolve(input.cluster)),
  ),
  guestPlaces: proxmox.guestPlaces.handler(({ context: { lab }, input, signal }) => lab.services.guests.places(input, signal)),
  guest: proxmox.guest.handler(({ context: { lab }, input, signal }) => lab.services.guests.detail(input, signal)),
  guestLoad: proxmox.guestLoad.handler(({ context: { lab }, input, signal }) => lab.services.guests.load(input, signal)),
  guestTasks: proxmox.guestTasks.handler(({ context: { lab }, input, signal }) => lab.services.guests.tasks(input, signal)),
  guestBackups: proxmox.guestBackups.handler(({ context: { lab }, input, signal }) => lab.services.guests.backups(input, signal)),
  create: proxmox.create.handler(({ context: { lab, person }, input, signal }) =>
    started(lab.services.guests.create(input, person.name, signal)),
  ),
  previewChange: proxmox.previewChange.handler(({ context: { lab }, input, signal }) => lab.services.guests.previewChange(input, signal)),
  change: proxmox.change.handler(({ context: { lab, person }, input, signal }) =>
    started(lab.services.guests.change(input, person.name, signal)),
  ),
  revert: proxmox.revert.handler(({ context: { lab, person }, input, signal }) => lab.services.guests.revert(input, person.name, signal)),
  power: proxmox.power.handler(({ context: { lab, person }, input, signal }) =>
    started(lab.services.guests.power(input, person.name, signal)),
  ),
  moveDisk: proxmox.moveDisk.handler(({ context: { lab, person }, input, signal }) =>
    started(lab.services.guests.moveDisk(input, person.name, signal)),
  ),
  migrationPreview: proxmox.migrationPreview.handler(({ context: { lab }, input, signal }) =>
    lab.services.guests.migrationPreview(input, signal),
  ),
  migrate: proxmox.migrate.handler(({ context: { lab, person }, input, signal }) =>
    started(lab.services.guests.migrate(input, person.name, signal)),
  ),
  takeSnapshot: proxmox.takeSnapshot.handler(({ context: { lab, person }, input, signal }) =>
    started(lab.services.guests.takeSnapshot(input, person.name, signal)),
  ),
  rollBack: proxmox.rollBack.handler(({ context: { lab, person }, input, signal }) =>
    started(lab.services.guests.rollBack(input, person.name, signal)),
  ),
  removeSnapshot: proxmox.removeSnapshot.handler(({ context: { lab, person }, input, signal }) =>
    started(lab.services.guests.removeSnapshot(input, person.name, signal)),
  ),
  backUp: proxmox.backUp.handler(({ context: { lab, person }, input, signal }) =>
    started(lab.services.guests.backUp(input, person.name, signal)),
  ),
  restore: proxmox.restore.handler(({ context: { lab, person }, input, signal }) =>
    started(lab.services.guests.restore(input, person.name, signal)),
  ),
  removeBackup: proxmox.removeBackup.handler(({ context: { lab, person }, input, signal }) =>
    started(lab.services.guests.removeBackup(input, person.name, signal)),
  ),
  makeTemplate: proxmox.makeTemplate.handler(({ context: { lab, person }, input, signal }) =>
    started(lab.services.guests.makeTemplate(input, person.name, signal)),
  ),
  removeGuest: proxmox.removeGuest.handler(({ context: { lab, person }, input, signal }) =>
    started(lab.services.guests.remove(input, person.name, signal)),
  ),
  makeDevice: proxmox.makeDevice.handler(({ context: { lab, person }, input, signal }) =>
    started(lab.services.deviceMaker.makeDevice(input, person.name, signal)),
  ),
})

async function started(job: Promise<Job>): Promise<{ readonly job: string }> {
  return { job: (await job).id }
}
