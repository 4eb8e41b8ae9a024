import { AppError } from '../../../shared/errors/app-error.ts'
import { markerIn, markerLine, withMarker } from '../../core/guest/ownership.ts'
import { planChange } from '../../core/guest/plan-change.ts'
import type { PlannedGuest } from '../../core/guest/plan-creation.ts'
import type { GuestDesk } from '../../kinds/guest-desk.ts'
import type { TaskRef } from '../../ports/cluster-access.ts'
import type { NewGuest } from '../../ports/cluster-words.ts'
import type { JobContext, JobDefinition, StepContext } from '../job-runner/job-definition.ts'
import { deskOf, type GuestInput, type GuestServices, nowOf, perform, placeOf } from './guest-services.ts'
import { takeAway } from './take-away.ts'
import { pathOf } from './task-job.ts'

/** A guest to be made, with everything chosen; its number is chosen when it is made. */
export interface CreateGuestInput extends Omit<GuestInput, 'vmid'> {
  readonly plan: PlannedGuest
  /** Where its password waits, if it has one. */
  readonly passwordName?: string | undefined
  /** Whether a key of MycoPod's own is put into it. */
  readonly ownKey: boolean
}

const mostTries = 8
const addressPatienceMs = 90_000
const addressLookMs = 3_000

/** Makes a guest; when that fails it is taken away wholly, and after a restart the one that was begun is found by its mark. */
export function createGuestJob(
  services: GuestServices & { readonly guestKeys: { publicKey(clusterId: string, marker: string): Promise<string> } },
): JobDefinition<CreateGuestInput> {
  return {
    kind: 'guests.create',
    onRestart: 'resume',
    title: ({ guest }) => `Make ${guest}`,
    locks: ({ clusterId, guest }) => [`guest:${clusterId}/${guest}`],
    steps: ({ plan }) => [
      { id: 'make', title: plan.source.kind === 'clone' ? 'Copy the disk' : 'Make it from its image', weight: 40 },
      ...(needsSettling(plan) ? [{ id: 'settle', title: 'Give it its size and network', weight: 6 }] : []),
      ...(plan.start
        ? [
            { id: 'start', title: 'Start it', weight: 10 },
            { id: 'address', title: 'Wait for its address', weight: 20 },
          ]
        : []),
    ],
    undo: { 'new-guest': (data, context, input) => takeAway(services, { ...input, vmid: Number(data.vmid) }, data, context) },
    async run(input, job) {
      const desk = await deskOf(services, { ...input, vmid: 0 }, job.signal)
      const vmid = await job.step('make', step => make(services, desk, input, job, step))
      if (needsSettling(input.plan)) await job.step('settle', step => settle(services, desk, input, vmid, job, step))
      let addresses: readonly string[] = []
      if (input.plan.start) {
        await job.step('start', async step => {
          const place = await placeOf(desk, vmid)
          if ((await desk.session.status(place, job.signal)).state === 'running') return
          await perform(
            desk,
            {
              id: 'start',
              doing: 'Starting',
              types: ['qmstart', 'vzstart'],
              place: async () => place,
              begin: at => desk.session.start(at, job.signal),
              call: at => `POST ${pathOf(at)}/status/start`,
            },
            job,
            step,
          )
        })
        addresses = await job.step('address', step => waitForAddress(desk, vmid, step))
      }
      await services.clusters.touched(services.clusters.resolve(input.clusterId), vmid)
      return { guest: input.guest, vmid, ...(addresses[0] !== undefined && { address: addresses[0] }) }
    },
    async settled(input) {
      if (input.passwordName !== undefined) await services.secrets.remove(input.passwordName)
      await services.clusters.touched(services.clusters.resolve(input.clusterId))
    },
  }
}

function needsSettling({ source }: PlannedGuest): boolean {
  return source.kind === 'clone' || source.kind === 'disk-image'
}

