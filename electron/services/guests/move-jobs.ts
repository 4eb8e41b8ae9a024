import { AppError } from '../../../shared/errors/app-error.ts'
import type { JobDefinition } from '../job-runner/job-definition.ts'
import type { GuestInput, GuestServices } from './guest-services.ts'
import { pathOf, taskJob } from './task-job.ts'

export interface MoveDiskInput extends GuestInput {
  readonly slot: string
  readonly storage: string
}

/** Moving a disk to another storage; Proxmox keeps the old one until the new one is whole. */
export function moveDiskJob(services: GuestServices): JobDefinition<MoveDiskInput> {
  return taskJob<MoveDiskInput>(services, {
    kind: 'guests.moveDisk',
    title: ({ guest, slot, storage }) => `Move the disk ${slot} of ${guest} to ${storage}`,
    doing: 'Moving the disk',
    types: ['qmmove', 'move_volume'],
    weight: 120,
    call: (place, { slot, storage }) =>
      `POST ${pathOf(place)}/${place.type === 'vm' ? 'move_disk disk' : 'move_volume volume'}=${slot} storage=${storage} delete=1`,
    isDone: async ({ session, signal }, place, { slot, storage }) =>
      (await session.config(place, signal)).config.disks.find(disk => disk.slot === slot)?.storage === storage,
    async begin({ session, signal }, place, { slot, storage, guest }) {
      const { config } = await session.config(place, signal)
      const disk = config.disks.find(one => one.slot === slot)
      if (!disk) throw new AppError('GuestInputInvalid', { guest, field: 'disk', because: `It has no disk called ${slot}.` })
      return session.moveDisk(place, slot, { storage, keepOld: false }, config.digest, signal)
    },
  })
}

export interface MigrateInput extends GuestInput {
  readonly node: string
}

/** Moving a guest to another node, running where it runs; Proxmox leaves it where it was when that fails. */
export function migrateJob(services: GuestServices): JobDefinition<MigrateInput> {
  return taskJob<MigrateInput>(services, {
    kind: 'guests.migrate',
    title: ({ guest, node }) => `Move ${guest} to ${node}`,
    doing: 'The move',
    types: ['qmigrate', 'vzmigrate', 'hamigrate'],
    weight: 180,
    call: (place, { node }) => `POST ${pathOf(place)}/migrate target=${node}`,
    isDone: async (_, place, { node }) => place.node === node,
    async begin({ session, signal, guest, clusterName }, place, { node }) {
      const check = await session.migrationCheck(place, node, signal)
      if (check.refused !== undefined)
        throw new AppError('ClusterRefused', { cluster: clusterName, during: `moving ${guest} to ${node}`, words: check.refused })
      return session.migrate(place, node, { running: check.running, withLocalDisks: check.localDisks.length > 0 }, signal)
    },
  })
}

/** Making a template of a stopped guest; there is no way back, which was approved before. */
export function makeTemplateJob(services: GuestServices): JobDefinition<GuestInput> {
  return taskJob<GuestInput>(services, {
    kind: 'guests.makeTemplate',
    title: ({ guest }) => `Make a template of ${guest}`,
    doing: 'Making a template',
    types: ['qmtemplate', 'vztemplate'],
    weight: 10,
    call: place => `POST ${pathOf(place)}/template`,
    isDone: async ({ session, signal }, place) => (await session.config(place, signal)).config.template,
    begin: ({ session, signal }, place) => session.makeTemplate(place, signal),
  })
}

/** Destroying a stopped guest with its disks; gone already is success. */
export function removeGuestJob(services: GuestServices): JobDefinition<GuestInput> {
  const job = taskJob<GuestInput>(services, {
    kind: 'guests.remove',
    title: ({ guest }) => `Remove ${guest}`,
    doing: 'Removing it',
    types: ['qmdestroy', 'vzdestroy'],
    weight: 15,
    call: place => `DELETE ${pathOf(place)} purge=1 destroy-unreferenced-disks=1`,
    begin: ({ session, signal }, place) => session.remove(place, signal),
    mayBeGone: true,
  })
  return {
    ...job,
    async run(input, context) {
      try {
        return await job.run(input, context)
      } catch (error) {
        if (error instanceof AppError && error.is('GuestGone') && !context.signal.aborted) return { guest: input.guest }
        throw error
      }
    },
  }
}
