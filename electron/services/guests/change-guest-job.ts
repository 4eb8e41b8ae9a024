import { AppError } from '../../../shared/errors/app-error.ts'
import type { GuestConfig } from '../../../shared/model/guest.ts'
import type { GuestChange } from '../../../shared/model/guest-wish.ts'
import { planChange, type SettingsToWrite } from '../../core/guest/plan-change.ts'
import type { GuestDesk } from '../../kinds/guest-desk.ts'
import type { JobDefinition, StepContext } from '../job-runner/job-definition.ts'
import { deskOf, type GuestInput, type GuestServices, guestLock, nowOf, perform, placeOf } from './guest-services.ts'
import { pathOf } from './task-job.ts'

/** What of a guest is to change. */
export interface ChangeGuestInput extends GuestInput {
  readonly change: GuestChange
}

/**
 * Changes settings and grows disks, only what is not so yet, so that doing it again changes nothing. When a later part fails the
 * settings go back; a disk that has grown stays so, for it cannot shrink.
 */
export function changeGuestJob(services: GuestServices): JobDefinition<ChangeGuestInput> {
  return {
    kind: 'guests.change',
    onRestart: 'resume',
    title: ({ guest }) => `Change ${guest}`,
    locks: input => [guestLock(input)],
    steps: ({ change }) => [
      { id: 'settings', title: 'Write the settings', weight: 5 },
      ...(change.diskGiB !== undefined || change.disks !== undefined ? [{ id: 'disks', title: 'Grow the disk', weight: 10 }] : []),
    ],
    undo: {
      async 'guest-settings'(data, context, input) {
        const desk = await deskOf(services, input, context.signal)
        const place = await placeOf(desk, input.vmid)
        const { config } = await desk.session.config(place, context.signal)
        const before = data.before as SettingsToWrite
        const { settings } = planChange(changeFrom(before), { ...(await nowOf(desk.session, { ...place, template: config.template })).now })
        if (Object.keys(settings).length === 0) return 'nothing-to-do'
        context.did({ kind: 'api', device: desk.clusterName, call: `PUT ${pathOf(place)}/config ${Object.keys(settings).join(' ')}` })
        await desk.session.change(place, settings, config.digest, context.signal)
        return 'done'
      },
    },
    async run(input, job) {
      const desk = await deskOf(services, input, job.signal)
      const read = async () => {
        const place = await placeOf(desk, input.vmid)
        return { place, ...(await nowOf(desk.session, { ...place, template: false }, job.signal)) }
      }
      await job.step('settings', async step => {
        const { now, config } = await read()
        const { settings } = planChange(input.change, now)
        if (Object.keys(settings).length === 0 && job.kept('task:settings') === undefined) {
          step.line('The settings are so already.')
          return
        }
        await job.registerUndo({
          kind: 'guest-settings',
          title: `Put the settings of ${input.guest} back`,
          data: { before: beforeOf(settings, config) },
        })
        await perform(
          desk,
          {
            id: 'settings',
            doing: 'The change',
            types: ['qmconfig'],
            place: async () => placeOf(desk, input.vmid),
            begin: place => written(desk, place, settings, config),
            call: place => `PUT ${pathOf(place)}/config ${Object.keys(settings).join(' ')}`,
          },
          job,
          step,
        )
      })
      if (input.change.diskGiB !== undefined || input.change.disks !== undefined) {
        await job.step('disks', step => grow(desk, input, job, step, read))
      }
      return { guest: input.change.name ?? input.guest }
    },
    settled: async input => services.clusters.touched(services.clusters.resolve(input.clusterId), input.vmid),
  }
}

async function grow(
  desk: GuestDesk,
  input: ChangeGuestInput,
  job: Parameters<typeof perform>[2],
  step: StepContext,
  read: () => ReturnType<typeof nowOf>,
): Promise<void> {
  const { now } = await read()
  for (const { slot, gib } of planChange(input.change, now).grow) {
    await perform(
      desk,
      {
        id: `grow-${slot}`,
        doing: 'Growing the disk',
        types: ['resize'],
        place: () => placeOf(desk, input.vmid),
        begin: async place =>
          desk.session.growDisk(place, slot, gib, (await desk.session.config(place, desk.signal)).config.digest, desk.signal),
        call: place => `PUT ${pathOf(place)}/resize disk=${slot} size=${gib}G`,
      },
      job,
      step,
    )
  }
}

/** Writes settings decided on what was read; what changed meanwhile is an error, unless it is so already. */
async function written(
  desk: GuestDesk,
  place: Parameters<GuestDesk['session']['change']>[0],
  settings: SettingsToWrite,
  config: GuestConfig,
) {
  try {
    return await desk.session.change(place, settings, config.digest, desk.signal)
  } catch (error) {
    if (error instanceof AppError && error.is('GuestGone'))
      throw new AppError('GuestGone', { guest: desk.guest, cluster: desk.clusterName })
    throw error
  }
}

/** The values these settings had, for going back. */
function beforeOf(settings: SettingsToWrite, config: GuestConfig): SettingsToWrite {
  const card = config.networks.find(one => one.slot === settings.network?.slot)
  return {
    ...(settings.name !== undefined && { name: config.name }),
    ...(settings.cores !== undefined && config.cores > 0 && { cores: config.cores }),
    ...(settings.memoryMiB !== undefined && { memoryMiB: config.memoryMiB }),
    ...(settings.tags && { tags: config.tags }),
    ...(settings.bootOrder && { bootOrder: config.bootOrder }),
    ...(settings.startOnBoot !== undefined && { startOnBoot: config.startOnBoot }),
    ...(settings.description !== undefined && { description: config.description }),
    ...(settings.protected !== undefined && { protected: config.protected }),
    ...(settings.network &&
      card && {
        network: {
          slot: card.slot,
          ...(card.bridge !== undefined && { bridge: card.bridge }),
          vlan: card.vlan ?? null,
          ...(card.address !== undefined && { address: card.address }),
          ...(card.gateway !== undefined && { gateway: card.gateway }),
        },
      }),
  }
}

function changeFrom({ tags, bootOrder, network, ...rest }: SettingsToWrite): GuestChange {
  return { ...rest, ...(tags && { tags: [...tags] }), ...(bootOrder && { bootOrder: [...bootOrder] }), ...(network && { network }) }
}
