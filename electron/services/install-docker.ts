import { AppError } from '../../shared/errors/app-error.ts'
import type { Device } from '../../shared/model/device.ts'
import type { Job } from '../../shared/model/job.ts'
import { SERVICE_ON_SCRIPT } from '../core/install-docker/scripts.ts'
import { type DockerSource, dockerPackages } from '../core/install-docker/systems.ts'
import type { Clock } from '../ports/clock.ts'
import type { Audit } from './audit.ts'
import { type InstallInput, installJob } from './install-docker/install-job.ts'
import { type RestartInput, readBootId, restartJob } from './install-docker/restart-job.ts'
import type { Inventory } from './inventory.ts'
import type { JobRunner } from './job-runner.ts'
import type { Monitoring } from './monitoring.ts'

/** Gets a device ready for apps: Docker on it, Docker started, the device restarted. */
export interface DockerCare {
  /** Starts the job that installs Docker. Errors: SystemUnsupported, SudoMissing, Busy and those of reaching the device. */
  install(nameOrId: string, source: DockerSource, who: string, signal?: AbortSignal): Promise<Job>
  /** Starts the service, now and with the system. Errors: CommandFailed, SudoMissing. */
  start(nameOrId: string, who: string, signal?: AbortSignal): Promise<void>
  /** Starts the job that restarts the device. */
  restartDevice(nameOrId: string, who: string, signal?: AbortSignal): Promise<Job>
}

export interface DockerCareDependencies {
  readonly inventory: Inventory
  readonly monitoring: Monitoring
  readonly jobs: JobRunner
  readonly clock: Clock
  readonly audit: Audit
}

/** Docker care; makes its jobs known to the runner. */
export function createDockerCare({ inventory, monitoring, jobs, clock, audit }: DockerCareDependencies): DockerCare {
  const install = installJob({ inventory, monitoring, clock })
  const restart = restartJob({ inventory, monitoring, clock })
  jobs.define(install)
  jobs.define(restart)

  function request<I extends object>(input: I, device: Device, who: string) {
    return { input, subject: { kind: 'device', name: device.name } as const, startedBy: who, refuseIfLocked: true }
  }

  return {
    install: async (nameOrId, source, who, signal) => {
      const device = inventory.resolve(nameOrId)
      const { facts, docker } = await monitoring.examine(device, signal)
      if (facts.privilege === 'none' || facts.privilege === 'docker-group')
        throw new AppError('SudoMissing', { device: device.name, user: device.user })
      if (!dockerPackages(facts, source)) throw new AppError('SystemUnsupported', { device: device.name, system: facts.os.name })
      return jobs.start<InstallInput>(
        install.kind,
        request({ deviceId: device.id, device: device.name, source, hadDocker: docker !== 'missing' }, device, who),
      )
    },
    start: async (nameOrId, who, signal) => {
      const device = inventory.resolve(nameOrId)
      const session = await inventory.session(device)
      const { exitCode, err } = await session.run({ argv: ['sh', '-c', SERVICE_ON_SCRIPT, 'mycopod-docker-start'], asRoot: true }, signal)
      if (exitCode !== 0)
        throw new AppError('CommandFailed', { device: device.name, command: 'systemctl start docker', exitCode, output: err.trim() })
      await audit.record({ who, action: 'devices.startDocker', what: `Started Docker on ${device.name}`, subject: device.name })
    },
    restartDevice: async (nameOrId, who, signal) => {
      const device = inventory.resolve(nameOrId)
      const bootId = await readBootId(inventory, device.id, signal)
      const running =
        monitoring.latest(device.id)?.containers?.filter(container => container.state === 'running' && container.app !== undefined) ?? []
      const apps = [...new Set(running.flatMap(container => container.app ?? []))]
      return jobs.start<RestartInput>(restart.kind, request({ deviceId: device.id, device: device.name, bootId, apps }, device, who))
    },
  }
}
