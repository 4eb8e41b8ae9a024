import type { PlannedGuest } from '../../core/guest/plan-creation.ts'
import { finishMade, waitForAddresses } from '../../kinds/guest-finish.ts'
import { type MakeHow, makeGuest } from '../../kinds/guest-make.ts'
import { setPower } from '../../kinds/guest-power.ts'
import { bears, removeMade } from '../../kinds/guest-remove.ts'
import { needGuest, readGuest } from '../../kinds/guest-seen.ts'
import type { JobDefinition } from '../job-runner/job-definition.ts'
import { guestJob, guestLock, nameLock } from './guest-job.ts'
import { findLogin, forgetLogin } from './guest-logins.ts'
import type { GuestServices } from './guest-services.ts'

/** The intent of a creation, with everything chosen; its password is in the secret store. */
export interface CreateInput {
  readonly cluster: string
  readonly planned: PlannedGuest
  /** Where its password waits, if it has one. */
  readonly ticket?: string | undefined
}

const addressWithinMs = 90_000

/** Makes a guest, once, and takes it away again when a step fails: only what bears the job's own marker. */
export function createJob(services: GuestServices): JobDefinition<CreateInput> {
  const { guestKeys } = services

  /** Our own key is let in as well where the guest is told at all, so that it can become a device. */
  async function loginOf({ cluster, planned, ticket }: CreateInput, marker: string): Promise<MakeHow['login']> {
    if (planned.source.kind === 'iso' || (planned.copied && planned.type === 'lxc')) return undefined
    // A copy that nobody gave a login keeps the one of its source.
    if (planned.copied && !planned.login) return undefined
    const password = ticket === undefined ? undefined : await findLogin(services, ticket)
    const own = await guestKeys.publicKey(cluster, marker)
    const { user = 'root', keys = [] } = planned.login ?? {}
    return { user, keys: [...keys, own], ...(password !== undefined && { password }) }
  }

  return guestJob<CreateInput>(services, {
    kind: 'guests.create',
    title: ({ planned }) => `Make ${planned.name} on ${planned.node}`,
    locks: ({ cluster, planned }) => [
      nameLock({ cluster }, planned.name),
      ...(planned.vmid === undefined ? [] : [guestLock({ cluster, vmid: planned.vmid })]),
    ],
    steps: ({ planned }) => [
      { id: 'make', title: planned.copied ? `Copy ${planned.copied.name}` : 'Make it', weight: 60 },
      { id: 'settings', title: planned.copied ? 'Give it its settings' : 'Give its disk its size', weight: 10 },
      ...(planned.start
        ? [
            { id: 'start', title: 'Start it', weight: 15 },
            { id: 'answers', title: 'Wait for its address', weight: 15 },
          ]
        : []),
    ],
    run: async (input, { reach, job, step }) => {
      const { planned } = input
      const { name, node } = planned
      const { signal } = job
      job.state('deploying')
      const vmid = await step('make', async witness => {
        for (const because of planned.because) witness.line(because)
        await witness.keep('marker', job.id)
        await job.registerUndo({ kind: 'key', title: `The key for ${name}`, data: { marker: job.id } })
        const login = await loginOf(input, job.id)
        const claim = (number: number) =>
          job.registerUndo({ kind: 'guest', title: `The guest ${name}, number ${number}`, data: { vmid: number, marker: job.id } })
        return makeGuest(reach, planned, { marker: job.id, claim, ...(login && { login }) }, witness, signal)
      })
      const id = { vmid, name }
      job.state('configuring')
      await step('settings', async witness => finishMade(reach, id, planned, await loginOf(input, job.id), witness, signal))
      if (!planned.start) return { vmid, name, node, state: 'stopped' }
      await step('start', async witness =>
        setPower(reach, await needGuest(reach, id, signal), 'start', { seconds: 0, force: false }, witness, signal),
      )
      // An installer that is worked by hand tells no address, and neither does a copy of a system without an agent: no need to wait for long.
      const addresses = await step('answers', witness =>
        waitForAddresses(reach, id, planned.source.kind === 'iso' ? 0 : addressWithinMs, witness, signal),
      )
      job.state('running')
      return { vmid, name, node, state: 'running', ...(addresses[0] !== undefined && { address: addresses[0] }) }
    },
    undo: {
      guest: ({ vmid, marker }, { reach, witness, signal }) => removeMade(reach, Number(vmid), bears(String(marker)), witness, signal),
      key: async ({ marker }, _undo, { cluster }) => {
        await guestKeys.remove(cluster, String(marker))
        return true
      },
    },
    afterUndo: async ({ planned }, { reach, signal, kept }) => {
      const vmid = kept('vmid')
      const seen = typeof vmid === 'number' ? await readGuest(reach, vmid, signal) : undefined
      if (seen && bears(String(kept('marker')))(seen)) {
        const left = [`the guest ${seen.name}, number ${seen.vmid}`]
        return { sentence: `Still in ${reach.cluster}: ${left.join()}.`, clean: false, left }
      }
      return { sentence: `Checked afterwards: nothing of ${planned.name} is in ${reach.cluster}.`, clean: true }
    },
    touched: (_input, result) => (typeof result?.vmid === 'number' ? result.vmid : undefined),
    settled: async ({ ticket }) => {
      if (ticket !== undefined) await forgetLogin(services, ticket)
    },
  })
}
