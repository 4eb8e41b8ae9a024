import { AppError } from '../../../shared/errors/app-error.ts'
import { REBOOT_SCRIPT } from '../../core/install-docker/scripts.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Inventory } from '../inventory.ts'
import type { JobContext, JobDefinition } from '../job-runner/job-definition.ts'
import type { Monitoring } from '../monitoring.ts'
import { runAsRoot } from './run-as-root.ts'

/** What a restart needs to know; `bootId` is the run of the device that is to end, so that a resumed job restarts it only once. */
export interface RestartInput {
  readonly deviceId: string
  readonly device: string
  readonly bootId: string
  /** Names of apps that ran before. */
  readonly apps: readonly string[]
}

const backWithinMs = 10 * 60_000
const appsWithinMs = 5 * 60_000
const pauseMs = 2_000
const answerWithinMs = 15_000

/** Reads the identity of the run of a device since its last start. */
export async function readBootId(inventory: Inventory, deviceId: string, signal?: AbortSignal): Promise<string> {
  const session = await inventory.session(inventory.resolve(deviceId))
  const { out } = await session.run({ argv: ['cat', '/proc/sys/kernel/random/boot_id'] }, signal)
  return out.trim()
}

/** Restarts a device, waits until it is back and until its apps run again. */
export function restartJob({
  inventory,
  monitoring,
  clock,
}: {
  readonly inventory: Inventory
  readonly monitoring: Monitoring
  readonly clock: Clock
}): JobDefinition<RestartInput> {
  async function restart(input: RestartInput, job: JobContext): Promise<void> {
    await job.step('restart', async step => {
      if ((await readBootId(inventory, input.deviceId, job.signal)) !== input.bootId) return
      const session = await inventory.session(inventory.resolve(input.deviceId))
      try {
        const { exitCode, err } = await runAsRoot(session, input.device, ['sh', '-c', REBOOT_SCRIPT, 'mycopod-reboot'], step, job.signal)
        if (exitCode > 0) throw new AppError('CommandFailed', { device: input.device, command: 'reboot', exitCode, output: err.trim() })
      } catch (error) {
        // The connection may break before the command says that it worked.
        if (!(error instanceof AppError && error.is('DeviceConnectionLost'))) throw error
      }
    })
  }

  async function newBoot(input: RestartInput, signal: AbortSignal): Promise<boolean> {
    const late = new AbortController()
    const end = new AbortController()
    void clock.wait(answerWithinMs, end.signal).then(
      () => late.abort(),
      () => undefined,
    )
    inventory.reconnect(inventory.resolve(input.deviceId))
    try {
      return (await readBootId(inventory, input.deviceId, AbortSignal.any([signal, late.signal]))) !== input.bootId
    } catch {
      signal.throwIfAborted()
      return false
    } finally {
      end.abort()
    }
  }

  async function waitUntilBack(input: RestartInput, job: JobContext): Promise<void> {
    await job.step('back', async step => {
      const giveUpAt = clock.monotonic() + backWithinMs
      while (!(await newBoot(input, job.signal))) {
        if (clock.monotonic() > giveUpAt) throw new AppError('DeviceSilent', { device: input.device, seconds: backWithinMs / 1000 })
        step.note(`Waiting for ${input.device} to come back`)
        await clock.wait(pauseMs, job.signal)
      }
    })
  }

  async function waitForApps(input: RestartInput, job: JobContext): Promise<readonly string[]> {
    return job.step('apps', async step => {
      const giveUpAt = clock.monotonic() + appsWithinMs
      for (;;) {
        const { sample } = await monitoring.pollNow(inventory.resolve(input.deviceId), job.signal)
        const missing = input.apps.filter(
          app =>
            !(sample?.containers ?? []).some(
              container => container.app === app && container.state === 'running' && container.health !== 'starting',
            ),
        )
        step.progress(1 - missing.length / Math.max(input.apps.length, 1))
        if (missing.length === 0 || clock.monotonic() > giveUpAt) return missing
        step.note(`Waiting for ${missing.join(', ')}`)
        await clock.wait(pauseMs, job.signal)
      }
    })
  }

  return {
    kind: 'devices.restart',
    onRestart: 'resume',
    title: input => `Restart ${input.device}`,
    locks: input => [`device:${input.deviceId}`],
    steps: () => [
      { id: 'restart', title: 'Restarting', weight: 1 },
      { id: 'back', title: 'Waiting for the device', weight: 6 },
      { id: 'apps', title: 'Waiting for its apps', weight: 3 },
    ],
    run: async (input, job) => {
      await restart(input, job)
      await waitUntilBack(input, job)
      return { notRunning: [...(await waitForApps(input, job))] }
    },
    undo: {},
  }
}