async function make(
  services: Parameters<typeof createGuestJob>[0],
  desk: GuestDesk,
  input: CreateGuestInput,
  job: JobContext,
  step: StepContext,
): Promise<number> {
  const { plan } = input
  const kept = job.kept('vmid')
  let vmid = typeof kept === 'number' ? kept : (plan.vmid ?? (await desk.session.freeVmid(job.signal)))
  if (typeof kept === 'number' && (await isOurs(desk, kept, job.id)) && job.kept('task:make') === undefined) return kept
  for (let tries = 1; ; tries += 1) {
    await job.keep('vmid', vmid)
    await job.registerUndo({ kind: 'new-guest', title: `Remove the guest ${vmid}`, data: { vmid, marker: job.id } })
    try {
      await perform(
        desk,
        {
          id: 'make',
          doing: 'Making it',
          types: ['qmcreate', 'vzcreate', 'qmclone', 'vzclone'],
          // A copy's task runs where its source is, under the source's number.
          place: async () =>
            plan.copied ? { vmid: plan.copied.vmid, type: plan.type, node: plan.copied.node } : { vmid, type: plan.type, node: plan.node },
          begin: () => begin(services, desk, input, vmid, job),
          call: () =>
            plan.copied
              ? `POST ${pathOf({ vmid: plan.copied.vmid, type: plan.type, node: plan.copied.node })}/clone newid=${vmid} name=${plan.name}`
              : `POST /nodes/${plan.node}/${plan.type === 'vm' ? 'qemu' : 'lxc'} vmid=${vmid} name=${plan.name} cores=${plan.cores} memory=${plan.memoryMiB}`,
        },
        job,
        step,
      )
      return vmid
    } catch (error) {
      if (!(error instanceof AppError) || !error.is('VmidTaken') || plan.vmid !== undefined || tries === mostTries) throw error
      // Lost answers look like this too: the number is taken by the very guest that was to be made.
      if (await isOurs(desk, vmid, job.id)) return vmid
      step.line(`The number ${vmid} was taken meanwhile; the next free one is tried.`)
      vmid = await desk.session.freeVmid(job.signal)
    }
  }
}

async function isOurs(desk: GuestDesk, vmid: number, marker: string): Promise<boolean> {
  const found = await desk.session.find(vmid, desk.signal)
  if (!found) return false
  const { config } = await desk.session.config(found, desk.signal).catch(() => ({ config: undefined }))
  return config !== undefined && markerIn(config.description) === marker
}

async function begin(
  services: Parameters<typeof createGuestJob>[0],
  { session, signal }: GuestDesk,
  input: CreateGuestInput,
  vmid: number,
  job: JobContext,
): Promise<TaskRef> {
  const { plan } = input
  if (plan.source.kind === 'clone' && plan.copied) {
    const source = { vmid: plan.copied.vmid, type: plan.type, node: plan.copied.node }
    return session.clone(
      source,
      {
        vmid,
        name: plan.name,
        node: plan.node,
        full: plan.source.full,
        marker: markerLine(job.id),
        ...(plan.storage !== undefined && { storage: plan.storage }),
      },
      signal,
    )
  }
  if (plan.source.kind === 'clone')
    throw new AppError('GuestInputInvalid', { guest: plan.name, field: 'source', because: 'What it is copied from is not known.' })
  const login = await loginOf(services, input, job)
  const guest: NewGuest = {
    vmid,
    type: plan.type,
    node: plan.node,
    name: plan.name,
    cores: plan.cores ?? 1,
    memoryMiB: plan.memoryMiB ?? 512,
    diskGiB: plan.diskGiB ?? 8,
    storage: plan.storage ?? '',
    source: plan.source,
    ...(plan.network && { network: networkOf(plan.network) }),
    ...(login && { login }),
    startOnBoot: plan.startOnBoot,
    tags: plan.tags,
    description: markerLine(job.id),
    nesting: plan.nesting,
    unprivileged: plan.unprivileged,
  }
  return session.create(guest, signal)
}

