import { AppError } from '../../../shared/errors/app-error.ts'
import type { GuestType } from '../../../shared/model/guest.ts'
import { ourTag, tagSet, withMarker } from '../../core/guest/ownership.ts'
import type { JobDefinition } from '../job-runner/job-definition.ts'
import { deskOf, type GuestInput, type GuestServices, guestLock, perform, placeOf } from './guest-services.ts'
import { takeAway } from './take-away.ts'
import { pathOf, taskJob } from './task-job.ts'

export interface BackUpInput extends GuestInput {
  readonly storage: string
  readonly mode: 'snapshot' | 'suspend' | 'stop'
  readonly notes: string
}

/** Backing a guest up with vzdump; a backup that fails half-way is removed by Proxmox itself. */
export function backUpJob(services: GuestServices): JobDefinition<BackUpInput> {
  return taskJob<BackUpInput>(services, {
    kind: 'guests.backUp',
    title: ({ guest, storage }) => `Back up ${guest} to ${storage}`,
    doing: 'The backup',
    types: ['vzdump'],
    weight: 180,
    call: ({ node, vmid }, { storage, mode }) => `POST /nodes/${node}/vzdump vmid=${vmid} storage=${storage} mode=${mode}`,
    begin: ({ session, signal }, place, { storage, mode, notes }) => session.backUp(place, { storage, mode, notes }, signal),
  })
}

export interface BackupInput extends GuestInput {
  readonly volume: string
  readonly storage: string
  readonly node: string
  readonly type: GuestType
}

/** Removing a backup. */
export function removeBackupJob(services: GuestServices): JobDefinition<BackupInput> {
  return {
    kind: 'guests.removeBackup',
    onRestart: 'resume',
    title: ({ guest }) => `Remove a backup of ${guest}`,
    locks: input => [guestLock(input)],
    steps: () => [{ id: 'do', title: 'Remove the backup', weight: 5 }],
    undo: {},
    async run(input, job) {
      const desk = await deskOf(services, input, job.signal)
      await job.step('do', async step => {
        const there = (await desk.session.backups(input.node, job.signal)).some(backup => backup.volume === input.volume)
        if (!there && job.kept('task:do') === undefined) {
          step.line('It is gone already.')
          return
        }
        await perform(
          desk,
          {
            id: 'do',
            doing: 'Removing the backup',
            types: ['imgdel'],
            place: async () => ({ vmid: input.vmid, type: input.type, node: input.node }),
            begin: () => desk.session.removeBackup(input, job.signal),
            call: () => `DELETE /nodes/${input.node}/storage/${input.storage}/content/${input.volume}`,
          },
          job,
          step,
        )
      })
      return { guest: input.guest }
    },
  }
}

export interface RestoreInput extends BackupInput {
  /** Where it is restored to; a storage that is absent is the one of the backup's settings. */
  readonly toNode: string
  readonly toStorage?: string | undefined
  readonly name?: string | undefined
  readonly replace: boolean
  readonly start: boolean
}

/** Restoring a backup into a new guest, which is taken away when that fails, or over the old one, which was approved before. */
export function restoreJob(services: GuestServices): JobDefinition<RestoreInput> {
  return {
    kind: 'guests.restore',
    onRestart: 'resume',
    title: ({ guest, replace }) => (replace ? `Restore ${guest} from a backup` : `Restore a backup of ${guest} into a new guest`),
    locks: input => [guestLock(input)],
    steps: ({ start, replace }) => [
      { id: 'restore', title: 'Copy the disks back', weight: 120 },
      ...(replace ? [] : [{ id: 'settle', title: 'Give it a name of its own', weight: 3 }]),
      ...(start ? [{ id: 'start', title: 'Start it', weight: 10 }] : []),
    ],
    undo: { 'restored-guest': (data, context, input) => takeAway(services, input, data, context) },
    async run(input, job) {
      const desk = await deskOf(services, input, job.signal)
      const { session } = desk
      const kept = job.kept('vmid')
      let vmid = input.replace ? input.vmid : typeof kept === 'number' ? kept : await session.freeVmid(job.signal)
      await job.step('restore', async step => {
        for (let tries = 1; ; tries += 1) {
          await job.keep('vmid', vmid)
          if (!input.replace)
            await job.registerUndo({
              kind: 'restored-guest',
              title: `Remove the guest ${vmid}`,
              data: { vmid, marker: job.id, restored: true },
            })
          try {
            await perform(
              desk,
              {
                id: 'restore',
                doing: 'The restore',
                types: ['qmrestore', 'vzrestore'],
                place: async () => ({ vmid, type: input.type, node: input.toNode }),
                begin: () =>
                  session.restore(
                    { volume: input.volume, type: input.type },
                    {
                      vmid,
                      node: input.toNode,
                      replace: input.replace,
                      ...(input.toStorage !== undefined && { storage: input.toStorage }),
                    },
                    job.signal,
                  ),
                call: () =>
                  `POST /nodes/${input.toNode}/${input.type === 'vm' ? 'qemu archive' : 'lxc restore=1 ostemplate'}=${input.volume} vmid=${vmid}`,
              },
              job,
              step,
            )
            return
          } catch (error) {
            if (input.replace || tries === 5 || !(error instanceof AppError) || !error.is('VmidTaken')) throw error
            step.line(`${vmid} was taken meanwhile; the next free number is tried.`)
            vmid = await session.freeVmid(job.signal)
          }
        }
      })
      const own = { ...desk, guest: input.name ?? input.guest }
      if (!input.replace) {
        await job.step('settle', async step => {
          const place = await placeOf(own, vmid)
          const { config } = await session.config(place, job.signal)
          const settings = {
            name: input.name ?? `${config.name}-restored`,
            description: withMarker(config.description, job.id),
            tags: tagSet([...config.tags, ourTag]),
            startOnBoot: false,
          }
          step.did({ kind: 'api', device: desk.clusterName, call: `PUT ${pathOf(place)}/config name=${settings.name}` })
          await session.change(place, settings, config.digest, job.signal)
        })
      }
      if (input.start)
        await job.step('start', async step =>
          perform(
            own,
            {
              id: 'start',
              doing: 'Starting',
              types: ['qmstart', 'vzstart'],
              place: () => placeOf(own, vmid),
              begin: place => session.start(place, job.signal),
              call: place => `POST ${pathOf(place)}/status/start`,
            },
            job,
            step,
          ),
        )
      return { guest: own.guest, vmid }
    },
    settled: async input => services.clusters.touched(services.clusters.resolve(input.clusterId)),
  }
}
