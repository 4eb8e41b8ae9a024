import { describe, expect, test } from 'vitest'
import { type Bench, failureOf } from './bench.ts'

// Where a machine cannot run, Proxmox says one of these.
const cannotRun = /KVM virtuali[sz]ation|\/dev\/kvm|start failed|exit code \d|CPU model|cgroup|systemd scope/i

/** Virtual machines that run. A node without nested virtualization cannot: then its words are looked at instead. */
export function describeMachinePower(use: () => Bench): void {
  describe('a virtual machine that runs', () => {
    test('starts, waits with what cannot change now, and stops', async ({ skip }) => {
      const { session, makeMachine, done, ended } = use()
      const guest = await makeMachine()
      const started = await ended(await session.start(guest))
      if (started.state === 'failed') {
        expect(started.outcome).toMatch(cannotRun)
        return skip(`The node cannot run a machine: ${started.outcome}`)
      }
      expect(await session.status(guest)).toMatchObject({ state: 'running' })
      expect(await ended(await session.start(guest))).toMatchObject({
        state: 'failed',
        outcome: expect.stringContaining('already running'),
      })
      expect(await failureOf(session.remove(guest))).toMatchObject({ code: 'GuestRunning' })

      const { config } = await session.config(guest)
      await session.change(guest, { memoryMiB: 512, cores: 2 }, config.digest)
      const changed = await session.config(guest)
      expect(changed.config).toMatchObject({ memoryMiB: 512, cores: 2 })
      expect(changed.pending).toContainEqual({ field: 'memory', now: '256', next: '512' })
      await session.revert(
        guest,
        changed.pending.map(change => change.field),
      )
      const reverted = await session.config(guest)
      expect(reverted.pending).toEqual([])
      expect(reverted.config.memoryMiB).toBe(256)

      // An empty machine hears no request to end; the wait for it can be cut short.
      const shutdown = await session.shutDown(guest, { seconds: 120, force: false })
      expect(await session.task(shutdown)).toMatchObject({ state: 'running' })
      await session.abortTask(shutdown)
      expect(await ended(shutdown)).toMatchObject({ state: 'failed' })
      await done(await session.shutDown(guest, { seconds: 1, force: true }))
      expect(await session.status(guest)).toMatchObject({ state: 'stopped' })
      await done(await session.stop(guest))
      expect(await failureOf(session.reboot(guest, { seconds: 10 }))).toMatchObject({ code: 'ClusterRefused' })
    })
  })
}