async function loginOf(
  services: Parameters<typeof createGuestJob>[0],
  { plan, passwordName, ownKey, clusterId }: CreateGuestInput,
  job: JobContext,
) {
  const password = passwordName === undefined ? undefined : await services.secrets.get(passwordName)
  const keys = [...(plan.login?.keys ?? []), ...(ownKey ? [await services.guestKeys.publicKey(clusterId, job.id)] : [])]
  if (keys.length === 0 && password === undefined) return undefined
  return { user: plan.login?.user ?? 'root', keys, ...(password !== undefined && { password }) }
}

function networkOf({ bridge, vlan, address, gateway }: NonNullable<PlannedGuest['network']>) {
  return {
    bridge,
    ...(vlan !== undefined && { vlan }),
    ...(address !== undefined && { address }),
    ...(gateway !== undefined && { gateway }),
  }
}

/** What a copy does not take over, and what an image brings too small. */
async function settle(
  services: Parameters<typeof createGuestJob>[0],
  desk: GuestDesk,
  input: CreateGuestInput,
  vmid: number,
  job: JobContext,
  step: StepContext,
): Promise<void> {
  const { plan } = input
  const { session } = desk
  const place = await placeOf(desk, vmid)
  const { now, config } = await nowOf(session, { ...place, template: false }, job.signal)
  if (plan.source.kind === 'clone') {
    const login = await loginOf(services, input, job)
    const { settings } = planChange(
      {
        ...(plan.cores !== undefined && { cores: plan.cores }),
        ...(plan.memoryMiB !== undefined && { memoryMiB: plan.memoryMiB }),
        ...(plan.network && { network: { slot: 'net0', ...networkOf(plan.network), address: plan.network.address as 'dhcp' | undefined } }),
        tags: [...plan.tags],
        startOnBoot: plan.startOnBoot,
        description: withMarker(config.description, job.id),
      },
      now,
    )
    const all = { ...settings, ...(login && plan.type === 'vm' && { login }) }
    if (Object.keys(all).length > 0) {
      await perform(
        desk,
        {
          id: 'settle',
          doing: 'The change',
          types: ['qmconfig'],
          place: async () => place,
          begin: at => session.change(at, all, config.digest, job.signal),
          call: at => `PUT ${pathOf(at)}/config ${Object.keys(all).join(' ')}`,
        },
        job,
        step,
      )
    }
  }
  if (plan.diskGiB === undefined) return
  const after = await nowOf(session, { ...place, template: false }, job.signal)
  for (const { slot, gib } of planChange({ diskGiB: plan.diskGiB }, after.now).grow) {
    await perform(
      desk,
      {
        id: `grow-${slot}`,
        doing: 'Growing the disk',
        types: ['resize'],
        place: async () => place,
        begin: async at => session.growDisk(at, slot, gib, (await session.config(at, job.signal)).config.digest, job.signal),
        call: at => `PUT ${pathOf(at)}/resize disk=${slot} size=${gib}G`,
      },
      job,
      step,
    )
  }
}

/** Where it can be reached, if it tells within a while; a guest that does not tell is no failure. */
async function waitForAddress({ session, clock, signal }: GuestDesk, vmid: number, step: StepContext): Promise<readonly string[]> {
  const began = clock.monotonic()
  for (;;) {
    const found = await session.find(vmid, signal)
    const addresses = found ? await session.addresses(found, signal).catch(() => []) : []
    if (addresses.length > 0) {
      step.note(`It is at ${addresses[0]}.`)
      return addresses
    }
    const waited = clock.monotonic() - began
    if (waited > addressPatienceMs) {
      step.note('It tells no address. Proxmox shows its screen.')
      return []
    }
    step.progress(Math.min(0.95, waited / addressPatienceMs))
    await clock.wait(addressLookMs, signal)
  }
}
