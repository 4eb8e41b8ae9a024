import { AppError } from '../../../shared/errors/app-error.ts'
import { troubleOf } from '../../core/checks/check-device.ts'
import { createInstallProgress, saysLocked } from '../../core/install-docker/install-progress.ts'
import {
  choosePackages,
  type Found,
  type InstallStep,
  lookCommand,
  newPackages,
  planInstall,
  planSources,
  readFound,
  simulateCommand,
} from '../../core/install-docker/plan-install.ts'
import type { DockerPackages, DockerSource } from '../../core/install-docker/systems.ts'
import type { Clock } from '../../ports/clock.ts'
import type { DeviceSession } from '../../ports/device-access.ts'
import type { Inventory } from '../inventory.ts'
import type { JobContext, JobDefinition, StepContext, UndoData } from '../job-runner/job-definition.ts'
import type { Monitoring } from '../monitoring.ts'
import { lastWords, runAsRoot } from './run-as-root.ts'

/** What an installation needs to know; it holds no secrets. */
export interface InstallInput {
  readonly deviceId: string
  readonly device: string
  readonly source: DockerSource
  /** Whether Docker was there before, without all it needs. */
  readonly hadDocker: boolean
}

export interface InstallDependencies {
  readonly inventory: Inventory
  readonly monitoring: Monitoring
  readonly clock: Clock
}

const lockedForMs = 10 * 60_000
const lockedPauseMs = 3_000
const startsWithinMs = 60_000
const undoKind = 'run-as-root'

/** Installs Docker and takes everything back when that fails or is cancelled. */
export function installJob({ inventory, monitoring, clock }: InstallDependencies): JobDefinition<InstallInput> {
  /** Repeats a command while another update holds the packages of the system, and says so. */
  async function patiently(
    session: DeviceSession,
    input: InstallInput,
    chosen: DockerPackages,
    todo: InstallStep,
    step: StepContext,
    signal: AbortSignal,
    onLine: (text: string) => void,
  ) {
    const giveUpAt = clock.monotonic() + lockedForMs
    for (;;) {
      let locked = false
      const result = await runAsRoot(session, input.device, todo.argv, step, signal, text => {
        locked ||= saysLocked(chosen.manager, text)
        onLine(text)
      })
      if (result.exitCode === 0) return
      if (!locked || clock.monotonic() > giveUpAt)
        throw new AppError('InstallFailed', { device: input.device, output: lastWords(result, 3) })
      step.note(`Waiting for another update on ${input.device} to finish`)
      await clock.wait(lockedPauseMs, signal)
    }
  }

  async function perform(
    session: DeviceSession,
    input: InstallInput,
    chosen: DockerPackages,
    todo: InstallStep,
    job: JobContext,
    fresh: readonly string[],
  ) {
    const work = async (step: StepContext): Promise<void> => {
      step.retitle(todo.title)
      if (todo.undo) await job.registerUndo({ kind: undoKind, title: todo.undo.title, data: { argv: todo.undo.argv } })
      const progress = createInstallProgress(chosen.manager, fresh.length)
      await patiently(session, input, chosen, todo, step, job.signal, text => {
        if (todo.id === 'packages') step.progress(progress.line(text))
      })
    }
    await job.step(todo.id, work, todo.title)
  }

  async function look(session: DeviceSession, input: InstallInput, job: JobContext): Promise<{ found: Found; chosen: DockerPackages }> {
    return job.step('look', async step => {
      const device = inventory.resolve(input.deviceId)
      const { facts } = await monitoring.examine(device, job.signal)
      const seen = await runAsRoot(session, input.device, lookCommand(device.user), step, job.signal)
      const found = readFound(seen.out)
      const chosen = choosePackages(facts, input.source, found)
      if (!chosen) throw new AppError('SystemUnsupported', { device: input.device, system: facts.os.name })
      if (chosen.note) step.note(chosen.note)
      return { found, chosen }
    })
  }

  /** Docker may need a moment after its service says it is up. */
  async function check(input: InstallInput, job: JobContext): Promise<string> {
    return job.step('check', async step => {
      const giveUpAt = clock.monotonic() + startsWithinMs
      for (;;) {
        const examined = await monitoring.examine(inventory.resolve(input.deviceId), job.signal)
        if (examined.docker === 'running' && examined.facts.docker?.composeVersion !== undefined) {
          step.note(`Docker ${examined.facts.docker.version} runs on ${input.device}`)
          return examined.facts.docker.version
        }
        if (clock.monotonic() > giveUpAt) {
          throw new AppError('InstallFailed', {
            device: input.device,
            output: `Docker is ${examined.docker}${troubleOf(examined)?.code === 'ComposeMissing' ? ', without Compose' : ''}.`,
          })
        }
        await clock.wait(1_000, job.signal)
      }
    })
  }

  return {
    kind: 'devices.installDocker',
    onRestart: 'undo',
    title: input => `Install Docker on ${input.device}`,
    locks: input => [`device:${input.deviceId}`],
    steps: () => [
      { id: 'look', title: 'Looking at the device', weight: 2 },
      { id: 'lists', title: 'Getting the list of packages', weight: 10 },
      { id: 'packages', title: 'Installing Docker', weight: 70 },
      { id: 'service', title: 'Starting Docker', weight: 10 },
      { id: 'check', title: 'Checking', weight: 4 },
    ],
    run: async (input, job) => {
      const session = await inventory.session(inventory.resolve(input.deviceId))
      const { found, chosen } = await look(session, input, job)
      for (const todo of planSources(chosen, found)) await perform(session, input, chosen, todo, job, [])
      const simulate = simulateCommand(chosen)
      const simulation = simulate && (await session.run({ argv: simulate, asRoot: true }, job.signal))
      if (simulation && simulation.exitCode !== 0)
        throw new AppError('InstallFailed', { device: input.device, output: lastWords(simulation, 3) })
      const fresh = newPackages(chosen, found, simulation?.out)
      const { user } = inventory.resolve(input.deviceId)
      const steps = planInstall(chosen, found, fresh, user)
      for (const todo of steps) await perform(session, input, chosen, todo, job, fresh)
      // A new group counts only for a new login.
      if (steps.some(step => step.id === 'group')) inventory.reconnect(inventory.resolve(input.deviceId))
      return { version: await check(input, job) }
    },
    undo: {
      [undoKind]: async (data, context, input) => {
        const session = await inventory.session(inventory.resolve(input.deviceId))
        const result = await runAsRoot(session, input.device, argvOf(data), context, context.signal)
        if (result.exitCode !== 0)
          throw new AppError('CommandFailed', {
            device: input.device,
            command: 'undo',
            exitCode: result.exitCode,
            output: lastWords(result, 3),
          })
        return result.out.trimEnd().endsWith('nothing to do') ? 'nothing-to-do' : 'done'
      },
    },
    afterUndo: async input => {
      const { docker } = await monitoring.examine(inventory.resolve(input.deviceId))
      if (docker === 'missing' || input.hadDocker) return { sentence: `${input.device} is as it was before`, clean: true }
      return { sentence: `Docker is still on ${input.device}`, clean: false, left: ['Docker'] }
    },
  }
}

function argvOf(data: UndoData): readonly [string, ...string[]] {
  const [program, ...words] = Array.isArray(data.argv) ? data.argv.map(String) : []
  if (program === undefined) throw new AppError('Internal', { ref: 'install-docker undo without a command' })
  return [program, ...words]
}
