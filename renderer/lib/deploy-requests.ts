import type { DeployRequest } from '../../shared/model/app.ts'

const remembered = new Map<string, DeployRequest>()

/** Keeps what was asked of a deploy job while this window is open, so that it can be asked again; typed secrets never leave the memory. */
export function rememberDeploy(job: string, request: DeployRequest): void {
  remembered.set(job, request)
}

/** What was asked of a deploy job in this window. */
export function rememberedDeploy(job: string): DeployRequest | undefined {
  return remembered.get(job)
}
