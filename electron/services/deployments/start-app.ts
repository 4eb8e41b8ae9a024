import { AppError } from '../../../shared/errors/app-error.ts'
import type { App } from '../../../shared/model/app.ts'
import type { Device } from '../../../shared/model/device.ts'
import { startStack } from '../../kinds/stack.ts'
import type { StackPlace } from '../../kinds/stack-place.ts'
import type { JobContext, StepContext } from '../job-runner/job-definition.ts'
import type { DeploymentServices } from './deployment-services.ts'
import { blamedContainer, type HealthQuestion } from './health.ts'
import { doorsOf, refuseTakenPorts } from './readiness.ts'

/** Which app is started where, within which job. */
export interface Start {
  readonly app: App
  readonly device: Device
  readonly place: StackPlace
  readonly question: HealthQuestion
  readonly job: JobContext
}

/**
 * Has Compose start an app. Errors: PortTaken with who has it and a free one, ContainerCrashed, OutOfMemory or NeverHealthy
 * where a container is to blame, else those of `startStack`.
 */
export async function startApp(services: DeploymentServices, start: Start, step: StepContext): Promise<void> {
  const { app, device, place, question, job } = start
  try {
    await startStack(place, app, step, job.signal)
  } catch (error) {
    if (job.signal.aborted || !(error instanceof AppError)) throw error
    if (error.is('PortTaken')) {
      await services.monitoring.pollNow(device, job.signal)
      refuseTakenPorts(app, await doorsOf(services, device, app.name), device.name)
    }
    if (error.is('StartFailed')) throw (await blamedContainer(place, question, step, job.signal)) ?? error
    throw error
  }
}
